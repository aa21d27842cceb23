//! What the servers may do: exactly the deployment's own bucket, parameters and logs.

use serde::{Deserialize, Serialize};

use super::bucket::Bucket;
use super::iam_role::IamRole;
use super::{Change, Fake, Phase, Ref, Resource};
use crate::model::NodeId;

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IamRolePolicy {
    pub role: Ref<IamRole>,
    pub name: String,
    pub bucket: Ref<Bucket>,
    /// Parameter Store prefix whose parameters may be read, such as `/cloudstead/demo`.
    pub parameters: String,
    /// Log groups that may be written, by name prefix.
    pub logs: String,
    /// The Auto Scaling group whose lifecycle hook the servers may complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scaling_group: Option<String>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IamRolePolicyOutputs {
    pub role: String,
    pub name: String,
}

impl Resource for IamRolePolicy {
    type Outputs = IamRolePolicyOutputs;

    const KIND: &'static str = "iam-role-policy";
    const PHASE: Phase = Phase::Account;
    const MENDED: bool = true;
    const ACTIONS: &'static [&'static str] =
        &["iam:DeleteRolePolicy", "iam:GetRolePolicy", "iam:PutRolePolicy", "ssm:DeleteParameters", "ssm:DescribeParameters"];

    fn title(&self) -> String {
        "what the servers may do (IAM policy)".to_owned()
    }

    fn refs(&self) -> Vec<NodeId> {
        vec![self.role.id(), self.bucket.id()]
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.role == old.role && self.name == old.name { Change::Update } else { Change::Replace }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        IamRolePolicyOutputs { role: fake.get(&self.role).map(|role| role.name).unwrap_or_default(), name: self.name.clone() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}
