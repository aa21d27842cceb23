//! What must wait for what among the jobs of a run.

use std::collections::{BTreeMap, BTreeSet};

use super::event::Operation;
use super::job::Job;
use super::state::{Standing, State, takes_snapshot};
use crate::model::NodeId;
use crate::resource::Keep;

/// Sets what each job needs, and the longest chain that begins at it. `removed` are nodes that go and do not come back.
pub(super) fn order(jobs: &mut [Job], removed: &BTreeSet<&NodeId>, state: &State) {
    let mut builds: BTreeMap<NodeId, usize> = BTreeMap::new();
    let mut deletes: BTreeMap<NodeId, usize> = BTreeMap::new();
    for (index, job) in jobs.iter().enumerate() {
        let map = if job.operation == Operation::Delete { &mut deletes } else { &mut builds };
        map.insert(job.node.clone(), index);
    }
    let mut needs: Vec<Vec<usize>> = vec![Vec::new(); jobs.len()];
    // Whether keys must be kept is known once what they may lock is gone.
    let stores: Vec<usize> = deletes.values().copied().filter(|index| takes_snapshot(&jobs[*index].spec)).collect();
    for (index, job) in jobs.iter().enumerate() {
        let below = job.spec.depends_on();
        if job.operation == Operation::Delete {
            if job.spec.spec.keeps(true, true, true) == Keep::Copy {
                needs[index].extend(&stores);
            }
            // Whatever stands on a thing goes before it.
            for needed in &below {
                if let Some(base) = deletes.get(needed) {
                    needs[*base].push(index);
                }
            }
        } else {
            needs[index].extend(below.iter().filter_map(|needed| builds.get(needed)));
            needs[index].extend(deletes.get(&job.node));
        }
    }
    remove_late(&builds, removed.iter().filter_map(|node| deletes.get(*node)), &mut needs);
    move_visitors_late(jobs, &builds, &mut needs, state);
    replace_late(&builds, &deletes, &mut needs, state);
    for (job, needs) in jobs.iter_mut().zip(needs) {
        job.needs = needs;
    }
    set_chains(jobs);
}

/// The old goes only once the new serves; where it stands on something that is replaced, what needs the replacement
/// comes after it.
fn remove_late<'a>(
    builds: &BTreeMap<NodeId, usize>,
    removals: impl Iterator<Item = &'a usize>,
    needs: &mut [Vec<usize>],
) {
    for removal in removals {
        let after = reaching(needs, &BTreeSet::from([*removal]));
        let before: Vec<usize> = builds.values().copied().filter(|index| !after[*index]).collect();
        needs[*removal].extend(before);
    }
}

/// Visitors who are served now are sent elsewhere only when everything else is ready there.
fn move_visitors_late(jobs: &[Job], builds: &BTreeMap<NodeId, usize>, needs: &mut [Vec<usize>], state: &State) {
    let serves = |node: &NodeId| {
        state.records.get(node).is_some_and(|record| matches!(record.standing, Standing::Ready | Standing::Updating))
    };
    let is_mover = |index: &usize| jobs[*index].spec.spec.kind().moves_visitors() && serves(&jobs[*index].node);
    let movers: BTreeSet<usize> = builds.values().copied().filter(is_mover).collect();
    let after = reaching(needs, &movers);
    let before: Vec<usize> = builds.values().copied().filter(|index| !after[*index]).collect();
    for mover in movers {
        needs[mover].extend(&before);
    }
}

/// What is replaced goes on serving until all that does not need its end is done: an upload that fails takes nothing
/// down.
///
/// What was never made, or was condemned before anybody used it, serves nobody: all that stands on it waits for its
/// end.
fn replace_late(
    builds: &BTreeMap<NodeId, usize>,
    deletes: &BTreeMap<NodeId, usize>,
    needs: &mut [Vec<usize>],
    state: &State,
) {
    let was_made = |node: &NodeId| state.records.get(node).is_some_and(|record| record.outputs.is_some());
    let served = |node: &NodeId| was_made(node) && !(state.condemned.contains_key(node) && state.is_unused(node));
    let replaced = deletes.iter().filter(|(node, _)| builds.contains_key(*node) && served(node));
    let ends: BTreeSet<usize> = replaced.map(|(_, index)| *index).collect();
    let after = reaching(needs, &ends);
    let before: Vec<usize> = builds.values().copied().filter(|index| !after[*index]).collect();
    for end in ends {
        needs[end].extend(&before);
    }
}

/// Per job: whether it is one of `targets` or needs one of them, directly or not.
pub(super) fn reaching(needs: &[Vec<usize>], targets: &BTreeSet<usize>) -> Vec<bool> {
    let mut dependants: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    for (index, needed) in needs.iter().enumerate() {
        for base in needed {
            dependants[*base].push(index);
        }
    }
    let mut reached = vec![false; needs.len()];
    let mut open: Vec<usize> = targets.iter().copied().collect();
    while let Some(index) = open.pop() {
        if !reached[index] {
            reached[index] = true;
            open.extend(&dependants[index]);
        }
    }
    reached
}

fn set_chains(jobs: &mut [Job]) {
    let mut chains = vec![None; jobs.len()];
    let mut dependants: Vec<Vec<usize>> = vec![Vec::new(); jobs.len()];
    for (index, job) in jobs.iter().enumerate() {
        for needed in &job.needs {
            dependants[*needed].push(index);
        }
    }
    for index in 0..jobs.len() {
        jobs[index].chain = chain(index, jobs, &dependants, &mut chains);
    }
}

fn chain(index: usize, jobs: &[Job], dependants: &[Vec<usize>], known: &mut [Option<u32>]) -> u32 {
    if let Some(seconds) = known[index] {
        return seconds;
    }
    let after = dependants[index].iter().map(|next| chain(*next, jobs, dependants, known)).max().unwrap_or(0);
    let seconds = jobs[index].seconds + after;
    known[index] = Some(seconds);
    seconds
}
