//! A role: what the servers run as, or builds. Role names are unique in the whole account, so the name carries the
//! region (AWSFACTS section 1).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::model::Region;
use crate::resource::{Fake, Needed, Phase, Resource};

/// The service that builds images.
pub const BUILDS: &str = "codebuild.amazonaws.com";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IamRole {
    /// At most 64 characters.
    pub name: String,
    /// Service principal that may assume it.
    pub trusted_service: String,
    /// AWS managed policies attached to it, by ARN.
    pub managed_policies: Vec<String>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IamRoleOutputs {
    pub name: String,
    pub arn: String,
}

impl Resource for IamRole {
    type Outputs = IamRoleOutputs;

    const KIND: &'static str = "iam-role";
    const PHASE: Phase = Phase::Account;
    const ACTIONS: &'static [&'static str] = &[
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:GetRole",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
        "iam:TagRole",
    ];

    fn title(&self) -> String {
        match self.trusted_service.as_str() {
            BUILDS => "build permissions (IAM role)".to_owned(),
            _ => "server permissions (IAM role)".to_owned(),
        }
    }

    fn refs(&self) -> Vec<Needed> {
        Vec::new()
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.name.to_lowercase())
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        IamRoleOutputs { name: self.name.clone(), arn: format!("arn:aws:iam::{}:role/{}", fake.account, self.name) }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}

impl IamRole {
    /// Who may act as the role.
    #[must_use]
    pub fn trust(&self) -> Value {
        let statement =
            json!({"Effect": "Allow", "Principal": {"Service": self.trusted_service}, "Action": "sts:AssumeRole"});
        json!({"Version": "2012-10-17", "Statement": [statement]})
    }
}
