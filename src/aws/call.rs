//! What a driver is given for one verb: the clients and everything of the request but the specification, which is
//! `self`.

use super::clients::Clients;
use super::tags;
use crate::engine::{CloudError, Owner, Request, SecretSource};
use crate::model::NodeId;
use crate::resource::{Kinded, Lookup, Ref, fetch};

/// One verb on one node.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) clients: &'a Clients,
    pub(crate) owner: &'a Owner,
    pub(crate) node: &'a NodeId,
    /// 32 hexadecimal digits, the same for a repeat of the same attempt.
    pub(crate) token: &'a str,
    /// How often this node was condemned: a disk is then made in the next zone.
    pub(crate) attempt: u32,
    pub(crate) lookup: &'a (dyn Lookup + Sync),
    pub(crate) secrets: &'a dyn SecretSource,
}

impl<'a> Call<'a> {
    pub(crate) fn new(clients: &'a Clients, request: &Request<'a>) -> Self {
        let Request { owner, node, token, attempt, lookup, secrets, .. } = *request;
        Self { clients, owner, node, token, attempt, lookup, secrets }
    }

    /// Outputs of a node that this one refers to.
    pub(crate) fn output<T: Kinded>(&self, reference: &Ref<T>) -> Result<T::Known, CloudError> {
        Ok(fetch(self.lookup, reference)?)
    }

    /// The tags that everything of this node carries, `Name` included.
    pub(crate) fn tags(&self) -> Vec<(&'static str, String)> {
        tags::of(self.owner, self.node)
    }

    /// Whether these tags say that it belongs to this deployment.
    pub(crate) fn owns<'t>(&self, tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> bool {
        tags::is_ours(self.owner, tags)
    }

    /// Whether the tags say that a thing was made for this node of this deployment.
    pub(crate) fn is_node<'t>(&self, pairs: impl IntoIterator<Item = (&'t str, &'t str)>) -> bool {
        let (mut ours, mut node) = (false, false);
        for (key, value) in pairs {
            ours |= key == tags::ID && value == self.owner.id;
            node |= key == tags::NODE && value == self.node.as_str();
        }
        ours && node
    }
}
