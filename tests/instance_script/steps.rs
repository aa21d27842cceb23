//! The order of the steps.

use std::fs;

use serde_json::json;

use crate::given::{devices, release};
use crate::harness::{BOX, RELEASE, Server};
use crate::seen::report;

pub(crate) const STEPS: [&str; 9] = [
    "packages running",
    "volume running",
    "release running",
    "secrets running",
    "images running",
    "migrate running",
    "start running",
    "health running",
    "ready done",
];

#[test]
fn a_box_with_a_volume_takes_every_step_in_order() {
    let server = Server::with_volume();
    server.succeed();
    assert_eq!(server.steps(), STEPS);
    assert!(server.reports().iter().all(|report| report.detail.is_empty()));
    assert_eq!(server.called("mkfs.ext4"), 1);
    assert_eq!(server.called("compose run"), 0);
    assert_eq!(server.called(" run --rm -T "), 1);
    assert_eq!(server.called(" up -d --remove-orphans"), 1);
}

#[test]
fn what_fails_again_and_again_stops_borrowing_too() {
    let server = Server::new();
    server.tag("role", "servers");
    server.fail(" up -d ", 9, "exit 137");
    for stopped in [0, 0, 1] {
        assert_ne!(server.up().code, 0);
        assert_eq!(server.called("CpuCredits=standard"), stopped);
    }
}

#[test]
fn a_healthy_server_stops_borrowing_processor_credits() {
    let server = Server::new();
    server.succeed();
    let calls = server.calls();
    let at = |what: &str| calls.iter().rposition(|call| call.contains(what)).unwrap();
    assert!(at("api/health") < at("aws ec2 modify-instance-credit-specification"));
    assert_eq!(server.called("--instance-credit-specifications InstanceId=i-me,CpuCredits=standard"), 1);
    // A group's servers go on, so that a busy one looks busy.
    let server = Server::new();
    server.tag("role", "servers");
    server.fail(" up -d", 3, "bang");
    (0..3).for_each(|_| assert_ne!(server.up().code, 0));
    server.succeed();
    let said: Vec<_> = server.calls().into_iter().filter(|call| call.contains("CpuCredits=")).collect();
    let words: Vec<&str> = said.iter().map(|call| call.rsplit('=').next().unwrap()).collect();
    assert_eq!(words, ["standard", "unlimited"], "also one that failed thrice before");
    // A size without credits, or a permission that is missing: said in the log, no reason to fail.
    let server = Server::new();
    server.fail("modify-instance-credit-specification", 1, "InvalidParameterCombination: no T instance");
    let outcome = server.up();
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    assert!(outcome.log.contains("no T instance"));
    assert_eq!(server.reports().last().unwrap(), &report("ready", "done"));
}

#[test]
fn a_box_without_a_volume_keeps_its_data_in_a_plain_folder() {
    let server = Server::new();
    server.succeed();
    assert_eq!(server.steps(), STEPS);
    assert!(server.root("data").is_dir());
    for command in ["lsblk", "blkid", "mkfs", "mount "] {
        assert_eq!(server.called(command), 0, "{command}");
    }
    assert!(!server.read("etc/fstab").contains("data"));
}

#[test]
fn one_of_several_servers_takes_the_same_steps() {
    let server = Server::new();
    server.tag("role", "servers");
    fs::remove_file(server.stub("s3/cloudstead-demo/releases/r1/Caddyfile")).unwrap();
    server.succeed();
    assert_eq!(server.steps(), STEPS);
    assert_eq!(server.called("caddy reload"), 0);
}

#[test]
fn a_release_without_a_migration_has_no_such_step() {
    let server = Server::new();
    let mut wanted = release();
    wanted["migrate"] = json!([]);
    server.publish(RELEASE, &wanted);
    server.succeed();
    assert!(!server.steps().iter().any(|step| step.starts_with("migrate")));
    assert_eq!(server.called(" run "), 0);
}

#[test]
fn a_reboot_repeats_no_work() {
    let server = Server::with_volume();
    server.succeed();
    server.forget();
    // In memory, on a server.
    std::fs::remove_dir_all(server.root("run")).unwrap();
    server.succeed();
    assert_eq!(server.steps(), STEPS);
    for command in ["apt-get", "snap", "mkfs", "mount /", "mount ", "aws s3", "pull", "git", " run ", "restart"] {
        let calls = server.calls();
        let found: Vec<_> = calls.iter().filter(|call| call.contains(command)).collect();
        assert!(found.iter().all(|call| call.contains("git --version")), "{found:?}");
    }
    assert_eq!(server.called(" up -d"), 1);
}

#[test]
fn a_new_release_is_fetched_pulled_migrated_and_started() {
    let server = Server::new();
    server.succeed();
    server.forget();
    let mut wanted = release();
    wanted["env"]["PORT"] = json!(["4000"]);
    server.publish("r2", &wanted);
    server.tag("release", "r2");
    server.succeed();
    // An old "ready" must not pass for one of the new release.
    assert!(server.put(BOX).iter().all(|report| report["release"] == "r2"), "{:?}", server.put(BOX));
    for command in ["releases/r2/ ", "pull -q", " run --rm", " up -d", "caddy reload"] {
        assert_eq!(server.called(command), 1, "{command}");
    }
    assert_eq!(server.stored("/cloudstead/demo/migrations/r2").unwrap()["state"], "done");
    let composed = server.composed();
    assert_eq!(composed.last().unwrap()["env"]["PORT"], "4000");
}

#[test]
fn waiting_is_reported_while_it_lasts() {
    let server = Server::with_volume();
    server.write("lsblk.json", &devices(false));
    server.write("at/lsblks-3/lsblk.json", &devices(true));
    server.succeed();
    assert_eq!(server.steps()[..3], ["packages running", "volume running", "volume running"]);
    assert!(server.reports()[2].detail.contains("vol-0abc123"));
    assert_eq!(server.reports().last(), Some(&report("ready", "done")));
}
