//! Tags: what everything of a deployment carries, and how one tells whose a thing is.

pub(crate) mod ec2;
pub(crate) mod elb;
pub(crate) mod rds;

use super::Call;
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

/// Whether the tags say that a thing was made for this call's node of this deployment.
pub(crate) fn is_node<'t>(call: &Call<'_>, tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> bool {
    let (mut ours, mut node) = (false, false);
    for (key, value) in tags {
        ours |= key == ID && value == call.owner.id;
        node |= key == NODE && value == call.node.as_str();
    }
    ours && node
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Region;

    fn owner(id: &str) -> Owner {
        Owner {
            deployment: "demo".parse().unwrap(),
            id: id.to_owned(),
            account: "123456789012".to_owned(),
            region: Region::US_EAST_1,
        }
    }

    #[test]
    fn what_is_kept_is_left_for_the_next_deployment_of_the_name() {
        let tags = of(&owner("one"), &NodeId::from("files"));
        let pairs = || tags.iter().map(|(key, value)| (*key, value.as_str()));
        let kept = || pairs().chain([(KEPT, "files")]);
        assert!(is_left_for(&owner("two"), kept()));
        assert!(!is_left_for(&owner("two"), pairs()), "it is in use");
        assert!(!is_left_for(&owner("one"), kept()), "it is its own");
        let other = Owner { deployment: "other".parse().unwrap(), ..owner("two") };
        assert!(!is_left_for(&other, kept()), "it was another deployment's");
    }

    #[test]
    fn only_the_id_proves_whose_it_is() {
        let tags = of(&owner("one"), &NodeId::from("vpc"));
        let pairs = || tags.iter().map(|(key, value)| (*key, value.as_str()));
        assert!(is_ours(&owner("one"), pairs()));
        assert!(!is_ours(&owner("two"), pairs()));
        assert!(!is_ours(&owner("one"), [("Name", "demo-vpc")]));
        assert_eq!(tags.last(), Some(&(NAME, "demo-vpc".to_owned())));
    }
}
