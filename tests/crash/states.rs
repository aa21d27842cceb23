//! What the journal says while a run is unfinished: what it was about, what exists and what that costs now.

use cloudstead::engine::{
    CloudError, DataChoice, Entry, Existing, Operation, Outcome, Owner, RunKind, Standing, State, UnderWay,
};
use cloudstead::model::{NodeId, Region};
use cloudstead::plan::{Blueprint, Node, Total, estimate};
use cloudstead::resource::vpc::VpcOutputs;
use cloudstead::resource::{Lifecycle, Outputs};

use super::{answers, blueprint};

fn begin(run: RunKind, target: Option<&Blueprint>) -> Entry {
    Entry::RunBegan { run, target: target.cloned(), answers: None, choice: Some(DataChoice::default()) }
}

fn done(id: &NodeId, node: &Node) -> Entry {
    let outputs = Outputs::Vpc(VpcOutputs { vpc_id: "vpc-1".to_owned() });
    Entry::Done { node: id.clone(), outputs, as_wanted: node.clone() }
}

fn complete(tier: &str) -> State {
    let plan = blueprint(tier);
    let mut state = State::default();
    state.apply(&begin(RunKind::Deploy, Some(&plan)));
    plan.nodes().for_each(|(id, node)| state.apply(&done(id, node)));
    state.apply(&Entry::RunEnded { outcome: Outcome::Done });
    state
}

fn tier(blueprint: Option<&Blueprint>) -> Option<&str> {
    blueprint.map(|blueprint| blueprint.tier.as_str())
}

#[test]
fn a_first_build_is_one_until_it_was_complete_once() {
    assert_eq!(State::default().under_way(), None);
    let mut state = State::default();
    state.apply(&begin(RunKind::Deploy, Some(&blueprint("managed"))));
    state.apply(&Entry::RunEnded { outcome: Outcome::Failed });
    assert_eq!(state.under_way(), Some(UnderWay::Build));
    assert_eq!(complete("managed").under_way(), None);
}

#[test]
fn the_old_serves_until_something_of_it_is_taken_away_and_the_new_once_it_is_whole() {
    let mut state = complete("managed");
    let to = blueprint("standard");
    let serving = |state: &State| match state.under_way() {
        Some(UnderWay::Change { from, to, serving }) => {
            assert_eq!((from.tier.as_str(), to.tier.as_str()), ("managed", "standard"));
            tier(serving).map(str::to_owned)
        }
        other => panic!("{other:?}"),
    };
    state.apply(&begin(RunKind::Change, Some(&to)));
    assert_eq!(serving(&state).as_deref(), Some("managed"));
    let intent =
        Entry::Intent { node: "server".into(), operation: Operation::Delete, token: String::new(), wanted: None };
    let mut torn = state.clone();
    torn.apply(&intent);
    assert_eq!(serving(&torn), None, "neither is whole");
    to.nodes().for_each(|(id, node)| state.apply(&done(id, node)));
    state.apply(&intent);
    assert_eq!(serving(&state).as_deref(), Some("standard"));
}

#[test]
fn a_removal_names_what_is_gone_and_what_is_left_across_all_its_attempts() {
    let mut state = complete("managed");
    let owned = state.owned().count();
    state.apply(&begin(RunKind::Destroy, None));
    for (round, node) in ["server", "server-disk"].into_iter().enumerate() {
        state.apply(&Entry::Gone { node: node.into() });
        state.apply(&Entry::Gone { node: "answer".into() });
        state.apply(&Entry::RunEnded { outcome: Outcome::Failed });
        let Some(UnderWay::Removal { gone, left }) = state.under_way() else { panic!("{:?}", state.under_way()) };
        assert_eq!((gone.len(), left.len()), (round + 1, owned - round - 1));
        state.apply(&begin(RunKind::Destroy, None));
    }
    state.apply(&Entry::RunEnded { outcome: Outcome::Done });
    assert_eq!(state.under_way(), None);
}

#[test]
fn what_was_never_made_or_is_kept_is_not_gone() {
    let mut state = complete("managed");
    let files = state.records.get(&NodeId::from("files")).unwrap().node.clone();
    state
        .records
        .get_mut(&NodeId::from("database"))
        .map(|record| (record.standing, record.outputs) = (Standing::Intended, None))
        .unwrap();
    state.apply(&Entry::Failed {
        node: "database".into(),
        error: CloudError::stop("InstanceQuotaExceeded", "no"),
        unsure: false,
    });
    let went = |state: &State, keep_files| {
        let (mut state, choice) = (state.clone(), DataChoice { final_snapshot: true, keep_files, keep_images: false });
        state.apply(&Entry::RunBegan { run: RunKind::Destroy, target: None, answers: None, choice: Some(choice) });
        state.apply(&Entry::Gone { node: "database".into() });
        state.apply(&Entry::Gone { node: "files".into() });
        match state.under_way() {
            Some(UnderWay::Removal { gone, .. }) => gone.into_iter().cloned().collect::<Vec<Node>>(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(went(&state, true), Vec::<Node>::new());
    assert_eq!(went(&state, false), [files], "files that nobody keeps do go");
}

fn begun() -> (State, Blueprint, cloudstead::plan::Answers) {
    let (answers, plan) = (answers("standard"), blueprint("standard"));
    let owner = Owner {
        deployment: "demo".parse().unwrap(),
        id: "d1".to_owned(),
        account: "1".to_owned(),
        region: Region::US_EAST_1,
    };
    let mut state = State::default();
    state.apply(&Entry::Opened { version: 1, owner, practice: true });
    let (target, kept) = (Some(plan.clone()), Some(Box::new(answers.clone())));
    state.apply(&Entry::RunBegan { run: RunKind::Deploy, target, answers: kept, choice: None });
    (state, plan, answers)
}

fn intent(node: &str, plan: &Blueprint) -> Entry {
    let wanted = plan.get(&node.into()).cloned();
    Entry::Intent { node: node.into(), operation: Operation::Create, token: String::new(), wanted }
}

#[test]
fn what_is_complete_costs_what_was_estimated() {
    let (mut state, plan, answers) = begun();
    assert_eq!(state.existing(), Existing::default());
    plan.nodes().for_each(|(id, node)| state.apply(&done(id, node)));
    let existing = state.existing();
    assert_eq!(existing.monthly, estimate(&plan, &answers.usage).monthly_total);
    let owned = plan.nodes().filter(|(_, node)| node.spec.kind().lifecycle() == Lifecycle::Owned).count();
    assert_eq!((existing.things, existing.unsure), (owned, 0));
    state.apply(&Entry::RunBegan { run: RunKind::Destroy, target: None, answers: None, choice: None });
    assert!(
        state.existing().monthly.known() < existing.monthly.known(),
        "the person's own zone is no cost of what is removed"
    );
}

#[test]
fn a_creation_whose_end_is_unknown_counts_and_a_refused_one_does_not() {
    let (mut state, plan, answers) = begun();
    let estimate = estimate(&plan, &answers.usage);
    state.apply(&done(&"vpc".into(), plan.get(&"vpc".into()).unwrap()));
    assert_eq!((state.existing().things, state.existing().monthly), (1, Total::default()));
    state.apply(&intent("database", &plan));
    let dear = Existing { things: 2, unsure: 1, monthly: estimate.of(&"database".into()) };
    assert_eq!(state.existing(), dear);
    state.apply(&Entry::Failed {
        node: "database".into(),
        error: CloudError::stop("InstanceQuotaExceeded", "no"),
        unsure: false,
    });
    assert_eq!((state.existing().things, state.existing().monthly), (1, Total::default()));
    assert!(state.things().all(|(id, _)| id.as_str() != "database"), "what was refused is not listed as there");
    assert_eq!(state.refused_things().map(|node| node.spec.title()).collect::<Vec<_>>(), ["PostgreSQL 17 (RDS)"]);
    state.apply(&intent("database", &plan));
    assert!(state.refused_things().next().is_none());
    assert_eq!(state.existing(), dear, "asked for again");
    state.apply(&Entry::Gone { node: "database".into() });
    assert_eq!(state.existing().things, 1);
}
