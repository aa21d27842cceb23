//! RDS's form of the tags.

use aws_sdk_rds::types::Tag;

use crate::aws::Call;
use crate::engine::CloudError;

/// The call's tags, for a creating call.
pub(crate) fn tags(call: &Call<'_>) -> Vec<Tag> {
    call.tags().into_iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

/// Whether tags that came with an answer are this deployment's.
pub(crate) fn owns(call: &Call<'_>, tags: &[Tag]) -> bool {
    call.owns(tags.iter().map(|tag| (tag.key().unwrap_or_default(), tag.value().unwrap_or_default())))
}

/// The same for things whose answers come without their tags.
pub(crate) async fn is_ours(call: &Call<'_>, arn: &str) -> Result<bool, CloudError> {
    let answer = call.clients.rds.list_tags_for_resource().resource_name(arn).send().await?;
    Ok(owns(call, answer.tag_list()))
}
