//! ElastiCache's form of the tags.

use aws_sdk_elasticache::types::Tag;

use crate::aws::Call;
use crate::engine::CloudError;

/// The call's tags, for a creating call.
pub(crate) fn tags(call: &Call<'_>) -> Vec<Tag> {
    call.tags().into_iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

/// Whether the thing of this ARN is this deployment's. Of a cache that is being made AWS tells it once it is there.
pub(crate) async fn is_ours(call: &Call<'_>, arn: &str) -> Result<bool, CloudError> {
    let answer = call.clients.elasticache.list_tags_for_resource().resource_name(arn).send().await?;
    let tags = answer.tag_list().iter();
    Ok(call.owns(tags.map(|tag| (tag.key().unwrap_or_default(), tag.value().unwrap_or_default()))))
}
