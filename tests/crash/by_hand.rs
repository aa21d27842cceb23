//! What people remove and change by hand: every run sees it, makes it anew or sets it right, and asks before data is
//! given up.

use cloudstead::engine::{Order, Outcome, Record, Standing, UnderWay};
use cloudstead::model::NodeId;
use cloudstead::practice::Thing;
use cloudstead::resource::elastic_ip::ElasticIpOutputs;
use cloudstead::resource::{Kind, Lifecycle, Loss, Outputs, Spec};

use super::cut::Cut;
use super::session::{Laptop, Report, Session};
use super::{count, deploy, deployed, destroy, no_orphans, shape};

const TIERS: [&str; 3] = ["starter", "managed", "standard"];

fn owned(laptop: &Laptop) -> Vec<(NodeId, Spec)> {
    let records = laptop.state().records;
    let owned = records.into_iter().filter(|(_, record)| record.node.spec.kind().lifecycle() == Lifecycle::Owned);
    owned.map(|(id, record)| (id, record.node.spec)).collect()
}

fn again(laptop: &mut Laptop, tier: &str) -> Report {
    Session::new(laptop, None).resume_or(deploy(tier))
}

/// The run after the one that mended something has nothing to do.
fn nothing_more(laptop: &mut Laptop, tier: &str) {
    let lines = laptop.journal_lines();
    let report = again(laptop, tier);
    assert_eq!(report.outcome, Some(Outcome::Done), "{:?}", report.failures);
    assert_eq!(laptop.journal_lines() - lines, 2, "a run that has nothing to do begins and ends");
}

#[test]
fn what_somebody_removed_is_made_again() {
    let (mut tried, mut under_data) = (0, 0);
    for tier in TIERS {
        let base = deployed(tier);
        let good = shape(&base);
        for (lost, _) in owned(&base).into_iter().filter(|(_, spec)| spec.loss().is_none()) {
            let mut laptop = base.clone();
            laptop.lose(lost.as_str());
            let report = again(&mut laptop, tier);
            if report.outcome.is_none() {
                // AWS itself keeps people from removing what a database stands on; nothing is done about it here
                // either.
                assert!(
                    report.failures[0].what.contains("what is stored in it"),
                    "{tier}: {lost}: {:?}",
                    report.failures
                );
                under_data += 1;
                continue;
            }
            assert_eq!(report.outcome, Some(Outcome::Done), "{tier}: {lost}: {:?}", report.failures);
            no_orphans(&laptop, &report.state);
            assert_eq!(shape(&laptop), good, "{tier}: {lost}");
            for node in report.removals {
                assert!(
                    report.state.records[&node].node.spec.loss().is_none(),
                    "{tier}: {lost}: {node} was removed for it"
                );
            }
            nothing_more(&mut laptop, tier);
            tried += 1;
        }
    }
    count::line(format!(
        "things removed by hand, each in a deployment of its own: {tried}, all made again, 0 orphans; {under_data} \
        below a database refused"
    ));
}

#[test]
fn what_somebody_changed_is_set_right() {
    let mut tried = 0;
    for tier in TIERS {
        let base = deployed(tier);
        let good = shape(&base);
        for (node, _) in owned(&base) {
            let mut laptop = base.clone();
            laptop.alter(node.as_str());
            assert_ne!(shape(&laptop), good);
            let report = again(&mut laptop, tier);
            assert_eq!(report.outcome, Some(Outcome::Done), "{tier}: {node}: {:?}", report.failures);
            assert_eq!(shape(&laptop), good, "{tier}: {node}");
            assert!(report.removals.is_empty(), "{tier}: {node}: {:?}", report.removals);
            nothing_more(&mut laptop, tier);
            tried += 1;
        }
    }
    count::line(format!(
        "things changed by hand, each in a deployment of its own: {tried}, all set right where they are"
    ));
}

#[test]
fn nothing_that_data_was_lost_with_is_made_again_unasked() {
    for tier in TIERS {
        let base = deployed(tier);
        for (node, spec) in owned(&base).into_iter().filter(|(_, spec)| spec.loss().is_some()) {
            let mut laptop = base.clone();
            laptop.lose(node.as_str());
            let (before, journal) = (laptop.existing(), laptop.journal_lines());
            for order in [deploy(tier), Order::Resume] {
                let refused = Session::new(&mut laptop, None).run(order);
                assert_eq!(refused.outcome, None, "{tier}: {node}");
                assert!(refused.failures[0].what.contains(&spec.title()), "{:?}", refused.failures);
                assert_eq!((laptop.existing(), laptop.journal_lines()), (before.clone(), journal), "nothing was done");
            }
            if spec.loss() == Some(Loss::Data) {
                laptop.give_up(node.as_str());
                let report = again(&mut laptop, tier);
                assert_eq!(report.outcome, Some(Outcome::Done), "{tier}: {node}: {:?}", report.failures);
                no_orphans(&laptop, &report.state);
                assert_eq!(shape(&laptop), shape(&base), "{tier}: {node}");
            }
            let gone = Session::new(&mut base.clone(), None).run(destroy());
            assert_eq!(gone.outcome, Some(Outcome::Done), "whatever is lost, the rest can be removed");
        }
    }
}

#[test]
fn what_cannot_be_looked_for_is_not_taken_for_gone() {
    let mut laptop = deployed("standard");
    let (before, lines) = (laptop.existing(), laptop.journal_lines());
    let blind = Session::new(&mut laptop, Some(Cut::Blind)).run(deploy("standard"));
    assert_eq!(blind.outcome, Some(Outcome::Done), "{:?}", blind.failures);
    assert!(blind.fired > 40, "{}", blind.fired);
    assert_eq!((laptop.existing(), laptop.journal_lines() - lines), (before, 2));
}

/// AWS's lists lag: what nobody was told of may be seen minutes later, and costs money for ever if nobody looks again.
#[test]
fn a_refusal_after_a_call_without_an_answer_is_no_proof_that_nothing_was_made() {
    let mut laptop = Laptop::default();
    let failed = Session::new(&mut laptop, Some(Cut::UnheardThenRefused(Kind::ElasticIp))).run(deploy("starter"));
    assert_eq!((failed.outcome, failed.fired), (Some(Outcome::Failed), 2), "{:?}", failed.failures);
    let state = laptop.state();
    let (node, record) = state.records.iter().find(|(_, record)| record.node.spec.kind() == Kind::ElasticIp).unwrap();
    assert_eq!(state.existing().unsure, 1, "{:?}", state.existing());
    let outputs = ElasticIpOutputs { allocation_id: "eipalloc-late".to_owned(), public_ip: "203.0.113.99".to_owned() };
    laptop.plant(Thing {
        owner: state.owner.clone().unwrap(),
        node: node.clone(),
        token: String::new(),
        spec: record.node.spec.clone(),
        outputs: Outputs::ElasticIp(outputs),
        born: 0,
        ready: 0,
        gone: None,
        kept: false,
    });
    let gone = Session::new(&mut laptop, None).run(destroy());
    assert_eq!(gone.outcome, Some(Outcome::Done), "{:?}", gone.failures);
    assert!(
        laptop.existing().iter().all(|thing| thing.gone.is_some() || thing.node != *node),
        "it was looked for once more"
    );
}

/// What was interrupted and then removed by hand is no longer waited for.
#[test]
fn an_unfinished_thing_that_somebody_removed_is_made_anew() {
    let mut whole = Laptop::default();
    let counted = Session::new(&mut whole, None).run(deploy("managed"));
    let mut laptop = Laptop::default();
    let mut unfinished = None;
    for at in (0..counted.appends).rev() {
        laptop = Laptop::default();
        assert!(Session::new(&mut laptop, Some(Cut::AppendAfter(at))).run(deploy("managed")).died);
        let state = laptop.state();
        let made = |(_, record): &(&NodeId, &Record)| record.standing == Standing::Made;
        unfinished = state.records.iter().filter(made).map(|(id, _)| id.clone()).find(|id| id.as_str() == "database");
        if unfinished.is_some() {
            break;
        }
    }
    assert_eq!(laptop.state().under_way(), Some(UnderWay::Build));
    laptop.lose(unfinished.expect("the database is made at some time").as_str());
    let report = again(&mut laptop, "managed");
    assert_eq!(report.outcome, Some(Outcome::Done), "{:?}", report.failures);
    no_orphans(&laptop, &report.state);
    assert_eq!(shape(&laptop), shape(&whole));
}
