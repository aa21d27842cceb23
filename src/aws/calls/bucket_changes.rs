//! What somebody changed by hand of a bucket's settings. All are asked for at once; what may not be read is named
//! together.

use aws_sdk_s3::types::{
    BucketVersioningStatus, LifecycleRule, LifecycleRuleFilter, ObjectOwnership, ServerSideEncryption,
    ServerSideEncryptionByDefault,
};
use serde_json::Value;

use crate::aws::Call;
use crate::aws::calls::bucket_settings::lifecycle;
use crate::engine::CloudError;
use crate::resource::bucket::Bucket;

/// What S3 answers where a setting is not there at all.
const UNSET: [&str; 5] = [
    "NoSuchBucketPolicy",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "OwnershipControlsNotFoundError",
    "ServerSideEncryptionConfigurationNotFoundError",
];

/// What differs, in words.
pub(crate) async fn changed(spec: &Bucket, call: &Call<'_>, bucket: &str) -> Result<Option<String>, CloudError> {
    let asked = Settings { call, bucket };
    let (public, versions, encryption, owner, connections, cleaning) = tokio::join!(
        asked.is_private(),
        asked.versioning(spec.versioning),
        asked.is_encrypted(),
        asked.is_owned(),
        asked.refuses_plain_http(),
        asked.is_cleaned(spec),
    );
    let answers = [
        (public, "public access to it is no longer blocked"),
        (versions, "whether old versions of files are kept"),
        (encryption, "how files are encrypted"),
        (owner, "who owns the files in it"),
        (connections, "unencrypted connections are no longer refused"),
        (cleaning, "when old versions and backups are removed (lifecycle)"),
    ];
    let mut differ: Vec<&str> = Vec::new();
    let mut unknown: Option<CloudError> = None;
    for (answer, name) in answers {
        match answer {
            Ok(true) => {}
            Ok(false) => differ.push(name),
            Err(error) => {
                unknown = Some(match unknown.take() {
                    Some(before) => before.and(error),
                    None => error,
                });
            }
        }
    }
    match (differ.is_empty(), unknown) {
        (true, Some(error)) => Err(error),
        (true, None) => Ok(None),
        (false, _) => Ok(Some(differ.join(", "))),
    }
}

/// One bucket, asked: each answer says whether the setting is as wanted.
struct Settings<'a> {
    call: &'a Call<'a>,
    bucket: &'a str,
}

impl Settings<'_> {
    async fn is_private(&self) -> Result<bool, CloudError> {
        let ask = self
            .call
            .clients
            .s3
            .get_public_access_block()
            .bucket(self.bucket)
            .expected_bucket_owner(&self.call.owner.account);
        let answer = set(ask.send().await)?;
        Ok(answer.and_then(|answer| answer.public_access_block_configuration).is_some_and(|block| {
            let all = [
                block.block_public_acls,
                block.ignore_public_acls,
                block.block_public_policy,
                block.restrict_public_buckets,
            ];
            all.into_iter().all(|set| set == Some(true))
        }))
    }

    async fn versioning(&self, wanted: bool) -> Result<bool, CloudError> {
        let ask = self
            .call
            .clients
            .s3
            .get_bucket_versioning()
            .bucket(self.bucket)
            .expected_bucket_owner(&self.call.owner.account);
        match ask.send().await {
            Err(error) if self.call.clients.lacks(&error) => Ok(true),
            answer => Ok((answer?.status() == Some(&BucketVersioningStatus::Enabled)) == wanted),
        }
    }

    async fn is_encrypted(&self) -> Result<bool, CloudError> {
        let ask = self
            .call
            .clients
            .s3
            .get_bucket_encryption()
            .bucket(self.bucket)
            .expected_bucket_owner(&self.call.owner.account);
        let answer = set(ask.send().await)?;
        let rules = answer
            .and_then(|answer| answer.server_side_encryption_configuration)
            .map(|all| all.rules)
            .unwrap_or_default();
        let by_default = rules.iter().filter_map(|rule| rule.apply_server_side_encryption_by_default());
        Ok(by_default.map(ServerSideEncryptionByDefault::sse_algorithm).eq([&ServerSideEncryption::Aes256]))
    }

    async fn is_owned(&self) -> Result<bool, CloudError> {
        let ask = self
            .call
            .clients
            .s3
            .get_bucket_ownership_controls()
            .bucket(self.bucket)
            .expected_bucket_owner(&self.call.owner.account);
        let rules = set(ask.send().await)?
            .and_then(|answer| answer.ownership_controls)
            .map(|all| all.rules)
            .unwrap_or_default();
        Ok(rules.iter().any(|rule| rule.object_ownership == ObjectOwnership::BucketOwnerEnforced))
    }

    async fn refuses_plain_http(&self) -> Result<bool, CloudError> {
        if !self.call.clients.is_encrypted() {
            return Ok(true);
        }
        let ask = self
            .call
            .clients
            .s3
            .get_bucket_policy()
            .bucket(self.bucket)
            .expected_bucket_owner(&self.call.owner.account);
        let text = set(ask.send().await)?.and_then(|answer| answer.policy).unwrap_or_default();
        Ok(says(&text, &Bucket::encrypted_only(self.bucket)))
    }

    async fn is_cleaned(&self, spec: &Bucket) -> Result<bool, CloudError> {
        let ask = self.call.clients.s3.get_bucket_lifecycle_configuration().bucket(self.bucket);
        let ask = ask.expected_bucket_owner(&self.call.owner.account);
        let found = set(ask.send().await)?.and_then(|answer| answer.rules).unwrap_or_default();
        Ok(lifecycle(spec)?.iter().all(|wanted| found.iter().any(|rule| is_same(wanted, rule))))
    }
}

/// The answer, or none where the setting is not there.
fn set<T, E: Into<CloudError>>(answer: Result<T, E>) -> Result<Option<T>, CloudError> {
    match answer.map_err(Into::into) {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if UNSET.contains(&error.code.as_str()) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a policy has every statement of another, beside whatever else somebody added. Who is meant is not compared:
/// AWS may write everybody in two ways.
fn says(found: &str, wanted: &Value) -> bool {
    let statements = |policy: &Value| match &policy["Statement"] {
        Value::Array(statements) => statements.clone(),
        single @ Value::Object(_) => vec![single.clone()],
        _ => Vec::new(),
    };
    let found = statements(&serde_json::from_str(found).unwrap_or_default());
    let parts = ["Effect", "Action", "Resource", "Condition"];
    statements(wanted).iter().all(|wanted| found.iter().any(|one| parts.iter().all(|part| one[*part] == wanted[*part])))
}

/// Whether two rules do the same, however AWS writes what is empty.
fn is_same(wanted: &LifecycleRule, found: &LifecycleRule) -> bool {
    let prefix =
        |rule: &LifecycleRule| rule.filter().and_then(LifecycleRuleFilter::prefix).unwrap_or_default().to_owned();
    let days = |rule: &LifecycleRule| {
        (
            rule.expiration().and_then(|one| one.days),
            rule.noncurrent_version_expiration().and_then(|one| one.noncurrent_days),
            rule.abort_incomplete_multipart_upload().and_then(|one| one.days_after_initiation),
        )
    };
    wanted.id() == found.id()
        && wanted.status() == found.status()
        && prefix(wanted) == prefix(found)
        && days(wanted) == days(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_known_again_beside_others() {
        let wanted = Bucket::encrypted_only("files");
        let ours = wanted.to_string();
        assert!(says(&ours, &wanted));
        let other = r#"{"Effect":"Allow","Principal":{"AWS":"1"},"Action":"s3:GetObject","Resource":"*"}"#;
        let both = ours.replacen('[', &format!("[{other},"), 1);
        assert!(says(&both, &wanted), "{both}");
        for without in ["", "{}", other, &ours.replace("Deny", "Allow"), &ours.replace("false", "true")] {
            assert!(!says(without, &wanted), "{without}");
        }
        let reworded = ours.replace(r#""Principal":"*""#, r#""Principal":{"AWS":"*"}"#);
        assert!(reworded != ours && says(&reworded, &wanted));
    }
}
