//! What the servers may do: exactly the deployment's own bucket, parameters and logs.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::resource::bucket::Bucket;
use crate::resource::iam_role::IamRole;
use crate::resource::tags::ID;
use crate::resource::{Change, Fake, Needed, Phase, Ref, Resource};

/// Below the deployment's prefix: parameters that servers write by themselves.
pub const WRITTEN: [&str; 2] = ["boxes", "migrations"];

/// Pulling an image.
const PULL: [&str; 3] = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

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
    /// Repositories of the account's registry that the servers may pull from, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repositories: Vec<String>,
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
        vec![self.role.needed(), self.bucket.needed()]
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

/// What a document names of its deployment.
#[derive(Clone, Copy, Debug)]
pub struct Deployed<'a> {
    /// ARN of the bucket.
    pub bucket: &'a str,
    pub region: &'a str,
    pub account: &'a str,
    /// The deployment's id.
    pub id: &'a str,
}

impl IamRolePolicy {
    /// Files of its own bucket, but not their old versions; secrets and the switch to read, reports and locks to write;
    /// log streams of its own groups; the processor credits of its own servers (they end `unlimited` when the app is
    /// healthy); the lifecycle hook of its own group; the images of its own repositories.
    /// AWS's own key of Parameter Store needs no permission.
    #[must_use]
    pub fn document(&self, of: &Deployed<'_>) -> Value {
        let Deployed { bucket, region, account, id } = of;
        let parameter = |path: &str| format!("arn:aws:ssm:{region}:{account}:parameter{}/{path}", self.parameters);
        let logs = ["", ":*", "/*"].map(|end| format!("arn:aws:logs:{region}:{account}:log-group:{}{end}", self.logs));
        let allow = |actions: &[&str], on: &[String]| json!({"Effect": "Allow", "Action": actions, "Resource": on});
        let files = [
            "s3:GetObject",
            "s3:PutObject",
            "s3:DeleteObject",
            "s3:AbortMultipartUpload",
            "s3:ListMultipartUploadParts",
        ];
        let hook = self.scaling_group.as_ref().map(|name| {
            let group =
                format!("arn:aws:autoscaling:{region}:{account}:autoScalingGroup:*:autoScalingGroupName/{name}");
            allow(&["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"], &[group])
        });
        let mut document = json!({
            "Version": "2012-10-17",
            "Statement": [
                allow(&["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"],
                    &[(*bucket).to_owned()]),
                allow(&files, &[format!("{bucket}/*")]),
                allow(&["ssm:GetParameter", "ssm:GetParameters"], &[parameter("*")]),
                allow(&["ssm:PutParameter"], &WRITTEN.map(|folder| parameter(&format!("{folder}/*")))),
                allow(&["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], &logs),
                json!({"Effect": "Allow", "Action": ["ec2:ModifyInstanceCreditSpecification"],
                    "Resource": [format!("arn:aws:ec2:{region}:{account}:instance/*")],
                    "Condition": {"StringEquals": {(format!("aws:ResourceTag/{ID}")): id}}}),
                // Session Manager's managed policy lets servers read every parameter of the account.
                json!({"Effect": "Deny", "Action": ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
                    "NotResource": [parameter("*"), format!("arn:aws:ssm:{region}::parameter/aws/*")]}),
            ],
        });
        if let (Some(hook), Some(statements)) = (hook, document["Statement"].as_array_mut()) {
            statements.push(hook);
        }
        if let (false, Some(statements)) = (self.repositories.is_empty(), document["Statement"].as_array_mut()) {
            let named =
                self.repositories.iter().map(|name| format!("arn:aws:ecr:{region}:{account}:repository/{name}"));
            // Signing in to the registry names no resource.
            statements.push(allow(&["ecr:GetAuthorizationToken"], &["*".to_owned()]));
            statements.push(allow(&PULL, &named.collect::<Vec<_>>()));
        }
        document
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
            bucket: Ref::to("files".into()),
            parameters: "/cloudstead/demo".to_owned(),
            logs: "/cloudstead/demo".to_owned(),
            scaling_group: Some("demo-servers".to_owned()),
            repositories: vec!["demo/app".to_owned()],
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
        let single = IamRolePolicy { scaling_group: None, ..policy }.document(&of).to_string();
        assert!(!single.contains("autoscaling"), "{single}");
        assert!(!text.contains("DeleteObjectVersion") && text.len() < 10_240);
    }
}
