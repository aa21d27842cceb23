//! A part of the network in one zone.

use serde::{Deserialize, Serialize};

use crate::resource::vpc::Vpc;
use crate::resource::zones::Zones;
use crate::resource::{Fake, Needed, Phase, Ref, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subnet {
    pub name: String,
    pub vpc: Ref<Vpc>,
    pub zones: Ref<Zones>,
    /// Which of the two zones: 0 or 1.
    pub zone: usize,
    pub cidr: String,
    /// Public subnets route to the internet gateway.
    pub public: bool,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubnetOutputs {
    pub subnet_id: String,
    pub zone: String,
}

impl Resource for Subnet {
    type Outputs = SubnetOutputs;

    const KIND: &'static str = "subnet";
    const PHASE: Phase = Phase::Network;
    const ACTIONS: &'static [&'static str] =
        &["ec2:CreateSubnet", "ec2:CreateTags", "ec2:DeleteSubnet", "ec2:DescribeSubnets"];

    fn title(&self) -> String {
        format!("{} subnet {}", if self.public { "public" } else { "private" }, if self.zone == 0 { "a" } else { "b" })
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.vpc.needed(), self.zones.needed()]
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        SubnetOutputs {
            subnet_id: fake.id("subnet"),
            zone: fake.get(&self.zones).and_then(|found| found.zones.get(self.zone).cloned()).unwrap_or_default(),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.subnet_id.clone())
    }
}
