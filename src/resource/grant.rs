//! What a host may do: each store and each part that it uses hands it a grant.

use serde_json::{Value, json};

use super::bucket::Bucket;
use super::{Needed, Ref};

/// Below the deployment's prefix: parameters that servers write by themselves.
pub const WRITTEN: [&str; 2] = ["boxes", "migrations"];

/// Pulling an image.
const PULL: [&str; 3] = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

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

/// One thing that a host may do.
#[derive(Clone, Debug, PartialEq)]
pub enum Grant {
    /// Files of a bucket, but not their old versions.
    Files(Ref<Bucket>),
    /// Secrets and switches below this prefix of Parameter Store to read, reports and locks to write; nobody else's.
    Parameters(String),
    /// Log streams of the groups whose names begin so.
    Logs(String),
    /// The lifecycle hook of the Auto Scaling group of this name.
    Hook(String),
    /// Images of these repositories of the account's registry.
    Images(Vec<String>),
}

impl Grant {
    pub(super) fn needed(&self) -> Option<Needed> {
        match self {
            Self::Files(bucket) => Some(bucket.needed()),
            Self::Parameters(_) | Self::Logs(_) | Self::Hook(_) | Self::Images(_) => None,
        }
    }

    /// Statements of an IAM policy.
    pub(super) fn statements(&self, of: &Deployed<'_>) -> Vec<Value> {
        let Deployed { bucket, region, account, .. } = of;
        match self {
            Self::Files(_) => {
                let whole = ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"];
                let files = [
                    "s3:GetObject",
                    "s3:PutObject",
                    "s3:DeleteObject",
                    "s3:AbortMultipartUpload",
                    "s3:ListMultipartUploadParts",
                ];
                vec![allow(&whole, &[(*bucket).to_owned()]), allow(&files, &[format!("{bucket}/*")])]
            }
            Self::Parameters(prefix) => {
                let below = |path: &str| parameter(of, prefix, path);
                let written = WRITTEN.map(|folder| below(&format!("{folder}/*")));
                vec![
                    allow(&["ssm:GetParameter", "ssm:GetParameters"], &[below("*")]),
                    allow(&["ssm:PutParameter"], &written),
                ]
            }
            Self::Logs(prefix) => {
                let groups =
                    ["", ":*", "/*"].map(|end| format!("arn:aws:logs:{region}:{account}:log-group:{prefix}{end}"));
                vec![allow(&["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], &groups)]
            }
            Self::Hook(name) => {
                let group =
                    format!("arn:aws:autoscaling:{region}:{account}:autoScalingGroup:*:autoScalingGroupName/{name}");
                let actions = ["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"];
                vec![allow(&actions, &[group])]
            }
            Self::Images(repositories) => {
                let named = repositories.iter().map(|name| format!("arn:aws:ecr:{region}:{account}:repository/{name}"));
                // Signing in to the registry names no resource.
                let sign_in = allow(&["ecr:GetAuthorizationToken"], &["*".to_owned()]);
                vec![sign_in, allow(&PULL, &named.collect::<Vec<_>>())]
            }
        }
    }

    /// What must stay forbidden although AWS's own policies for servers allow it: Session Manager's lets them read
    /// every parameter of the account.
    pub(super) fn limits(&self, of: &Deployed<'_>) -> Option<Value> {
        let Self::Parameters(prefix) = self else { return None };
        let own = [parameter(of, prefix, "*"), format!("arn:aws:ssm:{}::parameter/aws/*", of.region)];
        Some(json!({
            "Effect": "Deny", "Action": ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
            "NotResource": own,
        }))
    }

    /// What only some hosts have; the others come first in a document.
    pub(super) const fn is_further(&self) -> bool {
        matches!(self, Self::Hook(_) | Self::Images(_))
    }
}

fn parameter(of: &Deployed<'_>, prefix: &str, path: &str) -> String {
    format!("arn:aws:ssm:{}:{}:parameter{prefix}/{path}", of.region, of.account)
}

fn allow(actions: &[&str], on: &[String]) -> Value {
    json!({"Effect": "Allow", "Action": actions, "Resource": on})
}
