//! Lets servers in private subnets reach the internet. Billed by the hour and by the gigabyte.

use serde::{Deserialize, Serialize};

use crate::model::{Quantity, Usage};
use crate::resource::elastic_ip::ElasticIp;
use crate::resource::subnet::Subnet;
use crate::resource::{Fake, Needed, Phase, PriceKey, PriceLine, Ref, Repeat, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NatGateway {
    pub name: String,
    pub subnet: Ref<Subnet>,
    pub address: Ref<ElasticIp>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NatGatewayOutputs {
    pub nat_gateway_id: String,
}

impl Resource for NatGateway {
    type Outputs = NatGatewayOutputs;

    const KIND: &'static str = "nat-gateway";
    const WATCHED: bool = true;
    const PHASE: Phase = Phase::Network;
    const REPEAT: Repeat = Repeat::Token;
    const EXPLAINED: &'static [(&'static str, &'static str)] = &[
        (
            "NAT gateway hours",
            "The way out for servers that nobody can reach from the internet: without it they could fetch no images \
             and no updates, and send no mail. AWS bills it for every hour that it exists, busy or not: that makes it \
             one of the dearest lines.",
        ),
        ("NAT gateway traffic", "What passes through that way out, in either direction; AWS bills every GB of it."),
    ];
    const ACTIONS: &'static [&'static str] =
        &["ec2:CreateNatGateway", "ec2:CreateTags", "ec2:DeleteNatGateway", "ec2:DescribeNatGateways"];

    fn title(&self) -> String {
        "way out for private servers (NAT gateway)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.subnet.needed(), self.address.needed()]
    }

    fn prices(&self, usage: &Usage) -> Vec<PriceLine> {
        vec![
            PriceLine::hourly("NAT gateway hours", PriceKey::new("nat_gateway", "hour"), 1),
            PriceLine::new(
                "NAT gateway traffic",
                PriceKey::new("nat_gateway", "gb"),
                Quantity::whole(usage.nat_gb.into()),
                "GB",
            ),
        ]
    }

    fn waiting(&self) -> &'static str {
        "starting the gateway"
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        NatGatewayOutputs { nat_gateway_id: fake.id("nat") }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.nat_gateway_id.clone())
    }
}
