//! A public IPv4 address that stays the same. Billed by the hour, used or not.

use serde::{Deserialize, Serialize};

use crate::model::Usage;
use crate::model::text::capital;
use crate::resource::{Fake, Needed, Phase, PriceKey, PriceLine, Quota, Repeat, Resource};

/// Purpose of the address that people reach the app by.
pub const SERVER: &str = "server";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ElasticIp {
    pub name: String,
    /// What it is for, in words: `server`, `NAT gateway`.
    pub purpose: String,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElasticIpOutputs {
    pub allocation_id: String,
    pub public_ip: String,
}

impl Resource for ElasticIp {
    type Outputs = ElasticIpOutputs;

    const KIND: &'static str = "elastic-ip";
    const PHASE: Phase = Phase::Network;
    const REPEAT: Repeat = Repeat::Unprotected;
    const EXPLAINED: &'static [(&'static str, &'static str)] = &[(
        "(IPv4)",
        "An address that the internet knows. AWS bills every one by the hour, from when it exists, used or not.",
    )];
    const ACTIONS: &'static [&'static str] =
        &["ec2:AllocateAddress", "ec2:CreateTags", "ec2:DescribeAddresses", "ec2:ReleaseAddress"];

    fn title(&self) -> String {
        format!("fixed address for the {} (Elastic IP)", self.purpose)
    }

    fn refs(&self) -> Vec<Needed> {
        Vec::new()
    }

    fn is_door(&self) -> bool {
        self.purpose == SERVER
    }

    fn prices(&self, _usage: &Usage) -> Vec<PriceLine> {
        vec![PriceLine::hourly(
            format!("{} address (IPv4)", capital(&self.purpose)),
            PriceKey::new("public_ipv4", "in_use_hour"),
            1,
        )]
    }

    fn uses(&self) -> Vec<(Quota, u32)> {
        vec![(Quota::Addresses, 1)]
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        ElasticIpOutputs { allocation_id: fake.id("eipalloc"), public_ip: fake.ipv4() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.allocation_id.clone())
    }
}
