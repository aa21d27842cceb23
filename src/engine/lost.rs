//! What somebody removed and nothing can bring back: it is never made anew without consent.

use super::job::Job;
use super::state::State;
use crate::model::NodeId;
use crate::resource::{Loss, Outputs};

/// One thing that is gone from the account with what only it held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    pub node: NodeId,
    pub title: String,
    pub aws_id: String,
    pub loss: Loss,
}

impl Lost {
    /// `None` for what can be made again as it was.
    pub(super) fn of(job: &Job, state: &State) -> Option<Self> {
        let loss = job.spec.spec.loss()?;
        let outputs = state.records.get(&job.node).and_then(|record| record.outputs.as_ref());
        let aws_id = outputs.and_then(Outputs::aws_id).unwrap_or_default();
        Some(Self { node: job.node.clone(), title: job.spec.spec.title(), aws_id, loss })
    }
}
