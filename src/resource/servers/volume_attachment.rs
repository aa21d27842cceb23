//! The data disk plugged into the server.

use serde::{Deserialize, Serialize};

use crate::resource::instance::Instance;
use crate::resource::volume::Volume;
use crate::resource::{Fake, Needed, Phase, Ref, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VolumeAttachment {
    pub volume: Ref<Volume>,
    pub instance: Ref<Instance>,
    /// Device name asked for, such as `/dev/sdf`.
    pub device: String,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumeAttachmentOutputs {
    pub volume_id: String,
    pub instance_id: String,
}

impl Resource for VolumeAttachment {
    type Outputs = VolumeAttachmentOutputs;

    const KIND: &'static str = "volume-attachment";
    const PHASE: Phase = Phase::Compute;
    const ACTIONS: &'static [&'static str] = &[
        "ec2:AttachVolume",
        "ec2:DescribeInstances",
        "ec2:DescribeVolumes",
        "ec2:DetachVolume",
        "ec2:StartInstances",
        "ec2:StopInstances",
    ];

    fn title(&self) -> String {
        "data disk attached".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.volume.needed(), self.instance.needed()]
    }

    fn waiting(&self) -> &'static str {
        "attaching the disk"
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        VolumeAttachmentOutputs {
            volume_id: fake.get(&self.volume).map(|volume| volume.volume_id).unwrap_or_default(),
            instance_id: fake.get(&self.instance).map(|instance| instance.instance_id).unwrap_or_default(),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.volume_id.clone())
    }
}
