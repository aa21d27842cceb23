//! The file store. Its settings are calls of their own, one after the other: S3 refuses two at a time
//! (`OperationAborted`).

use async_trait::async_trait;
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration, Tag, Tagging};

use crate::aws::calls::{bucket_changes, bucket_settings, objects};
use crate::aws::error::{OrAbsent, is_own_denial};
use crate::aws::tags::{KEPT, is_left_for};
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, ErrorClass, Kept, KeptPrice};
use crate::model::Region;
use crate::resource::bucket::{Bucket, BucketOutputs};

#[async_trait]
impl Driver for Bucket {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<BucketOutputs>, CloudError> {
        let outputs = self.outputs(call);
        let request =
            call.clients.s3.get_bucket_tagging().bucket(&outputs.bucket).expected_bucket_owner(&call.owner.account);
        match request.send().await.map_err(CloudError::from) {
            Ok(answer) => {
                let tags = || answer.tag_set().iter().map(|tag| (tag.key(), tag.value()));
                if is_left_for(call.owner, tags()) {
                    return Ok(Seen::Kept(outputs));
                }
                let ours = call.owns(tags());
                Ok(Seen::named(ours, format!("the bucket `{}`", outputs.bucket), outputs))
            }
            Err(error) if error.code == "NoSuchTagSet" => {
                // AWS tags a bucket in the call that makes it; an emulator may not, and a crash may leave it like that.
                let ours = call.clients.is_emulator() && objects::is_empty(call, &outputs.bucket).await?;
                Ok(Seen::named(ours, format!("the bucket `{}`", outputs.bucket), outputs))
            }
            Err(error) if error.class == ErrorClass::NotFound => Ok(Seen::Absent),
            Err(error) if error.code == "AccessDenied" && !is_own_denial(&error) => Ok(Seen::Foreign(format!(
                "the bucket `{}` (of another account, or you may not see it: s3:GetBucketTagging)",
                outputs.bucket
            ))),
            Err(error) => Err(error),
        }
    }

    async fn create(&self, call: &Call<'_>) -> Result<BucketOutputs, CloudError> {
        // In us-east-1 AWS answers success for a bucket that the account already has: it may be another deployment's,
        // or kept.
        let taken = match self.find(call).await? {
            Seen::Foreign(what) => Some(what),
            Seen::Kept(outputs) => Some(format!("the bucket `{}`, which was kept,", outputs.bucket)),
            _ => None,
        };
        if let Some(what) = taken {
            return Err(CloudError::new(
                ErrorClass::AlreadyExists,
                "BucketAlreadyExists",
                format!("{what} already exists"),
            ));
        }
        let outputs = self.outputs(call);
        // us-east-1 is the default and must not be named.
        let elsewhere =
            (call.owner.region != Region::US_EAST_1).then(|| BucketLocationConstraint::from(call.owner.region.code()));
        let settings = CreateBucketConfiguration::builder()
            .set_location_constraint(elsewhere)
            .set_tags(Some(tags(call, false)?))
            .build();
        let request = call.clients.s3.create_bucket().bucket(&outputs.bucket).create_bucket_configuration(settings);
        request.send().await.map_err(|error| freed_soon(error.into()))?;
        Ok(outputs)
    }

    async fn configure(&self, call: &Call<'_>, outputs: &BucketOutputs) -> Result<(), CloudError> {
        bucket_settings::apply(self, call, &outputs.bucket).await?;
        put_tags(call, &outputs.bucket, false).await?;
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, outputs: &BucketOutputs) -> Result<Option<String>, CloudError> {
        Box::pin(bucket_changes::changed(self, call, &outputs.bucket)).await
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &BucketOutputs,
        choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let bucket = &outputs.bucket;
        if choice.keep_files {
            // Gone before it could be kept: a removal that had begun was made safer too late.
            if !put_tags(call, bucket, true).await? {
                return Ok(Vec::new());
            }
            let why = "files that people stored".to_owned();
            let gigabytes = objects::gigabytes(call, bucket).await?;
            return Ok(vec![Kept { aws_id: bucket.clone(), why, gigabytes, price: KeptPrice::Files }]);
        }
        objects::abort_uploads(call, bucket).await?;
        objects::remove_all(call, bucket, "").await?;
        let request = call.clients.s3.delete_bucket().bucket(bucket).expected_bucket_owner(&call.owner.account);
        match request.send().await.or_absent() {
            Err(error) if error.code == "BucketNotEmpty" => Err(CloudError { class: ErrorClass::Retry, ..error }),
            other => other.map(|_| Vec::new()),
        }
    }
}

/// The name of a deleted bucket becomes free only after a while: minutes, seldom an hour.
fn freed_soon(error: CloudError) -> CloudError {
    if error.code != "OperationAborted" {
        return error;
    }
    let what = "AWS has not yet freed the name of the bucket that was deleted (up to an hour)".to_owned();
    CloudError { class: ErrorClass::Wait, what, ..error }
}

trait Named {
    fn outputs(&self, call: &Call<'_>) -> BucketOutputs;
}

impl Named for Bucket {
    fn outputs(&self, call: &Call<'_>) -> BucketOutputs {
        let bucket = self.bucket_name(&call.owner.account, call.owner.region.code());
        BucketOutputs { arn: format!("arn:aws:s3:::{bucket}"), bucket }
    }
}

/// The call's tags; on a bucket that stays on purpose also the one that a sweep passes over.
fn tags(call: &Call<'_>, kept: bool) -> Result<Vec<Tag>, CloudError> {
    let more = kept.then(|| (KEPT, "files".to_owned()));
    let mut tags = Vec::new();
    for (key, value) in call.tags().into_iter().chain(more) {
        tags.push(Tag::builder().key(key).value(value).build()?);
    }
    Ok(tags)
}

/// True when there is such a bucket; when it is to stay, none is no error.
async fn put_tags(call: &Call<'_>, bucket: &str, kept: bool) -> Result<bool, CloudError> {
    let tagging = Tagging::builder().set_tag_set(Some(tags(call, kept)?)).build()?;
    let request = call.clients.s3.put_bucket_tagging().bucket(bucket).expected_bucket_owner(&call.owner.account);
    let set = if kept {
        request.tagging(tagging).send().await.or_absent()?
    } else {
        Some(request.tagging(tagging).send().await?)
    };
    Ok(set.is_some())
}
