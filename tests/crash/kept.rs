//! What a person keeps when a deployment goes, and what becomes of it afterwards.

use std::collections::BTreeMap;

use cloudstead::engine::{DataChoice, Order, Outcome};
use cloudstead::practice::Thing;
use cloudstead::resource::{Kind, Spec};

use super::cut::Cut;
use super::sample::Sample;
use super::session::{Laptop, Session};
use super::{deploy, deployed, no_orphans};

/// Each point is several runs.
const STEP: usize = 25;
const KEEP: DataChoice = DataChoice { final_snapshot: true, keep_files: true, keep_images: false };
const NOTHING: DataChoice = DataChoice { final_snapshot: false, keep_files: false, keep_images: false };

fn files(laptop: &Laptop) -> Option<Thing> {
    laptop.existing().into_iter().find(|thing| thing.node.as_str() == "files" && thing.gone.is_none())
}

#[test]
fn a_removal_that_has_begun_can_still_be_made_safer() {
    let base = deployed("managed");
    let whole = Session::new(&mut base.clone(), None).run(Order::Destroy(NOTHING));
    let points: Vec<Cut> = (0..whole.calls).flat_map(|at| [Cut::CallBefore(at), Cut::CallAfter(at)]).collect();
    let sample = Sample::of(points.len(), STEP);
    let (mut kept, mut late) = (0, 0);
    for point in sample.places().map(|place| points[place]) {
        let mut laptop = base.clone();
        assert!(Session::new(&mut laptop, Some(point)).run(Order::Destroy(NOTHING)).died, "{point:?}");
        let begun = laptop.state().run.is_some_and(|run| run.choice == NOTHING);
        let there = files(&laptop);
        let database = laptop.existing().iter().any(|thing| thing.node.as_str() == "database" && thing.gone.is_none());
        assert!(begun || there.is_some(), "{point:?}");
        // Interrupted again, and then without the wish: what was wished for once holds.
        let mut again = laptop.clone();
        assert!(Session::new(&mut again, Some(Cut::AppendAfter(0))).run(Order::Destroy(KEEP)).died, "{point:?}");
        for order in [Order::Resume, Order::Destroy(NOTHING)] {
            let mut laptop = again.clone();
            let done = Session::new(&mut laptop, None).run(order);
            assert_eq!(done.outcome, Some(Outcome::Done), "{point:?}: {:?}", done.failures);
            assert_eq!(
                files(&laptop).map(|thing| thing.outputs),
                there.as_ref().map(|thing| thing.outputs.clone()),
                "{point:?}"
            );
            let said = |part: &str| done.state.kept.iter().any(|kept| kept.aws_id.contains(part));
            assert_eq!(said("demo-files"), there.is_some(), "{point:?}: {:?}", done.state.kept);
            assert_eq!(said("-final-"), database, "{point:?}: {:?}", done.state.kept);
        }
        if there.is_some() { kept += 1 } else { late += 1 }
    }
    assert!(kept > 0 && late > 0, "{kept} {late}");
    sample.tell(
        "destroy made safer after it began",
        kept + late,
        &format!("files kept in {kept}, gone already in {late}"),
    );
}

/// A deployment that is gone but for its files.
fn gone_but_for_files() -> Laptop {
    let mut laptop = deployed("managed");
    let gone = Session::new(&mut laptop, None).run(Order::Destroy(KEEP));
    assert_eq!(gone.outcome, Some(Outcome::Done), "{:?}", gone.failures);
    laptop.retire();
    laptop
}

fn owned(laptop: &Laptop) -> Vec<Thing> {
    laptop.existing().into_iter().filter(|thing| !matches!(thing.spec, Spec::ServiceLinkedRole(_))).collect()
}

fn parts(laptop: &Laptop) -> BTreeMap<String, Spec> {
    let parts: BTreeMap<_, _> = owned(laptop).into_iter().map(|thing| (thing.node.to_string(), thing.spec)).collect();
    assert_eq!(parts.len(), owned(laptop).len(), "duplicates");
    parts
}

#[test]
fn kept_files_reappear_in_the_next_deployment_of_the_name() {
    let base = gone_but_for_files();
    assert_eq!(owned(&base).len(), 1);
    let mut whole = base.clone();
    let report = Session::new(&mut whole, None).run(deploy("managed"));
    assert_eq!(report.outcome, Some(Outcome::Done), "{:?}", report.failures);
    assert_eq!(report.taken_back.len(), 1, "{:?}", report.taken_back);
    no_orphans(&whole, &report.state);
    let good = parts(&whole);
    assert_eq!(good, parts(&deployed("managed")));
    assert_eq!(files(&whole).map(|thing| thing.born), files(&base).map(|thing| thing.born), "the same bucket");
    let calls = (0..report.calls).flat_map(|at| [Cut::CallBefore(at), Cut::CallAfter(at)]);
    let appends = (0..report.appends).flat_map(|at| [Cut::AppendBefore(at), Cut::AppendAfter(at)]);
    let points: Vec<Cut> = calls.chain(appends).collect();
    let sample = Sample::of(points.len(), STEP);
    let mut tried = 0;
    for point in sample.places().map(|place| points[place]) {
        tried += 1;
        let mut laptop = base.clone();
        assert!(Session::new(&mut laptop, Some(point)).run(deploy("managed")).died, "{point:?}");
        let mut given_up = laptop.clone();
        let resumed = Session::new(&mut laptop, None).resume_or(deploy("managed"));
        assert_eq!(resumed.outcome, Some(Outcome::Done), "{point:?}: {:?}", resumed.failures);
        no_orphans(&laptop, &resumed.state);
        assert_eq!(parts(&laptop), good, "{point:?}");
        // Whoever changes their mind and keeps the files again has them still.
        let gone = Session::new(&mut given_up, None).run(Order::Destroy(KEEP));
        assert_eq!(gone.outcome, Some(Outcome::Done), "{point:?}: {:?}", gone.failures);
        let left = owned(&given_up);
        assert_eq!(left.iter().map(|thing| thing.node.as_str()).collect::<Vec<_>>(), ["files"], "{point:?}");
        assert!(left[0].kept, "{point:?}");
    }
    sample.tell("deploy over kept files", tried, "0 orphans, 0 duplicates, the same files");
}

#[test]
fn what_is_in_the_way_is_said_before_anything_is_made() {
    let kept = files(&gone_but_for_files()).unwrap();
    let mut in_use = Thing { kept: false, ..kept.clone() };
    in_use.owner.id = "another".to_owned();
    let mut elsewhere = Thing { kept: true, ..in_use.clone() };
    elsewhere.owner.deployment = "other".parse().unwrap();
    // The name of a deployment made elsewhere says it all; a name of another one says which thing has it.
    for (foreign, said) in
        [(in_use, "another deployment called `demo` in us-east-1: 1 thing (files)"), (elsewhere, "files (S3 bucket)")]
    {
        let mut laptop = Laptop::default();
        laptop.plant(foreign.clone());
        let refused = Session::new(&mut laptop, None).run(deploy("managed"));
        assert_eq!(refused.outcome, None);
        assert_eq!(refused.failures.len(), 1);
        assert!(refused.failures[0].what.contains(said), "{:?}", refused.failures);
        assert_eq!(laptop.existing(), [foreign], "nothing was made and nothing was touched");
        assert!(laptop.state().run.is_none());
    }
}

#[test]
fn keys_are_kept_only_for_what_was_stored() {
    for (tier, store, keys) in
        [("managed", Kind::DbInstance, 2), ("starter", Kind::Volume, 2), ("standard", Kind::DbInstance, 2)]
    {
        let mut laptop = Laptop::default();
        let failed = Session::new(&mut laptop, Some(Cut::Refused(store))).run(deploy(tier));
        assert_eq!((failed.outcome, failed.fired), (Some(Outcome::Failed), 1), "{:?}", failed.failures);
        assert!(failed.state.records.keys().any(|node| node.as_str().starts_with("secret-")), "keys were stored");
        let gone = Session::new(&mut laptop, None).run(Order::Destroy(DataChoice::default()));
        assert_eq!(gone.outcome, Some(Outcome::Done), "{:?}", gone.failures);
        assert_eq!(gone.state.kept, [], "{tier}: nothing was stored");
        let gone = Session::new(&mut deployed(tier), None).run(Order::Destroy(DataChoice::default()));
        let copies = gone.state.kept.iter().filter(|kept| kept.aws_id.starts_with("/cloudstead-kept/")).count();
        assert!(copies >= keys, "{tier}: {:?}", gone.state.kept);
    }
}
