//! A change of tier and a destroy while they go on: the very jobs that the engine would do.

use cloudstead::engine::{Job, Operation, PlannedNode, Record, Standing, State, jobs};
use cloudstead::plan::Blueprint;
use cloudstead::resource::{Lifecycle, duration};
use cloudstead::tui::{RunKind, Ui};

use super::runs::{Recording, plan};
use super::scenes::ROUTE53;

/// Everything of a plan exists.
fn existing(tier: &str) -> State {
    let (blueprint, _) = plan(tier, ROUTE53);
    let record = |node: &cloudstead::plan::Node| Record { node: node.clone(), outputs: None, standing: Standing::Ready };
    State { records: blueprint.nodes().map(|(id, node)| (id.clone(), record(node))).collect(), ..State::default() }
}

/// Struck from the journal without a call.
fn forgotten(job: &Job) -> bool {
    job.operation == Operation::Delete && matches!(job.spec.spec.kind().lifecycle(), Lifecycle::Fact | Lifecycle::Probe | Lifecycle::Lookup)
}

/// As a run announces them: what stays as it is counts as done.
fn planned(state: &State, target: Option<&Blueprint>) -> Vec<PlannedNode> {
    let jobs = jobs(state, target, true).unwrap();
    let planned = |node: &cloudstead::plan::Node, id, operation, depends_on, seconds, done| PlannedNode {
        id,
        kind: node.spec.kind().name().to_owned(),
        phase: node.spec.kind().phase(),
        title: node.spec.title(),
        operation,
        depends_on,
        seconds,
        slow_seconds: duration(node.spec.kind()).map_or(seconds, |usual| (usual.create_slow + seconds).saturating_sub(usual.create)),
        done,
    };
    let stays = state.records.iter().filter(|(id, _)| jobs.iter().all(|job| job.node != **id));
    let mut nodes: Vec<PlannedNode> = stays
        .map(|(id, record)| planned(&record.node, id.clone(), Operation::Create, Vec::new(), record.node.seconds(), true))
        .chain(jobs.iter().filter(|job| !forgotten(job)).map(|job| {
            let needed = job.needs.iter().map(|need| &jobs[*need]).filter(|need| !forgotten(need) && need.node != job.node);
            let needs = needed.map(|need| need.node.clone()).collect();
            planned(&job.spec, job.node.clone(), job.operation, needs, job.seconds, false)
        }))
        .collect();
    nodes.sort_by_key(|node| node.phase);
    nodes
}

fn under_way(tier: &str, state: &State, target: Option<&Blueprint>, kind: RunKind, ascii: bool, seconds: i64) -> Ui {
    Recording::new(tier, ROUTE53, kind, ascii).doing(planned(state, target)).play(seconds, &[]).ui
}

pub(crate) fn all(ascii: bool) -> Vec<(&'static str, Ui)> {
    let standard = plan("standard", ROUTE53).0;
    vec![
        ("change_middle", under_way("standard", &existing("budget"), Some(&standard), RunKind::Change, ascii, 200)),
        ("change_late", under_way("standard", &existing("budget"), Some(&standard), RunKind::Change, ascii, 1640)),
        ("destroy_middle", under_way("standard", &existing("standard"), None, RunKind::Destroy, ascii, 200)),
    ]
}
