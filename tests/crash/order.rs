//! What waits for what when something that serves people changes, and what was lost is made again.

use std::collections::{BTreeMap, BTreeSet};

use cloudstead::engine::{
    DataChoice, Decision, Entry, Job, Operation, Order, Outcome, RunKind, Standing, decide, jobs,
};
use cloudstead::model::NodeId;
use cloudstead::plan::{Answers, Blueprint, Domain, compose};
use cloudstead::preset::by_name;
use cloudstead::resource::{Architecture, Kind, Lifecycle, Spec};

use super::cut::Cut;
use super::session::{Laptop, Report, Session};
use super::{answers, blueprint, count, deploy, deployed, no_orphans};

/// Answers that differ from the deployed ones, and their plan.
fn other(tier: &str, edit: impl FnOnce(&mut Answers)) -> (Answers, Blueprint) {
    let mut answers = answers(tier);
    edit(&mut answers);
    let target = compose(&by_name("compai").unwrap(), &answers).unwrap();
    (answers, target)
}

fn another_image(answers: &mut Answers) {
    answers.images.insert("app".to_owned(), "example/app:2".to_owned());
}

fn without_domain(answers: &mut Answers) {
    answers.domain = Domain::None;
}

fn another_domain(answers: &mut Answers) {
    answers.domain = Domain::Route53 { name: "other.example.com".to_owned() };
}

/// Deploys other answers over what is there.
fn change(laptop: &mut Laptop, answers: Answers, target: Blueprint) -> Report {
    let order =
        Order::Build { kind: RunKind::Deploy, target: Box::new(target), answers: Box::new(answers), consent: false };
    let changed = Session::new(laptop, None).run(order);
    assert_eq!(changed.outcome, Some(Outcome::Done), "{:?}", changed.failures);
    no_orphans(laptop, &changed.state);
    changed
}

/// The nodes built before a job begins.
fn built_before(jobs: &[Job], node: &str, operation: Operation) -> BTreeSet<String> {
    let begin = jobs.iter().position(|job| job.node == NodeId::from(node) && job.operation == operation).unwrap();
    let mut seen = BTreeSet::new();
    let mut open = vec![begin];
    while let Some(index) = open.pop() {
        open.extend(jobs[index].needs.iter().filter(|need| seen.insert(**need)));
    }
    let built = seen.into_iter().map(|index| &jobs[index]).filter(|job| job.operation != Operation::Delete);
    built.map(|job| job.node.to_string()).collect()
}

/// The only node of a kind.
fn only(kind: Kind, blueprint: &Blueprint) -> NodeId {
    let found: Vec<&NodeId> =
        blueprint.nodes().filter(|(_, node)| node.spec.kind() == kind).map(|(id, _)| id).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].clone()
}

#[test]
fn visitors_move_only_when_the_new_servers_are_well() {
    for (from, to, proof) in [("managed", "standard", "servers-report"), ("standard", "managed", "server-report")] {
        let jobs = jobs(&deployed(from).state(), Some(&blueprint(to)), false).unwrap();
        for record in ["dns-app", "dns-visible"] {
            let job = jobs.iter().find(|job| job.node == NodeId::from(record)).unwrap();
            assert!(built_before(&jobs, record, job.operation).contains(proof), "{from} to {to}: {record}");
        }
    }
}

#[test]
fn a_server_is_replaced_after_all_that_could_fail_before() {
    let mut laptop = deployed("managed");
    let (answers, target) = other("managed", |answers| {
        another_image(answers);
        answers.arch = Some(Architecture::X86);
    });
    let jobs = jobs(&laptop.state(), Some(&target), false).unwrap();
    assert!(built_before(&jobs, "server", Operation::Delete).contains("server-release"));
    change(&mut laptop, answers, target);
}

#[test]
fn what_never_served_waits_for_nothing_more_when_the_run_goes_on() {
    let mut state = deployed("managed").state();
    for node in ["server", "database"] {
        let record = state.records.get_mut(&NodeId::from(node)).unwrap();
        (record.standing, record.outputs) = (Standing::Intended, None);
    }
    let jobs = jobs(&state, Some(&blueprint("managed")), false).unwrap();
    assert!(
        !built_before(&jobs, "server", Operation::Create).contains("database"),
        "the server starts beside the database"
    );
}

#[test]
fn a_disk_that_nobody_used_is_moved_while_the_database_is_made() {
    let mut laptop = Laptop::without_room(30);
    assert_eq!(Session::new(&mut laptop, None).run(deploy("managed")).outcome, Some(Outcome::Failed));
    let mut state = laptop.state();
    state.apply(&Entry::Spoiled { node: "server-disk".into() });
    let database = state.records.get_mut(&NodeId::from("database")).unwrap();
    (database.standing, database.outputs) = (Standing::Intended, None);
    let jobs = jobs(&state, Some(&blueprint("managed")), false).unwrap();
    for (node, operation) in [("server-disk", Operation::Delete), ("server", Operation::Create)] {
        assert!(!built_before(&jobs, node, operation).contains("database"), "{node}");
    }
}

#[test]
fn another_release_reaches_the_server_that_is_there_once_it_is_uploaded() {
    for edit in [another_image, without_domain] {
        let mut laptop = deployed("managed");
        let server = laptop.state().records[&NodeId::from("server")].outputs.clone();
        let (answers, target) = other("managed", edit);
        let decisions: BTreeMap<NodeId, Decision> = decide(&laptop.state(), Some(&target)).into_iter().collect();
        assert_eq!(decisions[&NodeId::from("server")], Decision::Update);
        let jobs = jobs(&laptop.state(), Some(&target), false).unwrap();
        assert!(
            built_before(&jobs, "server", Operation::Update).contains("server-release"),
            "a failed upload changes nothing"
        );
        assert!(
            built_before(&jobs, "answer", Operation::Create).contains("server-report"),
            "the new release is waited for"
        );
        let changed = change(&mut laptop, answers, target);
        assert_eq!(changed.state.records[&NodeId::from("server")].outputs, server, "the same server");
    }
}

/// Servers of earlier versions know nothing of another release: their script is too old.
#[test]
fn a_server_with_an_early_script_is_replaced_for_another_release() {
    let laptop = deployed("managed");
    let mut state = laptop.state();
    let Some(Spec::Instance(server)) =
        state.records.get_mut(&NodeId::from("server")).map(|record| &mut record.node.spec)
    else {
        panic!("no server")
    };
    server.script = 0;
    let (_, target) = other("managed", another_image);
    let decisions: BTreeMap<NodeId, Decision> = decide(&state, Some(&target)).into_iter().collect();
    assert_eq!(decisions[&NodeId::from("server")], Decision::Replace);
}

#[test]
fn another_domain_gets_its_certificate_only_once_it_is_visible() {
    for tier in ["starter", "managed", "standard"] {
        let mut laptop = deployed(tier);
        let (answers, target) = other(tier, another_domain);
        if tier != "standard" {
            let jobs = jobs(&laptop.state(), Some(&target), false).unwrap();
            let built = built_before(&jobs, "https-switch", Operation::Create);
            assert!(["dns-visible", "dns-app", "server"].iter().all(|node| built.contains(*node)), "{tier}: {built:?}");
        }
        let changed = change(&mut laptop, answers, target);
        assert_eq!(changed.state.url().as_deref(), Some("https://other.example.com"), "{tier}");
    }
}

#[test]
fn a_refused_certificate_ends_on_http_with_the_reason_and_the_next_run_looks_again() {
    let mut laptop = Laptop::default();
    let (answers, target) = other("managed", without_domain);
    let order = || Order::Build {
        kind: RunKind::Deploy,
        target: Box::new(target.clone()),
        answers: Box::new(answers.clone()),
        consent: false,
    };
    let refused = Session::new(&mut laptop, Some(Cut::Uncertified)).run(order());
    assert_eq!((refused.outcome, refused.fired), (Some(Outcome::Done), 1), "{:?}", refused.failures);
    let answer = refused.state.answer().unwrap().clone();
    assert!(answer.url.starts_with("http://203.0.113.") && answer.certificate_until.is_none(), "{answer:?}");
    assert_eq!(answer.plain_because.as_deref(), Some("the limit is used up"));
    let server = refused.state.records[&NodeId::from("server")].outputs.clone();
    let again = Session::new(&mut laptop, None).run(order());
    assert_eq!(again.outcome, Some(Outcome::Done), "{:?}", again.failures);
    assert_eq!(again.state.url(), Some(answer.url.replacen("http:", "https:", 1)));
    assert_eq!(again.state.answer().unwrap().plain_because, None);
    assert_eq!(again.state.records[&NodeId::from("server")].outputs, server);
    let calls = Session::new(&mut laptop, None).run(order());
    assert!(calls.removals.is_empty() && calls.state.url() == again.state.url());
}

#[test]
fn another_image_reaches_the_servers_of_a_group() {
    let laptop = deployed("standard");
    let (_, target) = other("standard", another_image);
    let decisions: BTreeMap<NodeId, Decision> = decide(&laptop.state(), Some(&target)).into_iter().collect();
    for node in ["servers-release", "servers-template", "servers"] {
        assert_eq!(decisions[&NodeId::from(node)], Decision::Update, "{node}");
    }
    let jobs = jobs(&laptop.state(), Some(&target), false).unwrap();
    assert!(built_before(&jobs, "servers", Operation::Update).contains("servers-template"));
    assert!(
        built_before(&jobs, "answer", Operation::Create).contains("servers-report"),
        "the new servers are looked at"
    );
}

#[test]
fn another_domain_gets_its_certificate_before_the_first_one_goes() {
    let mut laptop = deployed("standard");
    let (answers, target) = other("standard", another_domain);
    let first = only(Kind::Certificate, &blueprint("standard"));
    let jobs = jobs(&laptop.state(), Some(&target), false).unwrap();
    let built = built_before(&jobs, first.as_str(), Operation::Delete);
    for kind in [Kind::Certificate, Kind::CertificateIssued] {
        let another = only(kind, &target);
        assert!(
            another != only(kind, &blueprint("standard")) && built.contains(another.as_str()),
            "{another}: {built:?}"
        );
    }
    let wanted: BTreeSet<_> = target.nodes().map(|(id, _)| id.clone()).collect();
    let changed = change(&mut laptop, answers, target);
    assert!(changed.removals.contains(&first), "{:?}", changed.removals);
    assert_eq!(changed.state.records.keys().cloned().collect::<BTreeSet<_>>(), wanted);
}

#[test]
fn facts_are_forgotten_without_a_word() {
    let mut laptop = deployed("standard");
    let records = laptop.state().records;
    let gone = Session::new(&mut laptop, None).run(Order::Destroy(DataChoice::default()));
    assert_eq!(gone.outcome, Some(Outcome::Done), "{:?}", gone.failures);
    assert!(gone.removals.len() > 40, "{:?}", gone.removals);
    for node in gone.removals {
        let lifecycle = records[&node].node.spec.kind().lifecycle();
        assert!(matches!(lifecycle, Lifecycle::Owned | Lifecycle::Shared), "{node}");
    }
    assert!(gone.state.records.is_empty());
}

#[test]
fn a_fact_about_what_was_replaced_is_waited_for_again() {
    let mut laptop = deployed("managed");
    for round in 1..4 {
        let before = laptop.seconds();
        laptop.lose("server");
        let again = Session::new(&mut laptop, None).resume_or(deploy("managed"));
        assert_eq!(again.outcome, Some(Outcome::Done), "{:?}", again.failures);
        let report =
            blueprint("managed").nodes().find(|(id, _)| id.as_str() == "server-report").map(|(_, node)| node.seconds());
        let took = laptop.seconds() - before;
        assert!(took > f64::from(report.unwrap()), "{round}: a new server was well after {took} s");
    }
}

#[test]
fn other_answers_are_possible_while_something_is_dead() {
    let elsewhere = |answers: &mut Answers| answers.domain = Domain::External { name: "app.example.com".to_owned() };
    let mut refused = Laptop::default();
    let failed = Session::new(&mut refused, Some(Cut::Condemned)).run(deploy("standard"));
    assert_eq!(failed.outcome, Some(Outcome::Failed));
    let mut without_balancer = deployed("standard");
    without_balancer.lose("load-balancer");
    for (mut laptop, (answers, target)) in [
        (refused, other("standard", elsewhere)),
        (without_balancer, other("standard", |answers| answers.domain = Domain::None)),
    ] {
        change(&mut laptop, answers, target);
    }
}

/// Any plan, or nothing, after any other plan of which any one thing is dead: jobs that wait for each other would never
/// begin.
#[test]
fn no_jobs_wait_for_each_other() {
    let name = || "app.example.com".to_owned();
    let domains = [Domain::None, Domain::Route53 { name: name() }, Domain::External { name: name() }];
    let of = |tier: &'static str| domains.clone().map(|domain| other(tier, |answers| answers.domain = domain));
    let plans = ["starter", "managed", "standard"].map(of).concat();
    let mut orders = 0;
    for (answers, plan) in &plans {
        let mut laptop = Laptop::default();
        change(&mut laptop, answers.clone(), plan.clone());
        let whole = laptop.state();
        let owned = whole.records.iter().filter(|(_, record)| record.node.spec.kind().lifecycle() == Lifecycle::Owned);
        for dead in std::iter::once(None).chain(owned.map(|(node, _)| Some(node))) {
            let mut state = whole.clone();
            if let Some(record) = dead.and_then(|node| state.records.get_mut(node)) {
                record.standing = Standing::Deleting;
            }
            for target in plans.iter().map(|(_, target)| Some(target)).chain([None]) {
                let jobs = jobs(&state, target, true).unwrap();
                let in_order =
                    |job: &Job| job.needs.iter().all(|need| jobs[*need].chain >= job.chain + jobs[*need].seconds);
                assert!(jobs.iter().all(in_order), "{dead:?}");
                orders += 1;
            }
        }
    }
    count::line(format!("orders of jobs: {orders} without a circle"));
}
