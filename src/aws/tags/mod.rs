//! Tags: what everything of a deployment carries, and how one tells whose a thing is.

pub(crate) mod ec2;
pub(crate) mod elasticache;
pub(crate) mod elb;
pub(crate) mod rds;

use crate::engine::Owner;
use crate::model::NodeId;
use crate::resource::tags;
pub(crate) use crate::resource::tags::{DEPLOYMENT, ID, KEPT, NAME, NODE};

/// The tags of a node.
pub(crate) fn of(owner: &Owner, node: &NodeId) -> Vec<(&'static str, String)> {
    tags::of(owner.deployment.as_str(), &owner.id, node)
}

/// Whether the tags say that a thing belongs to this deployment. The name alone proves nothing: it may be used again.
pub(crate) fn is_ours<'t>(owner: &Owner, tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> bool {
    tags.into_iter().any(|(key, value)| key == ID && value == owner.id)
}

/// Whether the tags say that an earlier deployment of this name left a thing on purpose.
pub(crate) fn is_left_for<'t>(owner: &Owner, tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> bool {
    let (mut ours, mut name, mut kept) = (false, false, false);
    for (key, value) in tags {
        ours |= key == ID && value == owner.id;
        name |= key == DEPLOYMENT && value == owner.deployment.as_str();
        kept |= key == KEPT;
    }
    name && kept && !ours
}
