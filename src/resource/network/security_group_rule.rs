//! One thing that a firewall lets in.

use serde::{Deserialize, Serialize};

use crate::resource::security_group::SecurityGroup;
use crate::resource::{Fake, Needed, Phase, Ref, Resource};

/// What travels (EC2 API, `IpPermission`: `IpProtocol`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    #[default]
    Tcp,
    Udp,
}

impl Protocol {
    /// AWS's word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_tcp(&self) -> bool {
        *self == Self::Tcp
    }
}

/// Who may come in (over IPv4).
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
    #[serde(default, skip_serializing_if = "Protocol::is_tcp")]
    pub protocol: Protocol,
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
        let ports = if self.from_port == self.to_port {
            format!("port {}", self.from_port)
        } else {
            format!("ports {} to {}", self.from_port, self.to_port)
        };
        let udp = if self.protocol == Protocol::Udp { " (UDP)" } else { "" };
        match &self.source {
            RuleSource::Everyone => format!("{ports}{udp} open to everyone"),
            RuleSource::Group(group) => format!("{ports}{udp} open to `{}`", group.node()),
        }
    }

    fn refs(&self) -> Vec<Needed> {
        let mut refs = vec![self.group.needed()];
        if let RuleSource::Group(source) = &self.source {
            refs.push(source.needed());
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
