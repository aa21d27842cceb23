//! What a run says while it runs: one serialisable stream, folded once into [`super::progress::Progress`].

use serde::{Deserialize, Serialize};

use super::cloud::{CloudError, PricedKept};
use super::existing::Existing;
use crate::model::NodeId;
use crate::resource::{Kind, Lifecycle, Phase};

/// One thing that happened. `seq` counts from 1 within a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub seq: u64,
    /// RFC 3339, UTC.
    pub at: String,
    /// Milliseconds since the Unix epoch, the same instant.
    #[serde(skip)]
    pub millis: i64,
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What a run does to one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    Create,
    Update,
    Delete,
}

/// A node as displays need it, sent once at the start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedNode {
    pub id: NodeId,
    pub kind: Kind,
    pub phase: Phase,
    pub title: String,
    pub operation: Operation,
    pub depends_on: Vec<NodeId>,
    /// Usual seconds, and seconds when AWS is slow.
    pub seconds: u32,
    pub slow_seconds: u32,
    /// Finished in an earlier run.
    pub done: bool,
    /// Its removal leaves it in the account, as somebody chose.
    #[serde(default)]
    pub stays: bool,
}

impl PlannedNode {
    /// True for what the deployment owns, or will.
    #[must_use]
    pub fn is_thing(&self) -> bool {
        self.kind.lifecycle() == Lifecycle::Owned
    }

    /// What a removal does instead, in words, where there is nothing of ours to remove.
    #[must_use]
    pub fn instead_of_removing(&self) -> Option<&'static str> {
        if self.operation != Operation::Delete {
            return None;
        }
        match self.kind.lifecycle() {
            Lifecycle::Owned => self.stays.then_some("left: kept as you chose"),
            Lifecycle::Shared => Some("left: shared by the account, free"),
            Lifecycle::Lookup | Lifecycle::Fact | Lifecycle::Probe => Some("nothing to remove: it was only looked at"),
        }
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Done,
    Failed,
    Interrupted,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EventKind {
    RunStarted {
        deployment: String,
        nodes: Vec<PlannedNode>,
    },
    /// Something to know about the run as a whole, in plain words.
    Noted {
        text: String,
    },
    NodeStarted {
        node: NodeId,
        operation: Operation,
    },
    /// AWS works on it; plain words.
    NodeWaiting {
        node: NodeId,
        text: String,
    },
    NodeRetrying {
        node: NodeId,
        attempt: u32,
        in_seconds: u32,
        because: String,
    },
    NodeDone {
        node: NodeId,
        operation: Operation,
        aws_id: Option<String>,
    },
    NodeFailed {
        node: NodeId,
        error: CloudError,
    },
    /// Not started because something it needs failed.
    NodeSkipped {
        node: NodeId,
        because: NodeId,
    },
    RunFinished {
        outcome: Outcome,
        #[serde(skip_serializing_if = "Option::is_none")]
        url: Option<String>,
        /// Why it is plain http for now although https is wanted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        plain_because: Option<String>,
        /// What a destroy left on purpose; other runs remove nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept: Option<Vec<PricedKept>>,
        /// What should have been removed and was not, by identifier or in words: known to the journal, or found by the
        /// sweep.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left: Vec<String>,
        /// What exists and is billed, when the run did not reach its end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        exists: Option<Existing>,
    },
}
