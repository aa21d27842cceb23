//! Adds a server when the processors are busy and removes it when they are not.

use serde::{Deserialize, Serialize};

use crate::resource::auto_scaling_group::AutoScalingGroup;
use crate::resource::{Change, Fake, Needed, Phase, Ref, Resource};

/// What is kept where it should be: the average processor use of the group.
pub const METRIC: &str = "ASGAverageCPUUtilization";
/// AWS adds and removes servers as that takes.
pub const POLICY_TYPE: &str = "TargetTrackingScaling";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScalingPolicy {
    pub name: String,
    pub group: Ref<AutoScalingGroup>,
    /// Average processor use to aim at, per cent.
    pub cpu_percent: u32,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScalingPolicyOutputs {
    pub group: String,
    pub name: String,
}

impl Resource for ScalingPolicy {
    type Outputs = ScalingPolicyOutputs;

    const KIND: &'static str = "scaling-policy";
    const PHASE: Phase = Phase::Compute;
    const MENDED: bool = true;
    const ACTIONS: &'static [&'static str] =
        &["autoscaling:DeletePolicy", "autoscaling:DescribePolicies", "autoscaling:PutScalingPolicy"];

    fn title(&self) -> String {
        format!("more servers above {} % processor use", self.cpu_percent)
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.group.needed()]
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.name == old.name && self.group == old.group { Change::Update } else { Change::Replace }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        ScalingPolicyOutputs {
            group: fake.get(&self.group).map(|group| group.name).unwrap_or_default(),
            name: self.name.clone(),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}
