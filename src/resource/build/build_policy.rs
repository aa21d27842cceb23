//! What builds may do: push to the deployment's own repositories, write their log, read the secrets that the preset
//! gives them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::model::NodeId;
use crate::resource::ecr_repository::EcrRepository;
use crate::resource::iam_role::IamRole;
use crate::resource::log_group::LogGroup;
use crate::resource::{Change, Fake, Needed, Phase, Ref, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BuildPolicy {
    pub role: Ref<IamRole>,
    pub name: String,
    pub repositories: Vec<Ref<EcrRepository>>,
    pub logs: Ref<LogGroup>,
    /// Names of the parameters that builds may read; none unless the preset says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<String>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildPolicyOutputs {
    pub role: String,
    pub name: String,
}

impl Resource for BuildPolicy {
    type Outputs = BuildPolicyOutputs;

    const KIND: &'static str = "build-policy";
    const PHASE: Phase = Phase::Account;
    const MENDED: bool = true;
    const ACTIONS: &'static [&'static str] = &["iam:DeleteRolePolicy", "iam:GetRolePolicy", "iam:PutRolePolicy"];

    fn title(&self) -> String {
        "what builds may do (IAM policy)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        let mut refs = vec![self.role.needed(), self.logs.needed()];
        refs.extend(self.repositories.iter().map(Ref::needed));
        refs
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.role == old.role && self.name == old.name { Change::Update } else { Change::Replace }
    }

    // Only its role holds it: a repository or log group of the same name is meant by it, too.
    fn rebuilt(&self, below: &NodeId) -> Change {
        if *below == self.role.id() { Change::Replace } else { Change::Update }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        BuildPolicyOutputs {
            role: fake.get(&self.role).map(|role| role.name).unwrap_or_default(),
            name: self.name.clone(),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}

impl BuildPolicy {
    /// Pushing to its own repositories, writing to its own log, reading the parameters that it is given. Logging in to
    /// the registry names no resource. AWS's own key of Parameter Store needs no permission.
    #[must_use]
    pub fn granted(region: &str, account: &str, repositories: &[String], logs: &str, parameters: &[String]) -> Value {
        let allow = |actions: &[&str], on: Vec<String>| json!({"Effect": "Allow", "Action": actions, "Resource": on});
        let push = [
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:CompleteLayerUpload",
            "ecr:GetDownloadUrlForLayer",
            "ecr:InitiateLayerUpload",
            "ecr:PutImage",
            "ecr:UploadLayerPart",
        ];
        let of =
            |names: &[String], prefix: String| names.iter().map(|name| format!("{prefix}{name}")).collect::<Vec<_>>();
        let mut statements = vec![
            allow(&["ecr:GetAuthorizationToken"], vec!["*".to_owned()]),
            allow(&push, of(repositories, format!("arn:aws:ecr:{region}:{account}:repository/"))),
            allow(
                &["logs:CreateLogStream", "logs:PutLogEvents"],
                vec![format!("arn:aws:logs:{region}:{account}:log-group:{logs}:*")],
            ),
        ];
        if !parameters.is_empty() {
            let named = of(parameters, format!("arn:aws:ssm:{region}:{account}:parameter"));
            statements.push(allow(&["ssm:GetParameters"], named));
        }
        json!({"Version": "2012-10-17", "Statement": statements})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_reach_their_own_repositories_and_log_and_no_secret_that_they_are_not_given() {
        let repositories = ["demo/app".to_owned()];
        let text = BuildPolicy::granted("eu-west-1", "123456789012", &repositories, "/cloudstead/demo/builds", &[])
            .to_string();
        assert!(
            !text.contains("ssm:") && !text.contains("repository/*") && text.contains("repository/demo/app\""),
            "{text}"
        );
        let parameter = "/cloudstead/demo/secrets/NPM_TOKEN".to_owned();
        let given =
            BuildPolicy::granted("eu-west-1", "123456789012", &repositories, "/cloudstead/demo/builds", &[parameter])
                .to_string();
        assert!(
            given.contains("arn:aws:ssm:eu-west-1:123456789012:parameter/cloudstead/demo/secrets/NPM_TOKEN\""),
            "{given}"
        );
        assert_eq!(given.matches("\"*\"").count(), 1, "only the login names no resource: {given}");
    }
}
