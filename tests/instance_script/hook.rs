//! How a server of a group is let in: the group holds it back until it says that it is healthy.

use std::fs;

use serde_json::json;

use crate::harness::{RELEASE, Server};
use crate::seen::report;
use crate::serve::with;

const LET_IN: &str = "autoscaling complete-lifecycle-action";
const BEAT: &str = "autoscaling record-lifecycle-action-heartbeat";

/// A server that the group holds back.
fn held(server: Server) -> Server {
    server.tag("role", "servers");
    server.tag("group", "demo-servers");
    server.write("held", "i-me");
    server
}

#[test]
fn a_server_is_let_in_once_it_is_healthy() {
    let server = held(Server::new());
    server.succeed();
    let calls = server.calls();
    let at = |what: &str| calls.iter().rposition(|call| call.contains(what)).unwrap();
    assert!(at("/api/health") < at(LET_IN));
    assert_eq!(server.called(LET_IN), 1);
    assert_eq!(server.called("--lifecycle-action-result CONTINUE"), 1);
    assert_eq!(fs::read_to_string(server.stub("held")).unwrap(), "");
    // It says that it is alive from the first step on.
    let first = |what: &str| calls.iter().position(|call| call.contains(what)).unwrap();
    assert!(first(BEAT) < first("apt-get"));
    assert!(server.called(BEAT) >= 9, "{}", server.called(BEAT));
    // A reboot has nobody to tell.
    server.forget();
    server.succeed();
    assert_eq!(server.called(LET_IN), 1);
}

#[test]
fn what_is_not_healthy_is_not_let_in_and_goes_on_trying() {
    let server = held(with(|wanted| wanted["health"]["timeout_seconds"] = json!(0)));
    server.write("health", "503");
    assert!(server.failure("health").contains("is not healthy"));
    assert_eq!(server.called(LET_IN), 0);
    let beats = server.called(BEAT);
    assert_ne!(server.up().code, 0);
    assert!(server.called(BEAT) > beats, "the group hears of every try");
    assert_eq!(server.called("ABANDON"), 0);
}

#[test]
fn a_long_build_is_heard_of() {
    let builds = |count: u32| {
        let build = |number| {
            json!({"service": format!("s{number}"), "git": "https://example.com/x.git", "ref": "v1",
                "dockerfile": "Dockerfile",
            "target": null, "args": {}, "image": format!("cloudstead/s{number}")})
        };
        let server = held(with(|wanted| wanted["build"] = (0..count).map(build).collect()));
        server.succeed();
        (server.called(BEAT), server.called("docker builder prune -f"))
    };
    let (none, three) = (builds(0), builds(3));
    assert_eq!((three.0 - none.0, three.1 - none.1), (3, 3), "before each build a word, after each its room back");
}

/// One that takes longer than the group's silence: a word comes every minute, not only before and after.
#[test]
fn a_build_and_a_migration_that_take_hours_are_heard_of_all_the_time() {
    let build = json!({"service": "app", "git": "https://example.com/x.git", "ref": "v1", "image": "cloudstead/app"});
    let server = held(with(|wanted| wanted["build"] = json!([build]))).patched("\nBEAT = 60\n", "\nBEAT = 0.2\n");
    server.write("beats", "3");
    server.write("renewals", "3");
    server.succeed();
    let calls = server.calls();
    for (long, next) in [("docker build -t", "docker builder prune"), (" run --rm", " up -d")] {
        let at = |what: &str| calls.iter().position(|call| call.contains(what)).unwrap();
        let beats = calls[at(long)..at(next)].iter().filter(|call| call.contains(BEAT)).count();
        assert!(beats >= 3, "{long}: {beats} in {:?}", &calls[at(long)..at(next)]);
    }
}

#[test]
fn being_refused_is_a_failure_with_the_reason() {
    let server = held(Server::new());
    server.fail(LET_IN, 3, "An error occurred (AccessDenied) when calling the CompleteLifecycleAction operation");
    let detail = server.failure("health");
    assert!(detail.contains("does not let this server in") && detail.contains("AccessDenied"), "{detail}");
    server.fail(LET_IN, 1, "An error occurred (Throttling)");
    server.succeed();
}

#[test]
fn a_server_without_a_group_asks_nobody() {
    let server = Server::new();
    server.succeed();
    assert_eq!(server.called("aws autoscaling"), 0);
    let server = Server::new();
    server.tag("role", "servers");
    server.succeed();
    assert_eq!((server.called("aws autoscaling"), server.reports().last()), (0, Some(&report("ready", "done"))));
    assert_eq!(server.put("/cloudstead/demo/boxes/i-me").last().unwrap()["release"], RELEASE);
}
