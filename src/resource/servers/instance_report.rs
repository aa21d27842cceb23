//! What the servers say of themselves: each step of their start, until the app is healthy.

use serde::{Deserialize, Serialize};

use crate::model::NodeId;
use crate::resource::auto_scaling_group::AutoScalingGroup;
use crate::resource::instance::Instance;
use crate::resource::{Fake, Lifecycle, Needed, Phase, Ref, Resource};

/// Whose reports are awaited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Servers {
    #[serde(rename = "box")]
    One(Ref<Instance>),
    /// As many servers as the group wants must be ready, and healthy behind the load balancer.
    #[serde(rename = "fleet")]
    Group(Ref<AutoScalingGroup>),
}

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstanceReport {
    pub servers: Servers,
    /// Parameter Store prefix, such as `/cloudstead/demo/boxes`.
    pub parameters: String,
    /// The release that must be running.
    pub release: String,
    /// What the servers cannot start without: release, secrets, routes, attached disk.
    pub needs: Vec<NodeId>,
    /// Seconds that building images from Git takes on the server.
    pub build_seconds: u32,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceReportOutputs {
    /// Servers that reported ready.
    pub instance_ids: Vec<String>,
}

impl Resource for InstanceReport {
    type Outputs = InstanceReportOutputs;

    const KIND: &'static str = "instance-report";
    const PHASE: Phase = Phase::App;
    const LIFECYCLE: Lifecycle = Lifecycle::Fact;
    const ACTIONS: &'static [&'static str] =
        &["autoscaling:DescribeAutoScalingGroups", "elasticloadbalancing:DescribeTargetHealth", "ssm:GetParameters"];

    fn title(&self) -> String {
        "the app starts on the server".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        let mut refs = Needed::all(&self.needs);
        refs.push(match &self.servers {
            Servers::One(instance) => instance.needed(),
            Servers::Group(group) => group.needed(),
        });
        refs
    }

    fn extra_seconds(&self) -> u32 {
        self.build_seconds
    }

    fn waiting(&self) -> &'static str {
        "waiting for the server to report"
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        let instance_ids = match &self.servers {
            Servers::One(instance) => fake.get(instance).map(|instance| instance.instance_id).into_iter().collect(),
            Servers::Group(_) => vec![fake.id("i")],
        };
        InstanceReportOutputs { instance_ids }
    }
}
