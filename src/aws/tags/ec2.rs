//! EC2's form of the tags: specifications for creating calls, filters for describing ones.

use aws_sdk_ec2::types::{Filter, ResourceType, Tag, TagSpecification};

use super::{ID, NODE};
use crate::aws::Call;

/// One EC2 tag.
pub(crate) fn tag(key: impl Into<String>, value: impl Into<String>) -> Tag {
    Tag::builder().key(key).value(value).build()
}

/// A filter that any of `values` passes.
pub(crate) fn filter<'v>(name: impl Into<String>, values: impl IntoIterator<Item = &'v str>) -> Filter {
    Filter::builder().name(name).set_values(Some(values.into_iter().map(str::to_owned).collect())).build()
}

/// The call's tags, for a creating call.
pub(crate) fn specification(call: &Call<'_>, kind: ResourceType) -> TagSpecification {
    specification_with(call, kind, &[])
}

/// The call's tags and some more.
pub(crate) fn specification_with(call: &Call<'_>, kind: ResourceType, more: &[(&str, String)]) -> TagSpecification {
    let own = call.tags().into_iter().map(|(key, value)| tag(key, value));
    let more = more.iter().map(|(key, value)| tag(*key, value));
    TagSpecification::builder().resource_type(kind).set_tags(Some(own.chain(more).collect())).build()
}

/// Filters that only this deployment's things of this node pass.
pub(crate) fn filters(call: &Call<'_>) -> Vec<Filter> {
    vec![filter(format!("tag:{ID}"), [call.owner.id.as_str()]), filter(format!("tag:{NODE}"), [call.node.as_str()])]
}

/// Tags as pairs.
pub(crate) fn pairs(tags: &[Tag]) -> impl Iterator<Item = (&str, &str)> {
    tags.iter().map(|tag| (tag.key().unwrap_or_default(), tag.value().unwrap_or_default()))
}
