//! The role that an AWS service uses on the account's behalf. A new account lacks them (AWSFACTS section 2.2).

use serde::{Deserialize, Serialize};

use crate::resource::{Fake, Lifecycle, Needed, Phase, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceLinkedRole {
    /// Service principal, such as `elasticloadbalancing.amazonaws.com`.
    pub service: String,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceLinkedRoleOutputs {
    pub service: String,
}

impl Resource for ServiceLinkedRole {
    type Outputs = ServiceLinkedRoleOutputs;

    const KIND: &'static str = "service-linked-role";
    const PHASE: Phase = Phase::Account;
    const LIFECYCLE: Lifecycle = Lifecycle::Shared;
    const ACTIONS: &'static [&'static str] = &["iam:CreateServiceLinkedRole", "iam:ListRoles"];

    fn title(&self) -> String {
        let service = match self.service.as_str() {
            "rds.amazonaws.com" => "databases (RDS)",
            "elasticache.amazonaws.com" => "caches (ElastiCache)",
            "elasticloadbalancing.amazonaws.com" => "load balancers (ELB)",
            "autoscaling.amazonaws.com" => "more servers (Auto Scaling)",
            other => other,
        };
        format!("AWS's own role for {service}")
    }

    fn refs(&self) -> Vec<Needed> {
        Vec::new()
    }

    fn simulate(&self, _fake: &mut Fake<'_>) -> Self::Outputs {
        ServiceLinkedRoleOutputs { service: self.service.clone() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.service.clone())
    }
}
