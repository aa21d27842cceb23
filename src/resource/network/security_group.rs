//! A firewall around servers, the database or the load balancer. Its rules are resources of their own, so that groups
//! may refer to each other.

use serde::{Deserialize, Serialize};

use crate::resource::vpc::Vpc;
use crate::resource::{Fake, Needed, Phase, Ref, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecurityGroup {
    /// Unique in the VPC whatever its case; cannot start with `sg-`.
    pub name: String,
    pub vpc: Ref<Vpc>,
    /// Cannot be changed later; letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*` only.
    pub description: String,
    /// What it protects, in words.
    pub protects: String,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityGroupOutputs {
    pub group_id: String,
}

impl Resource for SecurityGroup {
    type Outputs = SecurityGroupOutputs;

    const KIND: &'static str = "security-group";
    const PHASE: Phase = Phase::Network;
    const ACTIONS: &'static [&'static str] =
        &["ec2:CreateSecurityGroup", "ec2:CreateTags", "ec2:DeleteSecurityGroup", "ec2:DescribeSecurityGroups"];

    fn title(&self) -> String {
        format!("firewall of the {} (security group)", self.protects)
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.vpc.needed()]
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        SecurityGroupOutputs { group_id: fake.id("sg") }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.group_id.clone())
    }
}
