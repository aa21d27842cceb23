//! Objects of a bucket with all their versions: listing and removing them. Every call says whose bucket is meant.

use aws_sdk_s3::operation::list_object_versions::ListObjectVersionsOutput;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};

use crate::aws::Call;
use crate::aws::error::OrAbsent;
use crate::engine::{CloudError, ErrorClass};
use crate::model::text::clean_line;

const GIGABYTE: u64 = 1 << 30;
/// A page is a thousand versions and a call: beyond this, nobody would wait for the sum.
const COUNTED_PAGES: u32 = 300;

/// Removes all versions and delete markers below `prefix` (empty: of the whole bucket). A bucket that is gone is fine.
pub(crate) async fn remove_all(call: &Call<'_>, bucket: &str, prefix: &str) -> Result<(), CloudError> {
    loop {
        // Always the first page: what it listed is gone the next time. A page holds what one removal takes.
        let request = call.clients.s3.list_object_versions().bucket(bucket).expected_bucket_owner(&call.owner.account);
        let Some(page) = request.prefix(prefix).max_keys(1000).send().await.or_absent()? else { return Ok(()) };
        let found = identifiers(&page)?;
        if found.is_empty() {
            return Ok(());
        }
        let delete = Delete::builder().set_objects(Some(found)).quiet(true).build()?;
        let request = call.clients.s3.delete_objects().bucket(bucket).expected_bucket_owner(&call.owner.account);
        let Some(answer) = request.delete(delete).send().await.or_absent()? else { return Ok(()) };
        if let Some(error) = answer.errors().first() {
            let code = clean_line(error.code().unwrap_or_default());
            let class = if code.contains("Denied") { ErrorClass::Stop } else { ErrorClass::Retry };
            let what = format!("AWS did not remove `{}` from the bucket", clean_line(error.key().unwrap_or_default()));
            return Err(CloudError::new(class, &code, what).why(clean_line(error.message().unwrap_or_default())));
        }
    }
}

/// Whether nothing was ever stored in it, or everything is gone.
pub(crate) async fn is_empty(call: &Call<'_>, bucket: &str) -> Result<bool, CloudError> {
    let request = call.clients.s3.list_object_versions().bucket(bucket).expected_bucket_owner(&call.owner.account);
    let page = request.max_keys(1).send().await?;
    Ok(page.versions().is_empty() && page.delete_markers().is_empty())
}

/// What is stored, old versions included, in whole gigabytes and at least one; 0 when there is too much to count.
pub(crate) async fn gigabytes(call: &Call<'_>, bucket: &str) -> Result<u32, CloudError> {
    let (mut bytes, mut key, mut version) = (0_i64, None, None);
    for _ in 0..COUNTED_PAGES {
        let request = call.clients.s3.list_object_versions().bucket(bucket).expected_bucket_owner(&call.owner.account);
        // A bucket that is gone holds nothing.
        let Some(page) = request.set_key_marker(key).set_version_id_marker(version).send().await.or_absent()? else {
            return Ok(1);
        };
        bytes += page.versions().iter().filter_map(aws_sdk_s3::types::ObjectVersion::size).sum::<i64>();
        if page.is_truncated() != Some(true) {
            return Ok(u32::try_from(bytes.unsigned_abs().max(1).div_ceil(GIGABYTE)).unwrap_or(0));
        }
        (key, version) = (page.next_key_marker, page.next_version_id_marker);
    }
    Ok(0)
}

fn identifiers(page: &ListObjectVersionsOutput) -> Result<Vec<ObjectIdentifier>, CloudError> {
    let versions = page.versions().iter().map(|one| (one.key(), one.version_id()));
    let markers = page.delete_markers().iter().map(|one| (one.key(), one.version_id()));
    let mut found = Vec::new();
    for (key, version) in versions.chain(markers) {
        found.push(
            ObjectIdentifier::builder()
                .key(key.unwrap_or_default())
                .set_version_id(version.map(str::to_owned))
                .build()?,
        );
    }
    Ok(found)
}

/// Ends all unfinished uploads: they hold stored parts that no listing of objects shows.
pub(crate) async fn abort_uploads(call: &Call<'_>, bucket: &str) -> Result<(), CloudError> {
    loop {
        let request =
            call.clients.s3.list_multipart_uploads().bucket(bucket).expected_bucket_owner(&call.owner.account);
        let Some(page) = request.send().await.or_absent()? else { return Ok(()) };
        if page.uploads().is_empty() {
            return Ok(());
        }
        for upload in page.uploads() {
            let request =
                call.clients.s3.abort_multipart_upload().bucket(bucket).expected_bucket_owner(&call.owner.account);
            request
                .set_key(upload.key().map(str::to_owned))
                .set_upload_id(upload.upload_id().map(str::to_owned))
                .send()
                .await
                .or_absent()?;
        }
    }
}
