//! Kill it anywhere, run it again, it converges: every cloud call and every journal append of every tier's deploy and
//! destroy and of both changes of tier, on the practice account.
//!
//! By default each fifth point, where a point is several runs each 25th, begun at `CLOUDSTEAD_SEED`; with
//! `CLOUDSTEAD_EXHAUSTIVE=1` every one.

mod apps;
mod before;
mod builds;
mod by_hand;
#[path = "../count/mod.rs"]
mod count;
mod cut;
mod denied;
mod kept;
mod order;
#[path = "../sample/mod.rs"]
mod sample;
mod session;
mod states;
mod zones;

use std::collections::BTreeMap;

use cloudstead::engine::{DataChoice, Order, Outcome, RunKind, Standing, State, jobs, longest_chain};
use cloudstead::model::NodeId;
use cloudstead::plan::{Answers, Blueprint, Node, compose};
use cloudstead::practice::Verb;
use cloudstead::preset::by_name;
use cloudstead::resource::Spec;

use cut::Cut;
use sample::Sample;
use session::{Laptop, Report, Session};

/// Of this many points one is tried by default; `kept` has a longer step.
const STEP: usize = 5;

fn answers(tier: &str) -> Answers {
    let text = format!(
        "name='demo'\npreset='compai'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n[alerts]\nemail='me@example.com'\n\
         [domain]\nkind='route53'\nname='app.example.com'\n[secrets]\nRESEND_API_KEY='env:RESEND'\n"
    );
    Answers::parse(&text).unwrap()
}

fn blueprint(tier: &str) -> Blueprint {
    compose(&by_name("compai").unwrap(), &answers(tier)).unwrap()
}

fn build(kind: RunKind, tier: &str) -> Order {
    Order::Build { kind, target: Box::new(blueprint(tier)), answers: Box::new(answers(tier)), consent: false }
}

fn deploy(tier: &str) -> Order {
    build(RunKind::Deploy, tier)
}

/// What a deployment must look like in the end, whatever happened on the way.
fn shape(laptop: &Laptop) -> BTreeMap<NodeId, Spec> {
    let things = laptop.existing();
    let shape: BTreeMap<NodeId, Spec> = things.iter().map(|thing| (thing.node.clone(), thing.spec.clone())).collect();
    assert_eq!(
        shape.len(),
        things.len(),
        "duplicates: {:?}",
        things.iter().map(|thing| thing.node.to_string()).collect::<Vec<_>>()
    );
    shape
}

/// Nothing exists that the journal does not know by the same identifier.
fn no_orphans(laptop: &Laptop, state: &State) {
    for thing in laptop.existing() {
        let shared = matches!(thing.spec, Spec::ServiceLinkedRole(_));
        let known = state
            .records
            .get(&thing.node)
            .and_then(|record| record.outputs.as_ref())
            .and_then(cloudstead::resource::Outputs::aws_id);
        assert!(shared || known == thing.outputs.aws_id(), "`{}` is an orphan", thing.node);
    }
    assert!(state.records.values().all(|record| record.standing == Standing::Ready), "unfinished records");
}

struct Expected {
    shape: BTreeMap<NodeId, Spec>,
    records: Vec<String>,
    snapshots: usize,
}

fn expected(laptop: &Laptop, state: &State) -> Expected {
    no_orphans(laptop, state);
    let records = state.records.keys().map(ToString::to_string).collect::<std::collections::BTreeSet<_>>();
    Expected { shape: shape(laptop), records: records.into_iter().collect(), snapshots: laptop.snapshots().len() }
}

/// Cuts the run that `order` makes from `base` at every point and lets it resume.
fn every_point(name: &str, base: &Laptop, order: &Order) {
    let mut whole = base.clone();
    let counted = Session::new(&mut whole, None).run(order.clone());
    assert_eq!(counted.outcome, Some(Outcome::Done), "{name}");
    let good = expected(&whole, &counted.state);
    let calls = (0..counted.calls).flat_map(|at| [Cut::CallBefore(at), Cut::CallAfter(at)]);
    let appends =
        (0..counted.appends).flat_map(|at| [Cut::AppendBefore(at), Cut::AppendTorn(at), Cut::AppendAfter(at)]);
    let points: Vec<Cut> = calls.chain(appends).collect();
    let sample = Sample::of(points.len(), STEP);
    let mut tried = 0;
    for point in sample.places().map(|place| points[place]) {
        let mut laptop = base.clone();
        let cut = Session::new(&mut laptop, Some(point)).run(order.clone());
        assert!(cut.died, "{name}: {point:?} did not fire");
        // Whoever comes back runs the same command: it goes on where there is something to go on with.
        let resumed = Session::new(&mut laptop, None).resume_or(order.clone());
        assert_eq!(resumed.outcome, Some(Outcome::Done), "{name}: {point:?}: {:?}", resumed.failures);
        let after = expected(&laptop, &resumed.state);
        assert_eq!(after.shape, good.shape, "{name}: {point:?}");
        assert_eq!(after.records, good.records, "{name}: {point:?}");
        assert_eq!(after.snapshots, good.snapshots, "{name}: {point:?}");
        assert_eq!(resumed.asked_again, 0, "{name}: {point:?}: a key that is stored was asked for again");
        tried += 1;
    }
    let what = format!("{name}: {} calls and {} appends, points tried", counted.calls, counted.appends);
    sample.tell(&what, tried, "0 orphans, 0 duplicates, no stored key asked for again");
}

fn deployed(tier: &str) -> Laptop {
    let mut laptop = Laptop::default();
    let done = Session::new(&mut laptop, None).run(deploy(tier));
    assert_eq!(done.outcome, Some(Outcome::Done), "{:?}", done.failures);
    laptop
}

fn destroy() -> Order {
    Order::Destroy(DataChoice::default())
}

#[test]
fn deploy_starter() {
    every_point("deploy starter", &Laptop::default(), &deploy("starter"));
}

#[test]
fn deploy_managed() {
    every_point("deploy managed", &Laptop::default(), &deploy("managed"));
}

#[test]
fn deploy_standard() {
    every_point("deploy standard", &Laptop::default(), &deploy("standard"));
}

#[test]
fn destroy_starter() {
    every_point("destroy starter", &deployed("starter"), &destroy());
}

#[test]
fn destroy_managed() {
    every_point("destroy managed", &deployed("managed"), &destroy());
}

#[test]
fn destroy_standard() {
    every_point("destroy standard", &deployed("standard"), &destroy());
}

#[test]
fn change_managed_to_standard() {
    every_point("change managed to standard", &deployed("managed"), &build(RunKind::Change, "standard"));
}

#[test]
fn change_standard_to_managed() {
    every_point("change standard to managed", &deployed("standard"), &build(RunKind::Change, "managed"));
}

#[test]
fn a_person_gives_each_key_once() {
    assert!(Laptop::default().gives("RESEND_API_KEY"));
    assert!(!deployed("managed").gives("RESEND_API_KEY"), "the resumes above would get it a second time");
}

/// A fault at every call, once each, that nobody dies of: the run goes on by itself and makes nothing twice.
fn every_answer(fault: fn(usize) -> Cut, what: &str) {
    let mut whole = Laptop::default();
    let counted = Session::new(&mut whole, None).run(deploy("standard"));
    let good = shape(&whole);
    let sample = Sample::of(counted.calls, STEP);
    let mut tried = 0;
    for at in sample.places() {
        let mut laptop = Laptop::default();
        let report = Session::new(&mut laptop, Some(fault(at))).run(deploy("standard"));
        assert_eq!(report.outcome, Some(Outcome::Done), "{at}: {:?}", report.failures);
        assert_eq!(report.fired, 1, "{at}: the fault did not fire");
        no_orphans(&laptop, &report.state);
        assert_eq!(shape(&laptop), good, "{at}");
        tried += 1;
    }
    sample.tell(&format!("deploy standard: {what}, each in a run of its own"), tried, "0 orphans, 0 duplicates");
}

#[test]
fn lost_answers_make_nothing_twice() {
    every_answer(Cut::CallLost, "answers of calls lost");
}

#[test]
fn a_machine_that_slept_for_a_night_has_not_waited_for_a_night() {
    every_answer(Cut::Slept, "answers of calls heard after a night");
}

/// A folder restored from a backup: the journal ends earlier than the account.
#[test]
fn an_older_copy_of_the_journal_makes_nothing_twice() {
    let whole = deployed("standard");
    let good = shape(&whole);
    let sample = Sample::of(whole.journal_lines() - 1, STEP);
    let mut tried = 0;
    for kept in sample.places().map(|place| place + 1) {
        let mut laptop = whole.clone();
        laptop.restore_journal(kept);
        let resumed = Session::new(&mut laptop, None).resume_or(deploy("standard"));
        assert_eq!(resumed.outcome, Some(Outcome::Done), "{kept}: {:?}", resumed.failures);
        no_orphans(&laptop, &resumed.state);
        assert_eq!(shape(&laptop), good, "{kept}");
        assert_eq!(resumed.asked_again, 0, "{kept}: a key that is stored was asked for again");
        tried += 1;
    }
    sample.tell(
        "deploy standard: older copies of the journal tried",
        tried,
        "0 orphans, 0 duplicates, no stored key asked for again",
    );
}

#[test]
fn a_condemned_certificate_is_made_anew() {
    let is_certificate = |node: &&Node| matches!(node.spec, Spec::Certificate(_));
    let target = blueprint("standard");
    let certificate = target.nodes().find(|(_, node)| is_certificate(node)).map(|(id, _)| id.clone()).unwrap();
    let mut laptop = Laptop::default();
    let refused = Session::new(&mut laptop, Some(Cut::Condemned)).run(deploy("standard"));
    assert_eq!(refused.outcome, Some(Outcome::Failed));
    assert_eq!(refused.failures.len(), 1, "{:?}", refused.failures);
    let before = refused.state.records[&certificate].outputs.clone();
    let again = Session::new(&mut laptop, None).resume_or(deploy("standard"));
    assert_eq!(again.outcome, Some(Outcome::Done), "{:?}", again.failures);
    no_orphans(&laptop, &again.state);
    assert_eq!(shape(&laptop), shape(&deployed("standard")));
    assert_ne!(again.state.records[&certificate].outputs, before, "another certificate");
}

#[test]
fn a_run_takes_as_long_as_its_longest_chain() {
    for tier in ["starter", "managed", "standard"] {
        let chain = f64::from(blueprint(tier).critical_path_seconds());
        let mut laptop = deployed(tier);
        let seconds = laptop.seconds();
        count::line(format!("deploy {tier}: {:.4} of its longest chain of {chain} s", seconds / chain));
        assert!(seconds / chain < 1.005, "deploy {tier}: {seconds} s of {chain} s");
        let chain = f64::from(longest_chain(&jobs(&laptop.state(), None, true).unwrap()));
        assert_eq!(Session::new(&mut laptop, None).run(destroy()).outcome, Some(Outcome::Done));
        let seconds = laptop.seconds() - seconds;
        count::line(format!("destroy {tier}: {:.4} of its longest chain of {chain} s", seconds / chain));
        assert!(seconds / chain < 1.01, "destroy {tier}: {seconds} s of {chain} s");
    }
}

/// From the order to the checked answer by https, where nothing is built.
#[test]
fn ready_images_are_answered_for_in_minutes() {
    for domain in ["kind='none'", "kind='route53'\nname='app.example.com'"] {
        let text = format!(
            "name='demo'\npreset='compai'\ntier='starter'\nregion='us-east-1'\nbudget=60\n[domain]\n{domain}\n\
             [images]\napp='example/app:1'\nportal='example/portal:1'\napi='example/api:1'\n\
             migrate='example/migrate:1'\n"
        );
        let answers = Answers::parse(&text).unwrap();
        let target = compose(&by_name("compai").unwrap(), &answers).unwrap();
        let chain = f64::from(target.critical_path_seconds());
        let order = Order::Build {
            kind: RunKind::Deploy,
            target: Box::new(target),
            answers: Box::new(answers),
            consent: false,
        };
        let mut laptop = Laptop::default();
        let report = Session::new(&mut laptop, None).run(order);
        assert_eq!(report.outcome, Some(Outcome::Done), "{:?}", report.failures);
        let answer = report.state.answer().expect("it answers");
        assert!(answer.url.starts_with("https://"), "{}", answer.url);
        let (kind, seconds) = (domain.split('\'').nth(1).unwrap_or_default(), laptop.seconds());
        count::line(format!(
            "a single server with ready images, domain {kind}: {} answers after {seconds:.0} s",
            answer.url
        ));
        assert!(seconds / chain < 1.005, "{kind}: {seconds} s of {chain} s");
        assert!(seconds < 600.0, "{kind}: {seconds} s");
    }
}

/// Where making and changing come to the same, what was just made is not changed as well; what an unanswered call may
/// have left is.
#[test]
fn what_was_just_made_whole_is_not_configured() {
    let target = blueprint("standard");
    let is_whole = |node: &str| target.get(&node.into()).is_some_and(|node| node.spec.kind().mended());
    let configured = |report: &Report| -> Vec<String> {
        let calls = report.called.iter().filter(|(verb, _)| *verb == Verb::Configure);
        calls.map(|(_, node)| node.clone()).collect()
    };
    let report = Session::new(&mut Laptop::default(), None).run(deploy("standard"));
    assert_eq!(report.outcome, Some(Outcome::Done), "{:?}", report.failures);
    let all = configured(&report);
    assert!(all.contains(&"vpc".to_owned()) && !all.iter().any(|node| is_whole(node)), "{all:?}");
    let release = report.called.iter().position(|call| *call == (Verb::Create, "servers-release".to_owned())).unwrap();
    let lost = Session::new(&mut Laptop::default(), Some(Cut::CallLost(release))).run(deploy("standard"));
    assert_eq!(lost.outcome, Some(Outcome::Done), "{:?}", lost.failures);
    let all = configured(&lost);
    assert_eq!(all.iter().filter(|node| is_whole(node)).collect::<Vec<_>>(), ["servers-release"], "{all:?}");
}
