//! A zone without room for the server: the empty disk is made anew in the other one, and a disk in use never is.

use cloudstead::engine::Outcome;
use cloudstead::model::NodeId;
use cloudstead::resource::{Kind, Outputs};

use super::cut::Cut;
use super::session::{Laptop, Session};
use super::{deploy, deployed, every_point, no_orphans, shape};

fn zone_of_disk(laptop: &Laptop) -> String {
    match &laptop.state().records[&NodeId::from("server-disk")].outputs {
        Some(Outputs::Volume(disk)) => disk.zone.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_next_zone_is_tried_in_the_same_run() {
    for tier in ["starter", "managed"] {
        let good = deployed(tier);
        let mut laptop = Laptop::without_room(1);
        let report = Session::new(&mut laptop, None).run(deploy(tier));
        assert_eq!((report.outcome, laptop.no_room), (Some(Outcome::Done), 0), "{tier}: {:?}", report.failures);
        no_orphans(&laptop, &report.state);
        assert_eq!(shape(&laptop), shape(&good), "{tier}");
        assert_ne!(zone_of_disk(&laptop), zone_of_disk(&good), "{tier}");
        assert_eq!((report.state.kept.len(), laptop.snapshots().len()), (0, 0), "{tier}: nothing was on the disk");
    }
}

#[test]
fn a_disk_in_use_stays_and_room_is_waited_for() {
    let mut laptop = deployed("starter");
    let before = zone_of_disk(&laptop);
    laptop.lose("server");
    laptop.no_room = 3;
    let report = Session::new(&mut laptop, None).resume_or(deploy("starter"));
    assert_eq!((report.outcome, laptop.no_room), (Some(Outcome::Done), 0), "{:?}", report.failures);
    assert_eq!(zone_of_disk(&laptop), before);
    assert!(!report.removals.iter().any(|node| node.as_str() == "server-disk"), "{:?}", report.removals);
}

#[test]
fn no_room_anywhere_is_said_and_a_later_run_succeeds() {
    let mut laptop = Laptop::without_room(30);
    let failed = Session::new(&mut laptop, None).run(deploy("starter"));
    assert_eq!((failed.outcome, failed.failures.len()), (Some(Outcome::Failed), 1), "{:?}", failed.failures);
    assert_eq!(failed.failures[0].code, "InsufficientInstanceCapacity");
    laptop.no_room = 0;
    let again = Session::new(&mut laptop, None).resume_or(deploy("starter"));
    assert_eq!(again.outcome, Some(Outcome::Done), "{:?}", again.failures);
    no_orphans(&laptop, &again.state);
}

#[test]
fn a_move_that_another_failure_ends_is_said_too() {
    let mut laptop = Laptop::without_room(1);
    let failed = Session::new(&mut laptop, Some(Cut::RefusedLate(Kind::DbInstance))).run(deploy("managed"));
    assert_eq!((failed.outcome, failed.fired), (Some(Outcome::Failed), 1), "{:?}", failed.failures);
    let codes: Vec<&str> = failed.failures.iter().map(|error| error.code.as_str()).collect();
    assert_eq!(codes, ["Failed", "InsufficientInstanceCapacity"], "no row goes on saying that it tries another zone");
    let again = Session::new(&mut laptop, None).resume_or(deploy("managed"));
    assert_eq!(again.outcome, Some(Outcome::Done), "{:?}", again.failures);
    no_orphans(&laptop, &again.state);
}

#[test]
fn deploy_where_the_first_zone_has_no_room() {
    every_point("deploy starter, first zone without room", &Laptop::without_room(1), &deploy("starter"));
}
