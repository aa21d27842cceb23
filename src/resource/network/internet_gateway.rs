//! The network's door to the internet, attached to the VPC.

use serde::{Deserialize, Serialize};

use crate::resource::vpc::Vpc;
use crate::resource::{Fake, Needed, Phase, Ref, Repeat, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InternetGateway {
    pub name: String,
    pub vpc: Ref<Vpc>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InternetGatewayOutputs {
    pub internet_gateway_id: String,
}

impl Resource for InternetGateway {
    type Outputs = InternetGatewayOutputs;

    const KIND: &'static str = "internet-gateway";
    const PHASE: Phase = Phase::Network;
    const REPEAT: Repeat = Repeat::Unprotected;
    const ACTIONS: &'static [&'static str] = &[
        "ec2:AttachInternetGateway",
        "ec2:CreateInternetGateway",
        "ec2:CreateTags",
        "ec2:DeleteInternetGateway",
        "ec2:DescribeInternetGateways",
        "ec2:DetachInternetGateway",
    ];

    fn title(&self) -> String {
        "connection to the internet (internet gateway)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.vpc.needed()]
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        InternetGatewayOutputs { internet_gateway_id: fake.id("igw") }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.internet_gateway_id.clone())
    }
}
