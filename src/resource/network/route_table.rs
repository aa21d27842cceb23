//! Where traffic of its subnets goes.

use serde::{Deserialize, Serialize};

use crate::resource::vpc::Vpc;
use crate::resource::{Fake, Needed, Phase, Ref, Repeat, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RouteTable {
    pub name: String,
    pub vpc: Ref<Vpc>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteTableOutputs {
    pub route_table_id: String,
}

impl Resource for RouteTable {
    type Outputs = RouteTableOutputs;

    const KIND: &'static str = "route-table";
    const PHASE: Phase = Phase::Network;
    const REPEAT: Repeat = Repeat::Token;
    const ACTIONS: &'static [&'static str] =
        &["ec2:CreateRouteTable", "ec2:CreateTags", "ec2:DeleteRouteTable", "ec2:DescribeRouteTables"];

    fn title(&self) -> String {
        "where traffic may go (route table)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.vpc.needed()]
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        RouteTableOutputs { route_table_id: fake.id("rtb") }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.route_table_id.clone())
    }
}
