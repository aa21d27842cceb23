//! What a command has carried out.

use super::secrets::Given;
use crate::engine::{Order, State};
use crate::model::{DeploymentName, Region};
use crate::plan::Answers;

/// What to run, for whom.
pub(super) struct Errand {
    pub(super) name: DeploymentName,
    pub(super) region: Region,
    pub(super) order: Order,
    pub(super) secrets: Given,
    /// Identifiers of what AWS services put into the network and a person agreed to have removed.
    pub(super) agreed: Vec<String>,
}

/// The answers that an order carries out.
pub(super) fn what_runs(order: &Order, state: &State) -> Option<Answers> {
    match order {
        Order::Build { answers, .. } => Some((**answers).clone()),
        Order::Resume => state.answers.clone(),
        Order::Destroy(_) => None,
    }
}
