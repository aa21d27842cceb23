//! One thing that a firewall lets in.

use serde::{Deserialize, Serialize};

use super::security_group::SecurityGroup;
use super::{Fake, Phase, Ref, Resource};
use crate::model::NodeId;

/// Who may come in (TCP over IPv4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleSource {
    Everyone,
    Group(Ref<SecurityGroup>),
}

/// Every IPv4 address.
pub const EVERYONE: &str = "0.0.0.0/0";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecurityGroupRule {
    pub group: Ref<SecurityGroup>,
    pub from_port: u16,
    pub to_port: u16,
    pub source: RuleSource,
    /// At most 255 characters of the same set as a group's description.
    pub description: String,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityGroupRuleOutputs {
    pub rule_id: String,
}

impl Resource for SecurityGroupRule {
    type Outputs = SecurityGroupRuleOutputs;

    const KIND: &'static str = "security-group-rule";
    const PHASE: Phase = Phase::Network;
    const ACTIONS: &'static [&'static str] = &[
        "ec2:AuthorizeSecurityGroupIngress",
        "ec2:CreateTags",
        "ec2:DescribeSecurityGroupRules",
        "ec2:RevokeSecurityGroupIngress",
    ];

    fn title(&self) -> String {
        match &self.source {
            RuleSource::Everyone => format!("port {} open to everyone", self.from_port),
            RuleSource::Group(group) => format!("port {} open to `{}`", self.from_port, group.node()),
        }
    }

    fn refs(&self) -> Vec<NodeId> {
        let mut refs = vec![self.group.id()];
        if let RuleSource::Group(source) = &self.source {
            refs.push(source.id());
        }
        refs
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        SecurityGroupRuleOutputs { rule_id: fake.id("sgr") }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.rule_id.clone())
    }
}
