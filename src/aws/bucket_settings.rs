//! What makes a bucket private, encrypted, versioned and tidy.

use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, BucketVersioningStatus, ExpirationStatus, LifecycleExpiration,
    LifecycleRule, LifecycleRuleFilter, NoncurrentVersionExpiration, ObjectOwnership, OwnershipControls, OwnershipControlsRule,
    PublicAccessBlockConfiguration, ServerSideEncryption, ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration,
    ServerSideEncryptionRule, VersioningConfiguration,
};
use serde_json::json;

use super::Call;
use super::error::internal;
use crate::engine::CloudError;
use crate::resource::bucket::Bucket;

/// Old versions under these prefixes serve nobody: dumps are dated, releases are named by what is in them.
const OLD_VERSION_DAYS: u32 = 1;

/// Brings all settings to what the specification says.
pub(super) async fn apply(spec: &Bucket, call: &Call<'_>, bucket: &str) -> Result<(), CloudError> {
    let (s3, owner) = (&call.clients.s3, &call.owner.account);

    let rule = OwnershipControlsRule::builder().object_ownership(ObjectOwnership::BucketOwnerEnforced).build()?;
    let controls = OwnershipControls::builder().rules(rule).build()?;
    s3.put_bucket_ownership_controls().bucket(bucket).expected_bucket_owner(owner).ownership_controls(controls).send().await?;

    let block = PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .ignore_public_acls(true)
        .block_public_policy(true)
        .restrict_public_buckets(true)
        .build();
    s3.put_public_access_block().bucket(bucket).expected_bucket_owner(owner).public_access_block_configuration(block).send().await?;

    let by_default = ServerSideEncryptionByDefault::builder().sse_algorithm(ServerSideEncryption::Aes256).build()?;
    let rule = ServerSideEncryptionRule::builder().apply_server_side_encryption_by_default(by_default).build();
    let encryption = ServerSideEncryptionConfiguration::builder().rules(rule).build()?;
    s3.put_bucket_encryption().bucket(bucket).expected_bucket_owner(owner).server_side_encryption_configuration(encryption).send().await?;

    let status = if spec.versioning { BucketVersioningStatus::Enabled } else { BucketVersioningStatus::Suspended };
    let versioning = VersioningConfiguration::builder().status(status).build();
    s3.put_bucket_versioning().bucket(bucket).expected_bucket_owner(owner).versioning_configuration(versioning).send().await?;

    // Over plain http (an emulator's endpoint) this policy would lock ourselves out.
    if call.clients.is_encrypted() {
        s3.put_bucket_policy().bucket(bucket).expected_bucket_owner(owner).policy(policy(bucket)).send().await?;
    }

    let rules = BucketLifecycleConfiguration::builder().set_rules(Some(lifecycle(spec)?)).build()?;
    s3.put_bucket_lifecycle_configuration().bucket(bucket).expected_bucket_owner(owner).lifecycle_configuration(rules).send().await?;
    Ok(())
}

/// Whether somebody took away what keeps files from being public.
pub(super) async fn changed(call: &Call<'_>, bucket: &str) -> Result<Option<String>, CloudError> {
    let ask = call.clients.s3.get_public_access_block().bucket(bucket).expected_bucket_owner(&call.owner.account);
    let block = match ask.send().await.map_err(CloudError::from) {
        Ok(answer) => answer.public_access_block_configuration,
        Err(error) if error.code == "NoSuchPublicAccessBlockConfiguration" => None,
        Err(error) => return Err(error),
    };
    let whole = block.is_some_and(|block| {
        let all = [block.block_public_acls, block.ignore_public_acls, block.block_public_policy, block.restrict_public_buckets];
        all.into_iter().all(|set| set == Some(true))
    });
    Ok((!whole).then(|| "public access to it is no longer blocked".to_owned()))
}

/// Nobody gets anything unencrypted, not even with permission.
fn policy(bucket: &str) -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "EncryptedConnectionsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [format!("arn:aws:s3:::{bucket}"), format!("arn:aws:s3:::{bucket}/*")],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }],
    })
    .to_string()
}

fn lifecycle(spec: &Bucket) -> Result<Vec<LifecycleRule>, CloudError> {
    let uploads = AbortIncompleteMultipartUpload::builder().days_after_initiation(days(spec.unfinished_upload_days)?).build();
    let everything = rule("everything", "")
        .noncurrent_version_expiration(old_versions(spec.old_version_days)?)
        .abort_incomplete_multipart_upload(uploads)
        .expiration(LifecycleExpiration::builder().expired_object_delete_marker(true).build())
        .build()?;
    let releases = rule("releases", "releases/").noncurrent_version_expiration(old_versions(OLD_VERSION_DAYS)?).build()?;
    let mut rules = vec![everything, releases];
    if let Some(kept) = spec.backup_days {
        let gone = LifecycleExpiration::builder().days(days(kept)?).build();
        rules.push(rule("backups", "backups/").expiration(gone).noncurrent_version_expiration(old_versions(OLD_VERSION_DAYS)?).build()?);
    }
    Ok(rules)
}

fn rule(id: &str, prefix: &str) -> aws_sdk_s3::types::builders::LifecycleRuleBuilder {
    LifecycleRule::builder().id(id).status(ExpirationStatus::Enabled).filter(LifecycleRuleFilter::builder().prefix(prefix).build())
}

fn old_versions(after: u32) -> Result<NoncurrentVersionExpiration, CloudError> {
    Ok(NoncurrentVersionExpiration::builder().noncurrent_days(days(after)?).build())
}

/// S3 takes whole days from one.
fn days(number: u32) -> Result<i32, CloudError> {
    i32::try_from(number.max(1)).map_err(|_| internal(format!("{number} days are too many for S3")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_only_denies() {
        let policy: serde_json::Value = serde_json::from_str(&policy("files")).unwrap();
        assert_eq!(policy["Statement"].as_array().unwrap().len(), 1);
        assert_eq!(
            (&policy["Statement"][0]["Effect"], &policy["Statement"][0]["Resource"][1]),
            (&json!("Deny"), &json!("arn:aws:s3:::files/*"))
        );
    }

    #[test]
    fn days_are_at_least_one() {
        assert_eq!((days(0).unwrap(), days(30).unwrap()), (1, 30));
    }
}
