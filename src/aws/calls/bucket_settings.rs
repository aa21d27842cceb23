//! What makes a bucket private, encrypted, versioned and tidy.

use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, BucketVersioningStatus, ExpirationStatus,
    LifecycleExpiration, LifecycleRule, LifecycleRuleFilter, NoncurrentVersionExpiration, ObjectOwnership,
    OwnershipControls, OwnershipControlsRule, PublicAccessBlockConfiguration, ServerSideEncryption,
    ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration, ServerSideEncryptionRule,
    VersioningConfiguration,
};

use crate::aws::Call;
use crate::aws::error::internal;
use crate::engine::CloudError;
use crate::resource::bucket::{Bucket, Cleaning};

/// Brings all settings to what the specification says.
pub(crate) async fn apply(spec: &Bucket, call: &Call<'_>, bucket: &str) -> Result<(), CloudError> {
    let (s3, owner) = (&call.clients.s3, &call.owner.account);

    let rule = OwnershipControlsRule::builder().object_ownership(ObjectOwnership::BucketOwnerEnforced).build()?;
    let controls = OwnershipControls::builder().rules(rule).build()?;
    s3.put_bucket_ownership_controls()
        .bucket(bucket)
        .expected_bucket_owner(owner)
        .ownership_controls(controls)
        .send()
        .await?;

    let block = PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .ignore_public_acls(true)
        .block_public_policy(true)
        .restrict_public_buckets(true)
        .build();
    s3.put_public_access_block()
        .bucket(bucket)
        .expected_bucket_owner(owner)
        .public_access_block_configuration(block)
        .send()
        .await?;

    let by_default = ServerSideEncryptionByDefault::builder().sse_algorithm(ServerSideEncryption::Aes256).build()?;
    let rule = ServerSideEncryptionRule::builder().apply_server_side_encryption_by_default(by_default).build();
    let encryption = ServerSideEncryptionConfiguration::builder().rules(rule).build()?;
    s3.put_bucket_encryption()
        .bucket(bucket)
        .expected_bucket_owner(owner)
        .server_side_encryption_configuration(encryption)
        .send()
        .await?;

    let status = if spec.versioning { BucketVersioningStatus::Enabled } else { BucketVersioningStatus::Suspended };
    let versioning = VersioningConfiguration::builder().status(status).build();
    s3.put_bucket_versioning()
        .bucket(bucket)
        .expected_bucket_owner(owner)
        .versioning_configuration(versioning)
        .send()
        .await?;

    // Over plain http (an emulator's endpoint) this policy would lock ourselves out.
    if call.clients.is_encrypted() {
        s3.put_bucket_policy()
            .bucket(bucket)
            .expected_bucket_owner(owner)
            .policy(Bucket::encrypted_only(bucket).to_string())
            .send()
            .await?;
    }

    let rules = BucketLifecycleConfiguration::builder().set_rules(Some(lifecycle(spec)?)).build()?;
    s3.put_bucket_lifecycle_configuration()
        .bucket(bucket)
        .expected_bucket_owner(owner)
        .lifecycle_configuration(rules)
        .send()
        .await?;
    Ok(())
}

pub(crate) fn lifecycle(spec: &Bucket) -> Result<Vec<LifecycleRule>, CloudError> {
    spec.cleaning().iter().map(rule).collect()
}

fn rule(cleaning: &Cleaning) -> Result<LifecycleRule, CloudError> {
    let old = NoncurrentVersionExpiration::builder().noncurrent_days(days(cleaning.old_version_days)?).build();
    let filter = LifecycleRuleFilter::builder().prefix(cleaning.prefix).build();
    let rule = LifecycleRule::builder().id(cleaning.id).status(ExpirationStatus::Enabled).filter(filter);
    let uploads = cleaning.unfinished_upload_days.map(days).transpose()?;
    let uploads = uploads.map(|days| AbortIncompleteMultipartUpload::builder().days_after_initiation(days).build());
    let expiration = match cleaning.days {
        Some(kept) => Some(LifecycleExpiration::builder().days(days(kept)?).build()),
        None => cleaning.marks.then(|| LifecycleExpiration::builder().expired_object_delete_marker(true).build()),
    };
    let rule = rule
        .noncurrent_version_expiration(old)
        .set_abort_incomplete_multipart_upload(uploads)
        .set_expiration(expiration);
    Ok(rule.build()?)
}

fn days(number: u32) -> Result<i32, CloudError> {
    i32::try_from(number).map_err(|_| internal(format!("{number} days are too many for S3")))
}
