//! How images are built in the account: on which machines and as whom. Free by itself; builds are billed by the minute.

use serde::{Deserialize, Serialize};

use crate::model::{NodeId, Region};
use crate::resource::iam_role::IamRole;
use crate::resource::log_group::LogGroup;
use crate::resource::{Architecture, BuildSize, Change, Fake, Needed, Phase, Quota, Ref, Resource};

/// What every build does: text of `assets/buildspec.yaml`.
pub const BUILDSPEC: &str = include_str!("../../../assets/buildspec.yaml");
/// Minutes after which a build is ended.
pub const LIMIT_MINUTES: i32 = 60;
/// Minutes that a build may wait for others to end.
pub const QUEUE_MINUTES: i32 = 180;

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodebuildProject {
    /// 2 to 150 characters.
    pub name: String,
    pub role: Ref<IamRole>,
    pub logs: Ref<LogGroup>,
    /// The servers' processor.
    pub architecture: Architecture,
    pub size: BuildSize,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodebuildProjectOutputs {
    pub name: String,
}

impl Resource for CodebuildProject {
    type Outputs = CodebuildProjectOutputs;

    const KIND: &'static str = "codebuild-project";
    const PHASE: Phase = Phase::App;
    const ACTIONS: &'static [&'static str] = &[
        "codebuild:BatchGetProjects",
        "codebuild:CreateProject",
        "codebuild:DeleteProject",
        "codebuild:UpdateProject",
        "iam:PassRole",
    ];

    fn title(&self) -> String {
        "builds of images (CodeBuild project)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.role.needed(), self.logs.needed()]
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.name.clone())
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.name == old.name { Change::Update } else { Change::Replace }
    }

    // Another role or log group of the same name is taken up by an update.
    fn rebuilt(&self, _below: &NodeId) -> Change {
        Change::Update
    }

    // One machine at a time is enough: other builds wait for it.
    fn uses(&self) -> Vec<(Quota, u32)> {
        vec![(self.size.quota(self.architecture), 1)]
    }

    fn simulate(&self, _fake: &mut Fake<'_>) -> Self::Outputs {
        CodebuildProjectOutputs { name: self.name.clone() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}

impl CodebuildProject {
    /// Kind of machine, its image and its size, as CodeBuild names them. AWS keeps these images up to date.
    #[must_use]
    pub const fn machine(&self) -> [&'static str; 3] {
        let (kind, image) = match self.architecture {
            Architecture::Arm64 => ("ARM_CONTAINER", "aws/codebuild/amazonlinux-aarch64-standard:3.0"),
            Architecture::X86 => ("LINUX_CONTAINER", "aws/codebuild/amazonlinux-x86_64-standard:5.0"),
        };
        let size = match self.size {
            BuildSize::Small => "BUILD_GENERAL1_SMALL",
            BuildSize::Medium => "BUILD_GENERAL1_MEDIUM",
            BuildSize::Large => "BUILD_GENERAL1_LARGE",
        };
        [kind, image, size]
    }
}
