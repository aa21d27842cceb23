//! How each server of the group is made. Versions are pinned, never "latest".

use serde::{Deserialize, Serialize};

use crate::model::Region;
use crate::resource::bucket::Bucket;
use crate::resource::instance_profile::InstanceProfile;
use crate::resource::machine_image::MachineImage;
use crate::resource::security_group::SecurityGroup;
use crate::resource::{Change, Fake, Needed, Phase, Ref, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaunchTemplate {
    /// 3 to 128 characters.
    pub name: String,
    pub instance_type: String,
    pub image: Ref<MachineImage>,
    pub group: Ref<SecurityGroup>,
    pub profile: Ref<InstanceProfile>,
    /// GiB of gp3 for the system.
    pub root_gb: u32,
    /// Which release it runs, by hash.
    pub release: String,
    pub bucket: Ref<Bucket>,
    /// Name of the group, whose hook the servers complete; empty in plans from before there was one.
    #[serde(default)]
    pub scaling_group: String,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchTemplateOutputs {
    pub launch_template_id: String,
    pub version: String,
}

impl Resource for LaunchTemplate {
    type Outputs = LaunchTemplateOutputs;

    const KIND: &'static str = "launch-template";
    const PHASE: Phase = Phase::Compute;
    const ACTIONS: &'static [&'static str] = &[
        "ec2:CreateLaunchTemplate",
        "ec2:CreateLaunchTemplateVersion",
        "ec2:CreateTags",
        "ec2:DeleteLaunchTemplate",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:DescribeLaunchTemplates",
        "iam:PassRole",
    ];

    fn title(&self) -> String {
        "how servers are made (launch template)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.image.needed(), self.group.needed(), self.profile.needed(), self.bucket.needed()]
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.name.clone())
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.name == old.name { Change::Update } else { Change::Replace }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        LaunchTemplateOutputs { launch_template_id: fake.id("lt"), version: "1".to_owned() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.launch_template_id.clone())
    }
}
