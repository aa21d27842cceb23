//! Typed references between resources: "the output of that node".

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Kind, Kinded, Outputs};
use crate::model::NodeId;

/// A node that a specification needs before it can be made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Needed {
    pub node: NodeId,
    pub of: Wanted,
}

/// What is wanted of a node that something needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// That it is ready.
    Readiness,
    /// What is known of a thing of this kind.
    Outputs(Kind),
    /// One value of it, by the name that its kind gives it.
    Value(String),
}

impl Needed {
    /// Nodes that are waited for and not read.
    #[must_use]
    pub fn all(nodes: &[NodeId]) -> Vec<Self> {
        nodes.iter().map(|node| Self { node: node.clone(), of: Wanted::Readiness }).collect()
    }

    /// Whether a node of this kind has what is wanted.
    #[must_use]
    pub fn is_met_by(&self, kind: Kind) -> bool {
        match &self.of {
            Wanted::Readiness => true,
            Wanted::Outputs(wanted) => *wanted == kind,
            Wanted::Value(name) => kind.values().contains(&name.as_str()),
        }
    }
}

/// A reference to the outputs of a node of kind `T`. Serialises as the node id.
pub struct Ref<T> {
    node: NodeId,
    kind: PhantomData<fn() -> T>,
}

impl<T> Ref<T> {
    #[must_use]
    pub const fn to(node: NodeId) -> Self {
        Self { node, kind: PhantomData }
    }

    #[must_use]
    pub const fn node(&self) -> &NodeId {
        &self.node
    }

    #[must_use]
    pub fn id(&self) -> NodeId {
        self.node.clone()
    }
}

impl<T: Kinded> Ref<T> {
    /// As `Resource::refs` lists it: the node, and that it must be of this kind.
    #[must_use]
    pub fn needed(&self) -> Needed {
        Needed { node: self.id(), of: Wanted::Outputs(T::OWN) }
    }
}

impl<T> Clone for Ref<T> {
    fn clone(&self) -> Self {
        Self::to(self.node.clone())
    }
}

impl<T> PartialEq for Ref<T> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl<T> fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "→{}", self.node)
    }
}

impl<T> Serialize for Ref<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.node.serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for Ref<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        NodeId::deserialize(deserializer).map(Self::to)
    }
}

/// Where outputs of existing nodes are found.
pub trait Lookup: Sync {
    fn outputs(&self, node: &NodeId) -> Option<Outputs>;
}

/// A reference to something that does not exist (yet).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` does not exist yet")]
pub struct MissingOutput(pub NodeId);

/// The outputs that `reference` names.
///
/// # Errors
/// When the node has no outputs or is of another kind.
pub fn fetch<T: Kinded>(lookup: &dyn Lookup, reference: &Ref<T>) -> Result<T::Known, MissingOutput> {
    lookup
        .outputs(reference.node())
        .and_then(|outputs| T::outputs_of(&outputs).cloned())
        .ok_or_else(|| MissingOutput(reference.id()))
}
