//! One thing that a run does.

use super::event::Operation;
use crate::model::NodeId;
use crate::plan::Node;

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    pub node: NodeId,
    pub operation: Operation,
    /// The node as wanted (create, update) or as it exists (delete).
    pub spec: Node,
    /// Jobs, by position, that must be done first.
    pub needs: Vec<usize>,
    /// Usual seconds.
    pub seconds: u32,
    /// Seconds of the longest chain that begins here: the longest is started first.
    pub chain: u32,
}
