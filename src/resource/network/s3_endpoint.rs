//! Traffic to S3 stays inside AWS and off the NAT gateway's bill. Free.

use serde::{Deserialize, Serialize};

use crate::resource::route_table::RouteTable;
use crate::resource::vpc::Vpc;
use crate::resource::{Change, Fake, Needed, Phase, Ref, Repeat, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct S3Endpoint {
    pub name: String,
    pub vpc: Ref<Vpc>,
    pub tables: Vec<Ref<RouteTable>>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct S3EndpointOutputs {
    pub vpc_endpoint_id: String,
}

impl Resource for S3Endpoint {
    type Outputs = S3EndpointOutputs;

    const KIND: &'static str = "s3-endpoint";
    const PHASE: Phase = Phase::Network;
    const REPEAT: Repeat = Repeat::Token;
    const ACTIONS: &'static [&'static str] = &[
        "ec2:CreateTags",
        "ec2:CreateVpcEndpoint",
        "ec2:DeleteVpcEndpoints",
        "ec2:DescribeVpcEndpoints",
        "ec2:ModifyVpcEndpoint",
    ];

    fn title(&self) -> String {
        "free path to file storage (S3 gateway endpoint)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        let mut refs = vec![self.vpc.needed()];
        refs.extend(self.tables.iter().map(Ref::needed));
        refs
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.vpc == old.vpc { Change::Update } else { Change::Replace }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        S3EndpointOutputs { vpc_endpoint_id: fake.id("vpce") }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.vpc_endpoint_id.clone())
    }
}

impl S3Endpoint {
    /// AWS's name of S3 in a region.
    #[must_use]
    pub fn service(region: &str) -> String {
        format!("com.amazonaws.{region}.s3")
    }
}
