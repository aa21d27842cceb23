//! A port of the load balancer and what it does with visitors. HTTPS needs an issued certificate first (AWSFACTS
//! section 2.1).

use serde::{Deserialize, Serialize};

use crate::resource::certificate_issued::CertificateIssued;
use crate::resource::load_balancer::LoadBalancer;
use crate::resource::target_group::TargetGroup;
use crate::resource::{Change, Fake, Needed, Phase, Ref, Resource};

/// What a listener does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListenerAction {
    Forward { targets: Ref<TargetGroup> },
    ForwardTls { targets: Ref<TargetGroup>, certificate: Ref<CertificateIssued> },
}

/// TLS 1.3 and 1.2 with forward secrecy.
pub const TLS_POLICY: &str = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listener {
    pub load_balancer: Ref<LoadBalancer>,
    pub port: u16,
    pub action: ListenerAction,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListenerOutputs {
    pub arn: String,
    pub port: u16,
}

impl Resource for Listener {
    type Outputs = ListenerOutputs;

    const KIND: &'static str = "listener";
    const PHASE: Phase = Phase::LoadBalancer;
    const ACTIONS: &'static [&'static str] = &[
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:CreateListener",
        "elasticloadbalancing:DeleteListener",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeTags",
        "elasticloadbalancing:ModifyListener",
    ];

    fn title(&self) -> String {
        match self.action {
            ListenerAction::Forward { .. } => format!("port {} (HTTP)", self.port),
            ListenerAction::ForwardTls { .. } => format!("port {} (HTTPS)", self.port),
        }
    }

    fn refs(&self) -> Vec<Needed> {
        let mut refs = vec![self.load_balancer.needed()];
        match &self.action {
            ListenerAction::Forward { targets } => refs.push(targets.needed()),
            ListenerAction::ForwardTls { targets, certificate } => {
                refs.extend([targets.needed(), certificate.needed()]);
            }
        }
        refs
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.load_balancer == old.load_balancer && self.port == old.port { Change::Update } else { Change::Replace }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        let hash = fake.hex(16);
        ListenerOutputs { arn: fake.arn("elasticloadbalancing", &format!("listener/app/{hash}")), port: self.port }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.arn.clone())
    }
}
