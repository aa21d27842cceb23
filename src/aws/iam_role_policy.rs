//! Calls for what the servers may do. The document itself is below, made for `assets/instance.sh` and the app.

use async_trait::async_trait;
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::driver::{gone, unseen};
use super::error::OrAbsent;
use super::tags::ID;
use super::{Call, Driver, Seen, written};
use crate::engine::{CloudError, DataChoice, Kept, Owner, Poll};
use crate::resource::iam_role_policy::{IamRolePolicy, IamRolePolicyOutputs};

#[async_trait]
impl Driver for IamRolePolicy {
    // It lives inside a role that is ours.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<IamRolePolicyOutputs>, CloudError> {
        let outputs = self.named(call)?;
        Ok(if exists(call, &outputs).await? { Seen::Ours(outputs) } else { Seen::Absent })
    }

    async fn create(&self, call: &Call<'_>) -> Result<IamRolePolicyOutputs, CloudError> {
        let outputs = self.named(call)?;
        self.put(call, &outputs).await?;
        Ok(outputs)
    }

    // Putting it again changes nothing or brings an older one up to date.
    async fn configure(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<(), CloudError> {
        self.put(call, outputs).await
    }

    // AWS answers with the document percent-encoded (RFC 3986), and may order it differently.
    async fn changed(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<Option<String>, CloudError> {
        let ask = call.clients.iam.get_role_policy().role_name(&outputs.role).policy_name(&outputs.name);
        let Some(found) = ask.send().await.or_absent()? else { return Ok(None) };
        let wanted = self.document(&call.output(&self.bucket)?.arn, call.owner);
        Ok((!is_same(found.policy_document(), &wanted)).then(|| "what it allows".to_owned()))
    }

    async fn poll(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<Poll<IamRolePolicyOutputs>, CloudError> {
        Ok(if exists(call, outputs).await? { Poll::Ready(outputs.clone()) } else { unseen() })
    }

    // The servers are gone by now: what they wrote goes with the permission to write it.
    async fn delete(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs, _choice: DataChoice) -> Result<Vec<Kept>, CloudError> {
        written::remove(call.clients, &self.parameters).await?;
        call.clients.iam.delete_role_policy().role_name(&outputs.role).policy_name(&outputs.name).send().await.or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(!exists(call, outputs).await?))
    }
}

impl IamRolePolicy {
    fn named(&self, call: &Call<'_>) -> Result<IamRolePolicyOutputs, CloudError> {
        Ok(IamRolePolicyOutputs { role: call.output(&self.role)?.name, name: self.name.clone() })
    }

    async fn put(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<(), CloudError> {
        let document = self.document(&call.output(&self.bucket)?.arn, call.owner);
        let put = call.clients.iam.put_role_policy().role_name(&outputs.role).policy_name(&outputs.name).policy_document(document);
        put.send().await?;
        Ok(())
    }

    /// Files of its own bucket, but not their old versions; secrets and the switch to read, reports and locks to write;
    /// log streams of its own groups; the processor credits of its own servers (they end `unlimited` when the app is healthy);
    /// the lifecycle hook of its own group.
    /// AWS's own key of Parameter Store needs no permission.
    fn document(&self, bucket: &str, owner: &Owner) -> String {
        let (region, account) = (owner.region.code(), &owner.account);
        let parameter = |path: &str| format!("arn:aws:ssm:{region}:{account}:parameter{}/{path}", self.parameters);
        let logs = ["", ":*", "/*"].map(|end| format!("arn:aws:logs:{region}:{account}:log-group:{}{end}", self.logs));
        let allow = |actions: &[&str], resources: &[String]| json!({"Effect": "Allow", "Action": actions, "Resource": resources});
        let files = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"];
        let hook = self.scaling_group.as_ref().map(|name| {
            let group = format!("arn:aws:autoscaling:{region}:{account}:autoScalingGroup:*:autoScalingGroupName/{name}");
            allow(&["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"], &[group])
        });
        let mut document = json!({
            "Version": "2012-10-17",
            "Statement": [
                allow(&["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"], &[bucket.to_owned()]),
                allow(&files, &[format!("{bucket}/*")]),
                allow(&["ssm:GetParameter", "ssm:GetParameters"], &[parameter("*")]),
                allow(&["ssm:PutParameter"], &written::FOLDERS.map(|folder| parameter(&format!("{folder}/*")))),
                allow(&["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], &logs),
                json!({"Effect": "Allow", "Action": ["ec2:ModifyInstanceCreditSpecification"],
                    "Resource": [format!("arn:aws:ec2:{region}:{account}:instance/*")],
                    "Condition": {"StringEquals": {(format!("aws:ResourceTag/{ID}")): owner.id}}}),
                // Session Manager's managed policy lets servers read every parameter of the account.
                json!({"Effect": "Deny", "Action": ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
                    "NotResource": [parameter("*"), format!("arn:aws:ssm:{region}::parameter/aws/*")]}),
            ],
        });
        if let (Some(hook), Some(statements)) = (hook, document["Statement"].as_array_mut()) {
            statements.push(hook);
        }
        document.to_string()
    }
}

/// Whether a document as AWS shows it says what the wanted one says; one that cannot be read counts as the same.
fn is_same(found: &str, wanted: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    let decoded = percent_decode_str(found).decode_utf8_lossy();
    read(&decoded).is_none_or(|found| Some(found) == read(wanted))
}

async fn exists(call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<bool, CloudError> {
    let ask = call.clients.iam.get_role_policy().role_name(&outputs.role).policy_name(&outputs.name);
    Ok(ask.send().await.or_absent()?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::Ref;

    #[test]
    fn a_document_is_compared_as_what_it_says() {
        let wanted = r#"{"Version":"2012-10-17","Statement":[{"Action":["s3:GetObject"],"Effect":"Allow"}]}"#;
        let shown = "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%5B%22s3%3AGetObject%22%5D%7D%5D%2C%20%22Version%22%3A%222012-10-17%22%7D";
        assert!(is_same(shown, wanted) && is_same(wanted, wanted) && is_same("not to be read", wanted));
        assert!(!is_same(&shown.replace("GetObject", "%2A"), wanted));
    }

    #[test]
    fn nothing_of_another_deployment_is_allowed() {
        let policy = IamRolePolicy {
            role: Ref::to("role".into()),
            name: "deployment".to_owned(),
            bucket: Ref::to("files".into()),
            parameters: "/cloudstead/demo".to_owned(),
            logs: "/cloudstead/demo".to_owned(),
            scaling_group: Some("demo-servers".to_owned()),
        };
        let (deployment, region) = ("demo".parse().unwrap(), "eu-west-1".parse().unwrap());
        let owner = Owner { deployment, id: "demo-id".to_owned(), account: "123456789012".to_owned(), region };
        let text = policy.document("arn:aws:s3:::demo-files", &owner);
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        for statement in document["Statement"].as_array().unwrap().iter().filter(|statement| statement["Effect"] == "Allow") {
            let resources = statement["Resource"].as_array().unwrap();
            if statement["Action"] == json!(["ec2:ModifyInstanceCreditSpecification"]) {
                assert_eq!(statement["Condition"], json!({"StringEquals": {"aws:ResourceTag/cloudstead:id": "demo-id"}}));
                continue;
            }
            assert!(resources.iter().all(|arn| arn.as_str().unwrap().contains("demo")), "{text}");
        }
        assert!(!text.contains("demo*"), "would include `demo-2`: {text}");
        assert!(text.contains("parameter/cloudstead/demo/boxes/*"), "{text}");
        assert!(text.contains("ModifyInstanceCreditSpecification"), "{text}");
        let group = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:*:autoScalingGroupName/demo-servers";
        assert!(text.contains("CompleteLifecycleAction") && text.contains(group), "{text}");
        let single = IamRolePolicy { scaling_group: None, ..policy }.document("arn:aws:s3:::demo-files", &owner);
        assert!(!single.contains("autoscaling"), "{single}");
        assert!(!text.contains("DeleteObjectVersion") && text.len() < 10_240);
    }
}
