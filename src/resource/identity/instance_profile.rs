//! Hands the role to servers. EC2 sees a new profile only after some seconds (AWSFACTS section 2.1).

use serde::{Deserialize, Serialize};

use crate::model::Region;
use crate::resource::iam_role::IamRole;
use crate::resource::{Fake, Needed, Phase, Ref, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstanceProfile {
    /// At most 128 characters.
    pub name: String,
    pub role: Ref<IamRole>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceProfileOutputs {
    pub name: String,
    pub arn: String,
}

impl Resource for InstanceProfile {
    type Outputs = InstanceProfileOutputs;

    const KIND: &'static str = "instance-profile";
    const PHASE: Phase = Phase::Account;
    const ACTIONS: &'static [&'static str] = &[
        "iam:AddRoleToInstanceProfile",
        "iam:CreateInstanceProfile",
        "iam:DeleteInstanceProfile",
        "iam:GetInstanceProfile",
        "iam:RemoveRoleFromInstanceProfile",
        "iam:TagInstanceProfile",
    ];

    fn title(&self) -> String {
        "server identity (instance profile)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.role.needed()]
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.name.clone())
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        InstanceProfileOutputs {
            name: self.name.clone(),
            arn: format!("arn:aws:iam::{}:instance-profile/{}", fake.account, self.name),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}
