//! What the servers may do: exactly the deployment's own bucket, parameters and logs.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::resource::bucket::Bucket;
use crate::resource::iam_role::IamRole;
use crate::resource::tags::ID;
use crate::resource::{Change, Deployed, Fake, Grant, Needed, Phase, Ref, Resource};

/// The bucket that every deployment has.
const FILES: &str = "files";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct IamRolePolicy {
    pub role: Ref<IamRole>,
    pub name: String,
    /// What the servers' stores and parts hand them.
    pub grants: Vec<Grant>,
}

/// How it stands in journals, since before there were grants.
#[derive(Clone, Serialize, Deserialize)]
struct Written {
    role: Ref<IamRole>,
    name: String,
    bucket: Ref<Bucket>,
    parameters: String,
    logs: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scaling_group: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    repositories: Vec<String>,
}

impl From<Written> for IamRolePolicy {
    fn from(written: Written) -> Self {
        let Written { role, name, bucket, parameters, logs, scaling_group, repositories } = written;
        let mut grants = vec![Grant::Files(bucket), Grant::Parameters(parameters), Grant::Logs(logs)];
        grants.extend(scaling_group.map(Grant::Hook));
        if !repositories.is_empty() {
            grants.push(Grant::Images(repositories));
        }
        Self { role, name, grants }
    }
}

impl From<IamRolePolicy> for Written {
    fn from(policy: IamRolePolicy) -> Self {
        let mut written = Self {
            role: policy.role,
            name: policy.name,
            bucket: Ref::to(FILES.into()),
            parameters: String::new(),
            logs: String::new(),
            scaling_group: None,
            repositories: Vec::new(),
        };
        for grant in policy.grants {
            match grant {
                Grant::Files(bucket) => written.bucket = bucket,
                Grant::Parameters(prefix) => written.parameters = prefix,
                Grant::Logs(prefix) => written.logs = prefix,
                Grant::Hook(group) => written.scaling_group = Some(group),
                Grant::Images(repositories) => written.repositories = repositories,
            }
        }
        written
    }
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
    const ACTIONS: &'static [&'static str] = &[
        "iam:DeleteRolePolicy",
        "iam:GetRolePolicy",
        "iam:PutRolePolicy",
        "ssm:DeleteParameters",
        "ssm:DescribeParameters",
    ];

    fn title(&self) -> String {
        "what the servers may do (IAM policy)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        std::iter::once(self.role.needed()).chain(self.grants.iter().filter_map(Grant::needed)).collect()
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.role == old.role && self.name == old.name { Change::Update } else { Change::Replace }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        IamRolePolicyOutputs {
            role: fake.get(&self.role).map(|role| role.name).unwrap_or_default(),
            name: self.name.clone(),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}

impl IamRolePolicy {
    /// The bucket that its servers use.
    #[must_use]
    pub fn bucket(&self) -> Option<&Ref<Bucket>> {
        self.grants.iter().find_map(|grant| if let Grant::Files(bucket) = grant { Some(bucket) } else { None })
    }

    /// The Parameter Store prefix below which they write.
    #[must_use]
    pub fn parameters(&self) -> Option<&str> {
        self.grants
            .iter()
            .find_map(|grant| if let Grant::Parameters(prefix) = grant { Some(prefix.as_str()) } else { None })
    }

    /// What is granted, and the processor credits of its own servers (they end `unlimited` when the app is healthy).
    /// AWS's own key of Parameter Store needs no permission.
    #[must_use]
    pub fn document(&self, of: &Deployed<'_>) -> Value {
        let Deployed { region, account, id, .. } = of;
        let credits = json!({
            "Effect": "Allow", "Action": ["ec2:ModifyInstanceCreditSpecification"],
            "Resource": [format!("arn:aws:ec2:{region}:{account}:instance/*")],
            "Condition": {"StringEquals": {(format!("aws:ResourceTag/{ID}")): id}},
        });
        let (further, usual): (Vec<&Grant>, Vec<&Grant>) = self.grants.iter().partition(|grant| grant.is_further());
        let mut statements: Vec<Value> = usual.iter().flat_map(|grant| grant.statements(of)).collect();
        statements.push(credits);
        statements.extend(usual.iter().filter_map(|grant| grant.limits(of)));
        statements.extend(further.iter().flat_map(|grant| grant.statements(of)));
        json!({"Version": "2012-10-17", "Statement": statements})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_another_deployment_is_allowed() {
        let policy = IamRolePolicy {
            role: Ref::to("role".into()),
            name: "deployment".to_owned(),
            grants: vec![
                Grant::Files(Ref::to("files".into())),
                Grant::Parameters("/cloudstead/demo".to_owned()),
                Grant::Logs("/cloudstead/demo".to_owned()),
                Grant::Hook("demo-servers".to_owned()),
                Grant::Images(vec!["demo/app".to_owned()]),
            ],
        };
        let of =
            Deployed { bucket: "arn:aws:s3:::demo-files", region: "eu-west-1", account: "123456789012", id: "demo-id" };
        let document = policy.document(&of);
        let text = document.to_string();
        for statement in
            document["Statement"].as_array().unwrap().iter().filter(|statement| statement["Effect"] == "Allow")
        {
            let resources = statement["Resource"].as_array().unwrap();
            if statement["Action"] == json!(["ecr:GetAuthorizationToken"]) {
                continue;
            }
            if statement["Action"] == json!(["ec2:ModifyInstanceCreditSpecification"]) {
                assert_eq!(
                    statement["Condition"],
                    json!({"StringEquals": {"aws:ResourceTag/cloudstead:id": "demo-id"}})
                );
                continue;
            }
            assert!(resources.iter().all(|arn| arn.as_str().unwrap().contains("demo")), "{text}");
        }
        assert!(!text.contains("demo*"), "would include `demo-2`: {text}");
        assert!(text.contains("parameter/cloudstead/demo/boxes/*"), "{text}");
        assert!(text.contains("ModifyInstanceCreditSpecification"), "{text}");
        let group = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:*:autoScalingGroupName/demo-servers";
        assert!(text.contains("CompleteLifecycleAction") && text.contains(group), "{text}");
        let written = serde_json::to_value(&policy).unwrap();
        assert_eq!(written["scaling_group"], "demo-servers");
        assert_eq!(serde_json::from_value::<IamRolePolicy>(written).unwrap(), policy);
        let mut single = policy.clone();
        single.grants.retain(|grant| !matches!(grant, Grant::Hook(_)));
        let single = single.document(&of).to_string();
        assert!(!single.contains("autoscaling"), "{single}");
        assert!(!text.contains("DeleteObjectVersion") && text.len() < 10_240);
    }
}
