//! What can be known before anything is made is known before it: all of it at once, and nothing is made, written or
//! touched.

use cloudstead::engine::{CloudError, Foreseen, Outcome, Topic};
use cloudstead::practice::{Thing, Verb};
use cloudstead::resource::{Kind, Lifecycle, Quota};

use super::cut::Cut;
use super::session::{Laptop, Report, Session};
use super::{blueprint, deploy, deployed};

/// A first deployment on an account that refuses it.
fn refused(laptop: &mut Laptop) -> Report {
    let before = laptop.existing();
    let report = Session::new(laptop, None).run(deploy("managed"));
    assert_eq!(report.outcome, None, "{:?}", report.failures);
    assert_eq!(laptop.existing(), before, "nothing was made and nothing was touched");
    assert!(laptop.state().run.is_none(), "no run began");
    let asks = |verb: &Verb| matches!(verb, Verb::Find | Verb::Allowance | Verb::Deployments | Verb::Sweep);
    assert!(report.called.iter().all(|(verb, _)| asks(verb)), "{:?}", report.called);
    report
}

fn said(report: &Report) -> String {
    report
        .failures
        .iter()
        .map(|error| format!("{} {} {}", error.what, error.why, error.hint))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Somebody else's thing, like the one that `node` is in a deployment.
fn strangers(node: &str, owner: &str) -> Thing {
    let mut thing = deployed("managed").existing().into_iter().find(|thing| thing.node.as_str() == node).unwrap();
    thing.owner.deployment = owner.parse().unwrap();
    owner.clone_into(&mut thing.owner.id);
    thing
}

#[test]
fn all_that_stands_in_the_way_is_said_at_once() {
    let mut laptop = Laptop::default();
    laptop.limits().lack(Kind::HostedZone, CloudError::stop("NoZone", "there is no DNS zone for app.example.com"));
    laptop.limits().lack(Kind::MachineImage, CloudError::stop("NoImage", "there is no Ubuntu"));
    laptop.limits().allow(Quota::Addresses, 0);
    laptop.limits().allow(Quota::Processors, 1);
    let report = refused(&mut laptop);
    let said = said(&report);
    assert_eq!(report.failures.len(), 4, "{said}");
    let parts = [
        "no DNS zone for app.example.com",
        "no Ubuntu",
        "(quota L-0263D0A3)",
        "1 virtual processor (vCPU)",
        "needs 2 more",
    ];
    assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    let ask = "request-service-quota-increase --region us-east-1 --service-code ec2 --quota-code L-0263D0A3 \
        --desired-value 1`";
    assert!(said.contains(ask), "{said}");
}

#[test]
fn a_quota_counts_what_is_in_use() {
    // AWS's own network and four of other deployments: none is left of five.
    let mut laptop = Laptop::default();
    for other in ["one", "two", "three", "four"] {
        laptop.plant(strangers("vpc", other));
    }
    let said = said(&refused(&mut laptop));
    assert!(said.contains("may have 5 private networks (VPCs) in us-east-1 and has 5: this needs 1 more"), "{said}");
    laptop.limits().allow(Quota::Vpcs, 6);
    assert_eq!(Session::new(&mut laptop, None).run(deploy("managed")).outcome, Some(Outcome::Done));
}

#[test]
fn an_account_that_may_not_build_is_told_before_anything_is_made() {
    let mut laptop = Laptop::default();
    laptop.limits().allow(Quota::ArmLargeBuilds, 0);
    let report = refused(&mut laptop);
    let said = said(&report);
    assert!(said.contains("may have 0 builds of images at a time (CodeBuild) in us-east-1"), "{said}");
    assert!(
        report.failures[0].hint.contains("build = \"server\"") && report.failures[0].hint.contains("[images]"),
        "{said}"
    );
    assert!(laptop.existing().is_empty());
}

#[test]
fn what_is_there_already_needs_no_room() {
    // The journal was restored from before the run: its things are in the account, and they fill the quota.
    let mut laptop = deployed("managed");
    laptop.restore_journal(1);
    laptop.limits().allow(Quota::Addresses, 1);
    laptop.limits().allow(Quota::Vpcs, 2);
    let again = Session::new(&mut laptop, None).run(deploy("managed"));
    assert_eq!(again.outcome, Some(Outcome::Done), "{:?}", again.failures);
}

#[test]
fn questions_come_first() {
    for tier in ["starter", "managed", "standard"] {
        let report = Session::new(&mut Laptop::default(), None).run(deploy(tier));
        assert_eq!(report.outcome, Some(Outcome::Done));
        let first = report.called.iter().position(|(verb, _)| *verb == Verb::Create).unwrap();
        let (before, after) = report.called.split_at(first);
        assert_eq!(before.iter().filter(|(verb, _)| *verb == Verb::Allowance).count(), 4, "{tier}");
        assert_eq!(before.iter().filter(|(verb, _)| *verb == Verb::Deployments).count(), 1, "{tier}");
        let target = blueprint(tier);
        for (node, _) in target.nodes().filter(|(_, node)| node.spec.kind().lifecycle() == Lifecycle::Lookup) {
            assert!(before.contains(&(Verb::Find, node.to_string())), "{tier}: {node} is looked up first");
            assert!(
                !after.iter().any(|(_, called)| *called == node.to_string()),
                "{tier}: {node} is not asked for again"
            );
        }
    }
}

#[test]
fn what_is_asked_beforehand_is_what_a_run_asks_first_and_makes_nothing() {
    for tier in ["starter", "managed", "standard"] {
        let mut laptop = Laptop::default();
        let (heard, mut called) = Session::new(&mut laptop, None).foresee(deploy(tier));
        assert_eq!((laptop.existing().len(), laptop.journal_lines()), (0, 0), "{tier}");
        let asked: Vec<_> =
            heard.iter().filter(|(_, found)| *found == Foreseen::Asked).map(|(topic, _)| topic).collect();
        let fine: Vec<_> = heard.iter().filter(|(_, found)| *found == Foreseen::Fine).map(|(topic, _)| topic).collect();
        assert!(
            asked.len() >= 5 && fine.len() == asked.len() && asked.iter().all(|topic| fine.contains(topic)),
            "{tier}: {heard:?}"
        );
        let mut run = Session::new(&mut laptop, None).run(deploy(tier)).called;
        run.truncate(run.iter().position(|(verb, _)| *verb == Verb::Create).unwrap());
        let sorted = |called: &mut Vec<(Verb, String)>| called.sort_by_key(|call| format!("{call:?}"));
        sorted(&mut run);
        sorted(&mut called);
        assert_eq!(called, run, "{tier}");
    }
}

#[test]
fn each_topic_says_what_became_of_it() {
    let mut laptop = deployed("managed");
    laptop.limits().allow(Quota::Addresses, 1);
    let before = laptop.existing();
    let (heard, called) = Session::new(&mut laptop, None).foresee(deploy("managed"));
    assert_eq!(laptop.existing(), before);
    assert!(
        called.iter().all(|(verb, _)| matches!(verb, Verb::Find | Verb::Allowance | Verb::Deployments | Verb::Sweep)),
        "{called:?}"
    );
    let last = |topic: &Topic| heard.iter().rev().find(|(of, _)| of == topic).map(|(_, found)| found.clone()).unwrap();
    let Foreseen::Stops(name) = last(&Topic::Name("demo".parse().unwrap())) else { panic!("{heard:?}") };
    assert_eq!(name[0].code, CloudError::NAMESAKE);
    assert!(
        matches!(last(&Topic::Names), Foreseen::Unknown(_)),
        "names that the other deployment has are no news beside it"
    );
    assert!(matches!(last(&Topic::Quotas), Foreseen::Stops(_)));
    let (heard, _) =
        Session::new(&mut Laptop::default(), Some(Cut::Denied(Verb::Allowance))).foresee(deploy("managed"));
    assert!(heard.contains(&(Topic::Quotas, Foreseen::Unknown("you may not look".to_owned()))), "{heard:?}");
}

#[test]
fn where_nothing_is_new_nothing_is_asked() {
    let mut laptop = deployed("standard");
    let again = Session::new(&mut laptop, None).run(deploy("standard"));
    assert_eq!(again.outcome, Some(Outcome::Done));
    let asked = |verb: Verb| again.called.iter().filter(|(called, _)| *called == verb).count();
    assert_eq!((asked(Verb::Allowance), asked(Verb::Deployments), asked(Verb::Sweep)), (0, 0, 0));
}

#[test]
fn what_cannot_be_found_out_is_noted_and_stops_nobody() {
    for (verb, about) in [
        (Verb::Allowance, "whether there is room for 2 virtual processors"),
        (Verb::Deployments, "another `demo`"),
        (Verb::Find, "Ubuntu"),
    ] {
        let mut laptop = Laptop::default();
        let report = Session::new(&mut laptop, Some(Cut::Denied(verb))).run(deploy("managed"));
        assert_eq!(report.outcome, Some(Outcome::Done), "{verb:?}: {:?}", report.failures);
        let notes = report.notes.join("\n");
        assert!(
            notes.contains("not checked beforehand: ") && notes.contains(about) && notes.contains("you may not look"),
            "{verb:?}: {notes}"
        );
    }
    assert_eq!(Session::new(&mut Laptop::default(), None).run(deploy("managed")).notes, [] as [String; 0]);
}

#[test]
fn of_several_the_world_decides() {
    let mut laptop = Laptop::default();
    laptop.limits().double(Kind::HostedZone);
    let report = Session::new(&mut laptop, None).run(deploy("managed"));
    assert_eq!(report.outcome, Some(Outcome::Done), "{:?}", report.failures);
}
