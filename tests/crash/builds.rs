//! Images that the account builds: builds that fail, other inputs, and what becomes of them when a deployment goes.

use cloudstead::engine::{DataChoice, KeptPrice, Order, Outcome, RunKind};
use cloudstead::model::NodeId;
use cloudstead::plan::{Answers, Builder, compose};
use cloudstead::practice::Verb;
use cloudstead::preset::{Preset, by_name};
use cloudstead::resource::{BuildFailure, Kind, Outputs, Spec};

use super::cut::Cut;
use super::session::{Laptop, Session};
use super::{answers, count, deploy, deployed, no_orphans, shape};

const REMOVE: DataChoice = DataChoice { final_snapshot: false, keep_files: false, keep_images: false };

fn order(preset: &Preset, answers: Answers) -> Order {
    let target = Box::new(compose(preset, &answers).unwrap());
    Order::Build { kind: RunKind::Deploy, target, answers: Box::new(answers), consent: false }
}

/// Names of the images that exist.
fn images(laptop: &Laptop) -> Vec<String> {
    let built =
        laptop.existing().into_iter().filter(|thing| thing.spec.kind() == Kind::BuiltImage && thing.gone.is_none());
    built.filter_map(|thing| thing.outputs.aws_id()).collect()
}

#[test]
fn a_failed_build_stops_the_run_says_why_and_goes_on() {
    for failure in BuildFailure::ALL {
        let mut laptop = Laptop::default();
        let failed = Session::new(&mut laptop, Some(Cut::Build(failure))).run(deploy("managed"));
        assert_eq!(failed.outcome, Some(Outcome::Failed), "{failure:?}");
        assert_eq!(failed.failures.iter().map(|error| error.code.as_str()).collect::<Vec<_>>(), [failure.code()]);
        assert!(
            failed.failures[0].hint.contains("command") || failed.failures[0].hint.contains("image"),
            "{:?}",
            failed.failures
        );
        let resumed = Session::new(&mut laptop, None).resume_or(deploy("managed"));
        assert_eq!(resumed.outcome, Some(Outcome::Done), "{failure:?}: {:?}", resumed.failures);
        no_orphans(&laptop, &resumed.state);
        assert_eq!(shape(&laptop), shape(&deployed("managed")), "{failure:?}");
    }
    count::line(format!("builds failed in {} ways, each run finished afterwards", BuildFailure::ALL.len()));
}

#[test]
fn a_second_run_builds_nothing() {
    let mut laptop = deployed("managed");
    let before = images(&laptop);
    let again = Session::new(&mut laptop, None).run(deploy("managed"));
    assert_eq!(again.outcome, Some(Outcome::Done));
    let builds = |verb: Verb| again.called.iter().any(|(called, node)| *called == verb && node.starts_with("image-"));
    assert!(!builds(Verb::Create) && !builds(Verb::Configure), "{:?}", again.called);
    assert_eq!((before.len(), images(&laptop)), (4, before.clone()));
}

#[test]
fn another_ref_builds_its_image_while_the_old_one_serves() {
    let mut laptop = deployed("managed");
    let before = images(&laptop);
    let mut preset = by_name("compai").unwrap();
    preset.services["api"].build.as_mut().unwrap().r#ref = "v2".to_owned();
    let changed = Session::new(&mut laptop, None).run(order(&preset, answers("managed")));
    assert_eq!(changed.outcome, Some(Outcome::Done), "{:?}", changed.failures);
    no_orphans(&laptop, &changed.state);
    let after = images(&laptop);
    assert_eq!(
        before.iter().filter(|image| after.contains(image)).count(),
        3,
        "one of four is another: {before:?} {after:?}"
    );
    // The server is told of it once it is there.
    let at =
        |wanted: Verb, node: &str| changed.called.iter().rposition(|(verb, of)| *verb == wanted && of == node).unwrap();
    assert!(at(Verb::Poll, "image-api") < at(Verb::Configure, "server-release"), "{:?}", changed.called);
    assert!(at(Verb::Configure, "server-release") < at(Verb::Configure, "server"), "{:?}", changed.called);
    assert!(changed.removals.is_empty(), "{:?}", changed.removals);
}

#[test]
fn an_image_that_somebody_removed_is_built_again_and_nothing_else_is_touched() {
    let mut laptop = deployed("managed");
    let before = shape(&laptop);
    laptop.lose("image-portal");
    let again = Session::new(&mut laptop, None).run(deploy("managed"));
    assert_eq!(again.outcome, Some(Outcome::Done), "{:?}", again.failures);
    assert_eq!(shape(&laptop), before);
    assert!(again.removals.is_empty(), "{:?}", again.removals);
}

#[test]
fn a_removal_takes_the_images_along_unless_they_are_to_stay() {
    for keep_images in [false, true] {
        let mut laptop = deployed("managed");
        let gone = Session::new(&mut laptop, None).run(Order::Destroy(DataChoice { keep_images, ..REMOVE }));
        assert_eq!(gone.outcome, Some(Outcome::Done), "{:?}", gone.failures);
        let left: Vec<Kind> =
            laptop.existing().iter().filter(|thing| thing.gone.is_none()).map(|thing| thing.spec.kind()).collect();
        let repositories = left.iter().filter(|kind| **kind == Kind::EcrRepository).count();
        assert_eq!(repositories, if keep_images { 4 } else { 0 }, "{left:?}");
        assert!(!left.contains(&Kind::CodebuildProject) && !left.contains(&Kind::IamRole), "{left:?}");
        let kept = gone.state.kept.iter().filter(|kept| kept.price == KeptPrice::Images).count();
        assert_eq!(kept, repositories, "{:?}", gone.state.kept);
        // The next deployment of the name has them back.
        laptop.retire();
        let next = Session::new(&mut laptop, None).run(deploy("managed"));
        assert_eq!(next.outcome, Some(Outcome::Done), "{:?}", next.failures);
        assert_eq!(next.taken_back.len(), repositories, "{:?}", next.taken_back);
    }
}

#[test]
fn a_server_that_built_by_itself_changes_over_and_back() {
    let preset = by_name("compai").unwrap();
    let on_server = || Answers { build: Builder::Server, ..answers("managed") };
    let mut laptop = Laptop::default();
    assert_eq!(Session::new(&mut laptop, None).run(order(&preset, on_server())).outcome, Some(Outcome::Done));
    let disk = |laptop: &Laptop| laptop.state().records[&NodeId::from("server-disk")].outputs.clone();
    let size = |laptop: &Laptop| match &laptop.state().records[&NodeId::from("server")].node.spec {
        Spec::Instance(server) => server.instance_type.clone(),
        _ => panic!("no server"),
    };
    let first = disk(&laptop);
    assert!(matches!(first, Some(Outputs::Volume(_))));
    assert_eq!((images(&laptop).len(), size(&laptop).as_str()), (0, "t4g.large"));
    let over = Session::new(&mut laptop, None).run(deploy("managed"));
    assert_eq!(over.outcome, Some(Outcome::Done), "{:?}", over.failures);
    no_orphans(&laptop, &over.state);
    assert_eq!((images(&laptop).len(), size(&laptop).as_str(), disk(&laptop)), (4, "t4g.small", first.clone()));
    assert_eq!(shape(&laptop), shape(&deployed("managed")));
    // The old server goes only once the images are there.
    let built = over.called.iter().rposition(|(verb, node)| *verb == Verb::Poll && node.starts_with("image-")).unwrap();
    let ended = over.called.iter().position(|(verb, node)| *verb == Verb::Delete && node == "server").unwrap();
    assert!(built < ended, "{:?}", over.called);
    let back = Session::new(&mut laptop, None).run(order(&preset, on_server()));
    assert_eq!(back.outcome, Some(Outcome::Done), "{:?}", back.failures);
    no_orphans(&laptop, &back.state);
    assert_eq!((images(&laptop).len(), size(&laptop).as_str(), disk(&laptop)), (0, "t4g.large", first));
}
