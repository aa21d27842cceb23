//! Exactly one server migrates, whatever happens to it.

use serde_json::json;

use crate::given::{parameter_file, stored};
use crate::harness::{LOCK, Server};
use crate::serve::with;

const LONG_AGO: &str = "2026-01-01T00:00:00.123000+00:00";
const NEVER_OLD: &str = "2126-01-01T00:00:00+00:00";

/// What another server left in the lock.
fn held(server: &Server, state: &str, at: &str) {
    let value = json!({"by": "i-other", "state": state, "detail": ""});
    server.parameter(LOCK, "String", &value.to_string(), at);
}

fn states(server: &Server) -> Vec<String> {
    server
        .put(LOCK)
        .iter()
        .map(|put| format!("{} {}", put["by"].as_str().unwrap(), put["state"].as_str().unwrap()))
        .collect()
}

#[test]
fn the_server_that_takes_the_lock_migrates() {
    let server = Server::new();
    server.succeed();
    assert_eq!(states(&server), ["i-me running", "i-me done"]);
    assert_eq!(server.called(" run --rm -T --name cloudstead-migrate migrate"), 1);
    let calls = server.calls();
    let at = |what: &str| calls.iter().position(|call| call.contains(what)).unwrap();
    assert!(at("docker rm -f cloudstead-migrate") < at(" run --rm"));
    assert!(at(" run --rm") < at(" up -d"));
}

#[test]
fn several_run_in_their_order_under_one_lock_and_stop_at_the_first_that_fails() {
    let jobs = ["schema", "seed", "index"].map(|name| json!({"service": name}));
    let server = with(|wanted| wanted["migrate"] = json!(jobs));
    server.fail("--name cloudstead-migrate seed", 1, "no space for seeds");
    let detail = server.failure("migrate");
    assert!(detail.contains("no space for seeds") && detail.contains("seed, which runs before"), "{detail}");
    assert!(server.stored(LOCK).unwrap()["detail"].as_str().unwrap().starts_with("seed: "));
    assert_eq!((server.called("cloudstead-migrate index"), server.called(" up -d")), (0, 0));
    server.forget();
    server.succeed();
    let ran: Vec<_> = server.calls().into_iter().filter(|call| call.contains(" run --rm")).collect();
    let names: Vec<_> = ran.iter().map(|call| call.rsplit(' ').next().unwrap()).collect();
    assert_eq!(names, ["schema", "seed", "index"]);
    assert_eq!(states(&server), ["i-me running", "i-me done"]);
    assert_eq!(server.called(" pull -q app caddy db index schema seed"), 0, "not again");
}

#[test]
fn the_others_wait_until_it_is_done() {
    let server = Server::new();
    held(&server, "running", NEVER_OLD);
    let done = json!({"by": "i-other", "state": "done", "detail": ""});
    server.write(&format!("at/sleeps-7/{}", parameter_file(LOCK)), &stored(&done, NEVER_OLD));
    server.succeed();
    assert_eq!(server.called(" run --rm"), 0);
    assert!(server.called("sleep 10") >= 7);
    assert!(states(&server).is_empty());
    let waiting: Vec<_> = server.reports().into_iter().filter(|report| !report.detail.is_empty()).collect();
    assert_eq!(waiting.len(), 1);
    assert!(waiting[0].step == "migrate" && waiting[0].detail.contains("i-other"));
}

#[test]
fn a_migration_that_is_done_is_not_repeated() {
    let server = Server::new();
    held(&server, "done", LONG_AGO);
    server.succeed();
    assert_eq!(server.called(" run --rm"), 0);
}

#[test]
fn a_server_that_vanished_is_replaced() {
    for state in ["running", "failed"] {
        let server = Server::new();
        held(&server, state, LONG_AGO);
        server.succeed();
        assert_eq!(states(&server), ["i-me running", "i-me done"], "{state}");
        assert_eq!(server.called(" run --rm"), 1);
    }
}

#[test]
fn another_servers_failure_is_waited_for_until_it_is_old() {
    let server = Server::new();
    held(&server, "failed", NEVER_OLD);
    let failed = json!({"by": "i-other", "state": "failed", "detail": ""});
    server.write(&format!("at/sleeps-5/{}", parameter_file(LOCK)), &stored(&failed, LONG_AGO));
    server.succeed();
    assert!(server.called("sleep 10") >= 5);
    assert_eq!(states(&server), ["i-me running", "i-me done"]);
}

#[test]
fn of_two_that_replace_it_only_the_last_one_migrates() {
    let server = Server::new();
    held(&server, "running", LONG_AGO);
    // While this server makes sure, a third one writes its own name over it, and finishes later.
    let third = |state: &str| stored(&json!({"by": "i-third", "state": state, "detail": ""}), NEVER_OLD);
    server.write(&format!("at/sleeps-1/{}", parameter_file(LOCK)), &third("running"));
    server.write(&format!("at/sleeps-4/{}", parameter_file(LOCK)), &third("done"));
    server.succeed();
    assert_eq!(server.called(" run --rm"), 0);
    assert_eq!(states(&server), ["i-me running"]);
}

#[test]
fn a_migration_cut_short_is_run_again_by_the_same_server() {
    let server = Server::new();
    let mine = json!({"by": "i-me", "state": "running", "detail": ""});
    server.parameter(LOCK, "String", &mine.to_string(), NEVER_OLD);
    server.succeed();
    assert_eq!(server.called(" run --rm"), 1);
    assert_eq!(states(&server), ["i-me done"]);
}

#[test]
fn a_failed_migration_is_recorded_and_tried_again() {
    let server = Server::new();
    server.fail(" run --rm", 1, "P3009: failed migrations in the target database");
    let detail = server.failure("migrate");
    assert!(
        detail.contains("P3009") && detail.contains("migrate, which runs before the release serves, ended with code 1"),
        "{detail}"
    );
    assert_eq!(states(&server), ["i-me running", "i-me failed"]);
    assert!(server.stored(LOCK).unwrap()["detail"].as_str().unwrap().contains("P3009"));
    assert_eq!(server.called(" up -d"), 0);
    server.forget();
    server.succeed();
    // Who looks meanwhile must not take the old failure for this one's.
    assert_eq!(states(&server), ["i-me running", "i-me done"]);
    assert_eq!(server.stored(LOCK).unwrap(), json!({"by": "i-me", "state": "done", "detail": ""}));
}

#[test]
fn a_lock_that_cannot_be_read_or_written_is_no_permission_to_migrate() {
    // A report that cannot be written leaves the one before it.
    for (command, last) in [("put-parameter", "images"), ("get-parameter ", "migrate")] {
        let server = Server::new();
        held(&server, "running", LONG_AGO);
        // The reports before it use the same call, so it is denied from the moment the images are there.
        let denied =
            json!([{"match": format!("ssm {command}"), "times": 1000, "text": "AccessDeniedException", "code": 254}]);
        server.write("at/pulls-1/fail.json", &denied.to_string());
        let outcome = server.up();
        assert_ne!(outcome.code, 0);
        assert!(outcome.log.contains("AccessDeniedException"), "{}", outcome.log);
        assert_eq!(server.reports().last().unwrap().step, last);
        assert_eq!(server.called(" run --rm") + server.called(" up -d"), 0);
    }
}

#[test]
fn the_lock_is_renewed_while_the_migration_runs_and_not_after() {
    // The migration goes on until it was renewed three times.
    let server = Server::new().patched("\nBEAT = 60\n", "\nBEAT = 0.2\n");
    server.write("renewals", "3");
    server.succeed();
    let states = states(&server);
    assert!(states.len() > 3, "{states:?}");
    assert_eq!(states.last().unwrap(), "i-me done");
    assert!(states[..states.len() - 1].iter().all(|state| state == "i-me running"));
    // A renewal that fails does not hurt the migration.
    let server = Server::new().patched("\nBEAT = 60\n", "\nBEAT = 0.2\n");
    server.write("renewals", "3");
    let denied = json!([{"match": "put-parameter", "times": 2, "text": "ThrottlingException", "code": 254}]);
    server.write("at/runs-1/fail.json", &denied.to_string());
    server.succeed();
    assert_eq!(server.stored(LOCK).unwrap()["state"], "done");
}
