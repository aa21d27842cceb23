//! A run as displays are told of it, before it begins.

use std::collections::BTreeSet;

use crate::engine::cloud::DataChoice;
use crate::engine::event::{Operation, PlannedNode};
use crate::engine::job::Job;
use crate::engine::state::{Standing, State};
use crate::model::NodeId;
use crate::resource::{Lifecycle, duration};

/// A fact that no longer matters is struck from the journal: nothing happens in the account, and nobody needs to see
/// it.
pub(super) fn is_forgetting(job: &Job) -> bool {
    let lifecycle = job.spec.spec.kind().lifecycle();
    job.operation == Operation::Delete && matches!(lifecycle, Lifecycle::Fact | Lifecycle::Probe | Lifecycle::Lookup)
}

/// A run as displays are told of it: what is there already and what the jobs do.
#[must_use]
pub fn planned_nodes(state: &State, jobs: &[Job], choice: DataChoice) -> Vec<PlannedNode> {
    let waiting: BTreeSet<&NodeId> = jobs.iter().map(|job| &job.node).collect();
    let finished =
        state.records.iter().filter(|(id, record)| !waiting.contains(id) && record.standing == Standing::Ready);
    let finished = finished.map(|(id, record)| (id, &record.node, Operation::Create, record.node.seconds(), true));
    let coming = jobs
        .iter()
        .filter(|job| !is_forgetting(job))
        .map(|job| (&job.node, &job.spec, job.operation, job.seconds, false));
    let planned = finished.chain(coming).map(|(id, node, operation, seconds, done)| {
        let kind = node.spec.kind();
        let needs = jobs.iter().find(|job| job.node == *id && job.operation == operation && !done);
        PlannedNode {
            id: id.clone(),
            kind,
            phase: kind.phase(),
            title: node.spec.title(),
            operation,
            depends_on: needs.map_or_else(Vec::new, |job| {
                let needed = job
                    .needs
                    .iter()
                    .map(|need| &jobs[*need])
                    .filter(|needed| !is_forgetting(needed) && needed.node != *id);
                needed.map(|needed| needed.node.clone()).collect()
            }),
            seconds,
            slow_seconds: duration(kind)
                .map_or(seconds, |usual| (usual.create_slow + seconds).saturating_sub(usual.create)),
            done,
            stays: operation == Operation::Delete && choice.keeps(&node.spec).stays(),
        }
    });
    let mut planned: Vec<PlannedNode> = planned.collect();
    planned.sort_by_key(|node| node.phase);
    planned
}
