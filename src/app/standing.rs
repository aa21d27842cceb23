//! Where a deployment stands, for lists, menus and `status`: which run stopped, who is at it, what is gone.

use super::App;
use super::lock::Lock;
use crate::engine::{RunKind, State};
use crate::plan::{Blueprint, Node};
use crate::resource::Lifecycle;
use crate::tui::DeploymentState;

/// Where a deployment stands, as far as this machine knows.
pub(super) struct Standing {
    pub(super) state: DeploymentState,
    /// Who is at work on it just now.
    pub(super) holder: Option<String>,
}

impl App {
    pub(super) fn standing(&self, name: &str, state: &State) -> Standing {
        let holder = self.folder(name).ok().and_then(|folder| Lock::holder(&folder));
        Standing { state: if holder.is_some() { DeploymentState::Running } else { stopped(state) }, holder }
    }

    /// What a run that stopped or goes on means now, in sentences; empty where nothing is to be said.
    pub(super) fn now(&self, name: &str, state: &State) -> String {
        let standing = self.standing(name, state);
        if let Some(holder) = standing.holder {
            return format!("Running, {holder}. This shows what was there when you looked.");
        }
        match standing.state {
            DeploymentState::Removing => {
                let (gone, left) = (gone(state), left(state));
                let titles: Vec<String> = gone.iter().filter(|node| node.spec.holds_data()).map(|node| node.spec.title()).collect();
                let data = if titles.is_empty() { String::new() } else { format!(", among them {}", titles.join(", ")) };
                let went = if gone.len() == 1 { "1 thing is gone".to_owned() } else { format!("{} things are gone", gone.len()) };
                let is_left = if left == 1 { "1 is left".to_owned() } else { format!("{left} are left") };
                format!("Its removal stopped before the end: {went}{data}; {is_left}.")
            }
            DeploymentState::Changing => {
                let to = state.target.as_ref().map(|target| target.tier.clone()).unwrap_or_default();
                format!("The change to {to} stopped before its end: what ran before goes on running until the new is ready.")
            }
            _ => String::new(),
        }
    }
}

/// Which kind of run stopped, if one did.
pub(super) fn stopped(state: &State) -> DeploymentState {
    match state.run.as_ref().map(|run| run.kind).filter(|_| state.unfinished()) {
        Some(RunKind::Destroy) => DeploymentState::Removing,
        Some(RunKind::Change) => DeploymentState::Changing,
        Some(RunKind::Deploy) => DeploymentState::Unfinished,
        None => DeploymentState::Complete,
    }
}

/// What a removal that was begun has removed: planned, made once, not there any more.
pub(super) fn gone(state: &State) -> Vec<&Node> {
    let planned = state.target.iter().flat_map(Blueprint::nodes);
    let went = planned.filter(|(id, _)| !state.records.contains_key(*id) && state.epochs.contains_key(*id));
    went.map(|(_, node)| node).filter(|node| node.spec.kind().lifecycle() == Lifecycle::Owned).collect()
}

/// How many things are left.
pub(super) fn left(state: &State) -> usize {
    state.records.values().filter(|record| record.node.spec.kind().lifecycle() == Lifecycle::Owned).count()
}
