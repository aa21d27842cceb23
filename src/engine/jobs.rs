//! The difference between what is wanted and what exists, as jobs with an order.

use std::collections::BTreeSet;

use super::event::Operation;
use super::job::Job;
use super::order::order;
use super::state::{Standing, State};
use crate::model::NodeId;
use crate::plan::{Blueprint, Node};
use crate::resource::{Change, Lifecycle, duration};

/// What becomes of one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Keep,
    /// Made new, or its unfinished making continued.
    Create,
    Update,
    /// Removed and made again.
    Replace,
    Remove,
}

/// A difference that would lose data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this would delete `{node}` ({title}) and what is stored in it")]
pub struct DataAtRisk {
    pub node: NodeId,
    pub title: String,
}

/// What becomes of every resource when `target` is wanted, in plan order, removals last.
#[must_use]
pub fn decide(state: &State, target: Option<&Blueprint>) -> Vec<(NodeId, Decision)> {
    let mut decisions: Vec<(NodeId, Decision)> = Vec::new();
    if let Some(target) = target {
        let mut anew = BTreeSet::new();
        loop {
            let before = anew.len();
            decisions = target.nodes().map(|(id, node)| (id.clone(), decide_one(state, id, node, &anew))).collect();
            anew = decisions
                .iter()
                .filter(|(id, decision)| is_anew(state, id, *decision))
                .map(|(id, _)| id.clone())
                .collect();
            if anew.len() == before {
                break;
            }
        }
    }
    let gone = state.records.keys().filter(|id| target.is_none_or(|target| target.get(id).is_none()));
    decisions.extend(gone.map(|id| (id.clone(), Decision::Remove)));
    decisions
}

/// Replaced, or a fact that must be found out again.
fn is_anew(state: &State, id: &NodeId, decision: Decision) -> bool {
    decision == Decision::Replace
        || decision == Decision::Create
            && state.records.get(id).is_some_and(|record| record.standing == Standing::Ready)
}

fn decide_one(state: &State, id: &NodeId, node: &Node, anew: &BTreeSet<NodeId>) -> Decision {
    let Some(record) = state.records.get(id) else { return Decision::Create };
    let owned = node.spec.kind().lifecycle() == Lifecycle::Owned;
    // A resource stands on resources; a fact is also about facts.
    let counts = |needed: &NodeId| !owned || target_is_owned(state, needed);
    let below =
        node.spec.refs().into_iter().map(|needed| needed.node).filter(|node| anew.contains(node) && counts(node));
    let change = below.map(|needed| node.spec.rebuilt(&needed)).chain(node.spec.change_from(&record.node.spec)).max();
    match (record.standing, change) {
        (Standing::Deleting, _) => Decision::Replace,
        (_, Some(Change::Replace)) if owned => Decision::Replace,
        (Standing::Intended | Standing::Made, _) | (Standing::Ready | Standing::Updating, Some(Change::Replace)) => {
            Decision::Create
        }
        (Standing::Ready, None) => Decision::Keep,
        (Standing::Ready, Some(Change::Update)) | (Standing::Updating, _) => Decision::Update,
    }
}

fn target_is_owned(state: &State, id: &NodeId) -> bool {
    state.records.get(id).is_some_and(|record| record.node.spec.kind().lifecycle() == Lifecycle::Owned)
}

/// What would be removed or replaced on the way to `target` although data is stored in it.
#[must_use]
pub fn at_risk(state: &State, target: Option<&Blueprint>) -> Vec<DataAtRisk> {
    let going = decide(state, target)
        .into_iter()
        .filter(|(_, decision)| matches!(decision, Decision::Remove | Decision::Replace));
    let holding = going.filter_map(|(id, _)| {
        let record = state.records.get(&id).filter(|record| record.standing != Standing::Deleting)?;
        record.node.spec.holds_data().then(|| DataAtRisk { node: id, title: record.node.spec.title() })
    });
    holding.collect()
}

/// The jobs that lead from `state` to `target` (`None`: nothing at all).
///
/// # Errors
/// When data would be deleted and `consent` is not given.
pub fn jobs(state: &State, target: Option<&Blueprint>, consent: bool) -> Result<Vec<Job>, DataAtRisk> {
    if !consent && let Some(risk) = at_risk(state, target).into_iter().next() {
        return Err(risk);
    }
    let decisions = decide(state, target);
    let mut jobs: Vec<Job> = Vec::new();
    for (id, decision) in &decisions {
        if let (Decision::Replace | Decision::Remove, Some(record)) = (decision, state.records.get(id)) {
            let seconds = duration(record.node.spec.kind()).map_or(0, |usual| usual.delete);
            jobs.push(job(id, Operation::Delete, record.node.clone(), seconds));
        }
    }
    if let Some(target) = target {
        for (id, decision) in &decisions {
            let Some(node) = target.get(id) else { continue };
            let operation = match decision {
                Decision::Create | Decision::Replace => Operation::Create,
                Decision::Update => Operation::Update,
                Decision::Keep | Decision::Remove => continue,
            };
            let seconds = if operation == Operation::Update { node.seconds().min(30) } else { node.seconds() };
            jobs.push(job(id, operation, node.clone(), seconds));
        }
    }
    let removed: BTreeSet<&NodeId> =
        decisions.iter().filter(|(_, decision)| *decision == Decision::Remove).map(|(id, _)| id).collect();
    order(&mut jobs, &removed, state);
    Ok(jobs)
}

fn job(id: &NodeId, operation: Operation, spec: Node, seconds: u32) -> Job {
    Job { node: id.clone(), operation, spec, needs: Vec::new(), seconds, chain: 0 }
}

/// Usual seconds of the longest chain of jobs.
#[must_use]
pub fn longest_chain(jobs: &[Job]) -> u32 {
    jobs.iter().map(|job| job.chain).max().unwrap_or(0)
}
