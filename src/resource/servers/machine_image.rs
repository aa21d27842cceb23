//! Ubuntu 24.04 LTS by Canonical, found once and recorded: the newest one moves, and a moving image would replace
//! servers.

use serde::{Deserialize, Serialize};

use crate::resource::{Architecture, Fake, Lifecycle, Needed, Phase, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MachineImage {
    pub architecture: Architecture,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineImageOutputs {
    pub image_id: String,
    /// Root device name, such as `/dev/sda1`.
    pub root_device: String,
}

impl Resource for MachineImage {
    type Outputs = MachineImageOutputs;

    const KIND: &'static str = "machine-image";
    const PHASE: Phase = Phase::Compute;
    const LIFECYCLE: Lifecycle = Lifecycle::Lookup;
    const ACTIONS: &'static [&'static str] = &["ec2:DescribeImages", "ssm:GetParameter"];

    fn title(&self) -> String {
        "Ubuntu 24.04 LTS (machine image)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        Vec::new()
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        MachineImageOutputs { image_id: fake.id("ami"), root_device: "/dev/sda1".to_owned() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.image_id.clone())
    }
}

impl MachineImage {
    /// Canonical's word for the architecture.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self.architecture {
            Architecture::Arm64 => "arm64",
            Architecture::X86 => "amd64",
        }
    }

    /// Canonical's public parameter, which holds the identifier of the newest image.
    #[must_use]
    pub fn parameter(&self) -> String {
        format!("/aws/service/canonical/ubuntu/server/24.04/stable/current/{}/hvm/ebs-gp3/ami-id", self.word())
    }
}
