//! Elastic Load Balancing's form of the tags.

use aws_sdk_elasticloadbalancingv2::types::{Tag, TagDescription};

use crate::aws::Call;
use crate::engine::CloudError;

/// The call's tags, for a creating call.
pub(crate) fn tags(call: &Call<'_>) -> Vec<Tag> {
    call.tags().into_iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

/// Whether the thing of this ARN is this deployment's.
pub(crate) async fn is_ours(call: &Call<'_>, arn: &str) -> Result<bool, CloudError> {
    let answer = call.clients.elb.describe_tags().resource_arns(arn).send().await?;
    let tags = answer.tag_descriptions().iter().flat_map(TagDescription::tags);
    Ok(call.owns(tags.map(|tag| (tag.key().unwrap_or_default(), tag.value().unwrap_or_default()))))
}
