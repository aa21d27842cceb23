//! The private network. DNS support and DNS host names are both on: databases and endpoints need them (AWSFACTS section
//! 2.1).

use serde::{Deserialize, Serialize};

use crate::resource::{Fake, Needed, Phase, Quota, Repeat, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vpc {
    pub name: String,
    /// IPv4 range such as `10.20.0.0/16`.
    pub cidr: String,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VpcOutputs {
    pub vpc_id: String,
}

impl Resource for Vpc {
    type Outputs = VpcOutputs;

    const KIND: &'static str = "vpc";
    const PHASE: Phase = Phase::Network;
    const REPEAT: Repeat = Repeat::Unprotected;
    const ACTIONS: &'static [&'static str] = &[
        "ec2:CreateTags",
        "ec2:CreateVpc",
        "ec2:DeleteVpc",
        "ec2:DescribeVpcAttribute",
        "ec2:DescribeVpcs",
        "ec2:ModifyVpcAttribute",
    ];

    fn title(&self) -> String {
        "private network (VPC)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        Vec::new()
    }

    fn uses(&self) -> Vec<(Quota, u32)> {
        vec![(Quota::Vpcs, 1)]
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        VpcOutputs { vpc_id: fake.id("vpc") }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.vpc_id.clone())
    }
}
