//! The servers as the load balancer sees them, with their health check.

use serde::{Deserialize, Serialize};

use crate::model::Region;
use crate::resource::vpc::Vpc;
use crate::resource::{Change, Fake, Needed, Phase, Ref, Resource};

/// Seconds between two checks of a server, and until one has failed.
pub const INTERVAL: i32 = 10;
pub const TIMEOUT: i32 = 5;
/// Checks in a row that make a server healthy, and that make it unhealthy.
pub const HEALTHY: i32 = 2;
pub const UNHEALTHY: i32 = 3;
/// Answers of a healthy server.
pub const CODES: &str = "200-399";
/// Attribute with the seconds below.
pub const DRAIN_KEY: &str = "deregistration_delay.timeout_seconds";
/// Seconds that a leaving server may finish what it does; AWS's 300 only make every removal slow.
pub const DRAIN: &str = "30";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetGroup {
    /// At most 32 characters.
    pub name: String,
    pub vpc: Ref<Vpc>,
    pub port: u16,
    pub health_path: String,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetGroupOutputs {
    pub arn: String,
    pub full_name: String,
}

impl Resource for TargetGroup {
    type Outputs = TargetGroupOutputs;

    const KIND: &'static str = "target-group";
    const PHASE: Phase = Phase::LoadBalancer;
    const ACTIONS: &'static [&'static str] = &[
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:CreateTargetGroup",
        "elasticloadbalancing:DeleteTargetGroup",
        "elasticloadbalancing:DescribeTags",
        "elasticloadbalancing:DescribeTargetGroupAttributes",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:ModifyTargetGroup",
        "elasticloadbalancing:ModifyTargetGroupAttributes",
    ];

    fn title(&self) -> String {
        "servers behind the load balancer (target group)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.vpc.needed()]
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.name.clone())
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.name == old.name && self.vpc == old.vpc && self.port == old.port {
            Change::Update
        } else {
            Change::Replace
        }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        let full_name = format!("targetgroup/{}/{}", self.name, fake.hex(16));
        TargetGroupOutputs { arn: fake.arn("elasticloadbalancing", &full_name), full_name }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.full_name.clone())
    }
}
