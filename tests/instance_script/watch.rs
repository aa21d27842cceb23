//! Caddy's three files, the certificates, and another release for a running server.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use serde_json::{Value, json};

use crate::given::{parameter_file, release};
use crate::harness::{BOX, HTTPS, Outcome, RELEASE, Server};
use crate::serve::with;

const CADDYFILE: &str = "opt/cloudstead/active/Caddyfile";
const NAMES: &str = "app.example.com portal.example.com";
const REFUSED: &str = "HTTP 429 urn:ietf:params:acme:error:rateLimited - too many certificates";

/// A server whose domain is not seen yet.
fn with_domain() -> Server {
    with(|wanted| {
        wanted["https"] = json!("https-5f1c9a02");
        wanted["env"]["CADDY__HOSTS"] = json!([NAMES]);
    })
}

/// A server without a domain.
fn with_address() -> Server {
    with(|wanted| {
        wanted["https"] = json!("always");
        wanted["env"]["CADDY__HOSTS"] = json!(["203.0.113.7"]);
    })
}

/// The switch in its stored form.
fn on() -> String {
    json!({"Type": "String", "Value": "on", "LastModifiedDate": "2026-01-01T00:00:00+00:00"}).to_string()
}

/// Watches until so many pauses are over: another release ends it.
fn watched(server: &Server, pauses: u32) -> Outcome {
    let before: u32 = fs::read_to_string(server.stub("sleeps")).map_or(0, |count| count.parse().unwrap());
    server.write(&format!("at/sleeps-{}/imds/meta-data/tags/instance/cloudstead:release", before + pauses), "r2");
    let outcome = server.run(&["watch"]);
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    assert_eq!(server.called("systemctl restart --no-block cloudstead"), 1, "{}", outcome.log);
    server.tag("release", RELEASE);
    outcome
}

/// A mirror or a bucket that is away for a minute must not use up the tries that a run waits for.
#[test]
fn an_up_that_failed_keeps_the_pause_before_its_next_try() {
    let server = Server::new();
    server.fail("--recursive s3://", 1, "bang");
    server.failure("release");
    server.forget();
    server.fail("is-active -q cloudstead", 2, "activating");
    assert_eq!(server.run(&["watch"]).code, 0);
    assert_eq!((server.called("sleep 60"), server.called("is-active")), (2, 3));
    assert_eq!(
        server.called("systemctl restart --no-block cloudstead"),
        1,
        "once it runs, another release may be fetched"
    );
}

/// What the reports said of https, in order and each once.
fn said(server: &Server) -> Vec<Value> {
    let mut said: Vec<Value> = server.put(BOX).iter().map(|report| report["https"].clone()).collect();
    said.dedup();
    said
}

#[test]
fn caddy_starts_without_https_and_is_told_of_changes() {
    let server = with_domain();
    server.succeed();
    assert_eq!(server.read(CADDYFILE), "plain\n");
    let mode = server.root(CADDYFILE).metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644);
    assert_eq!(server.called("exec -T caddy caddy reload --config /etc/caddy/Caddyfile"), 1);
}

#[test]
fn certificates_of_a_domain_wait_for_its_switch() {
    let server = with_domain();
    server.succeed();
    server.forget();
    server.write("certified", NAMES);
    server.write(&format!("at/sleeps-3/{}", parameter_file(HTTPS)), &on());
    let inode = server.root(CADDYFILE).metadata().unwrap();
    watched(&server, 4);
    assert_eq!((server.called("sleep 15"), server.called("sleep 60")), (3, 1));
    assert_eq!(server.read(CADDYFILE), "secure\n");
    assert_eq!(server.called("caddy reload"), 1);
    // In place, since a container may have mounted the file itself.
    assert_eq!(inode.ino(), server.root(CADDYFILE).metadata().unwrap().ino());
}

#[test]
fn an_address_is_asked_for_at_once_and_serves_by_http_until_then() {
    let server = with_address();
    server.succeed();
    assert_eq!(server.read(CADDYFILE), "asking\n");
    assert_eq!(server.called("Parameters[0].Value"), 0, "nobody has to throw a switch");
    assert!(said(&server).iter().all(Value::is_null), "not decided yet");
    server.write("at/sleeps-2/certified", "203.0.113.7");
    server.forget();
    watched(&server, 3);
    assert_eq!(server.read(CADDYFILE), "secure\n");
    assert_eq!((server.called("sleep 5"), server.called("sleep 60")), (2, 1));
    assert_eq!(said(&server), ["on"]);
    let last = server.put(BOX).pop().unwrap();
    assert_eq!((&last["step"], &last["state"], &last["release"]), (&json!("ready"), &json!("done"), &json!(RELEASE)));
}

#[test]
fn one_name_without_a_certificate_is_not_https() {
    let server = with_domain();
    server.write(&parameter_file(HTTPS), &on());
    server.succeed();
    server.write("certified", "app.example.com");
    watched(&server, 1);
    assert_eq!(server.read(CADDYFILE), "asking\n");
}

/// A server that gives its certificate no time.
fn impatient() -> Server {
    let server = with_address().patched("SECONDS - on < 300", "SECONDS - on < 0");
    let line = |logger: &str, error: &str| {
        json!({"level": "error", "logger": logger, "error": error, "msg": "will retry"}).to_string()
    };
    let logs = [
        line("http.log.error", "dial tcp"),
        line("tls.obtain", "first"),
        line("tls.obtain", REFUSED),
        "{\"level\":\"info\"}".into(),
    ];
    server.write("logs", &logs.join("\n"));
    server.succeed();
    server
}

#[test]
fn a_refusal_is_reported_with_caddys_reason_and_http_goes_on() {
    let server = impatient();
    server.forget();
    watched(&server, 2);
    assert_eq!(said(&server), [REFUSED]);
    assert_eq!(server.put(BOX).len(), 1, "the same word is not written twice");
    assert_eq!(server.read(CADDYFILE), "asking\n");
    assert_eq!(server.called("sleep 60"), 2);
    // The certificate comes later, and is lost again: nobody is left with a page that does not open.
    server.forget();
    server.write("certified", "203.0.113.7");
    server.write("at/sleeps-1/certified", "");
    watched(&server, 2);
    assert_eq!(said(&server), ["on", REFUSED]);
    assert_eq!(server.read(CADDYFILE), "asking\n");
}

#[test]
fn every_authority_that_refused_is_named_with_its_last_word() {
    let server = impatient();
    let line = |issuer: Option<&str>, error: &str| {
        let mut line = json!({"level": "error", "logger": "tls.obtain", "error": error, "msg": "x"});
        if let Some(issuer) = issuer {
            line["issuer"] = json!(issuer);
        }
        line.to_string()
    };
    let refusals = [("first", "before"), ("first", REFUSED), ("second", "no such account")];
    let mut logs: Vec<_> = refusals.iter().map(|(issuer, error)| line(Some(issuer), error)).collect();
    logs.push(line(None, "[app.example.com] Obtain: no such account"));
    // Docker splits lines that are very long.
    logs.push("{\"level\":\"error\",\"logger\":\"tls.obtain\",\"error\":\"cut o".to_owned());
    server.write("logs", &logs.join("\n"));
    server.forget();
    watched(&server, 1);
    assert_eq!(said(&server), [format!("first: {REFUSED} | second: no such account")]);
}

#[test]
fn a_word_on_the_certificates_hides_no_other_complaint() {
    let server = impatient();
    let failed = json!({"step": "backup", "state": "failed", "detail": "disk full", "release": RELEASE, "failures": 3});
    fs::write(server.root("run/cloudstead/report.json"), failed.to_string()).unwrap();
    server.forget();
    watched(&server, 1);
    let mut expected = failed;
    expected["https"] = json!(REFUSED);
    assert_eq!(server.put(BOX), [expected]);
}

#[test]
fn an_earlier_releases_word_does_not_count_for_the_next() {
    let server = with_address();
    server.succeed();
    server.write("certified", "203.0.113.7");
    watched(&server, 1);
    server.publish("r2", &release());
    server.tag("release", "r2");
    server.forget();
    server.succeed();
    assert!(said(&server).iter().all(Value::is_null), "{:?}", server.put(BOX));
}

#[test]
fn https_survives_a_parameter_store_that_does_not_answer() {
    let server = with_domain();
    server.succeed();
    server.forget();
    server.write(&parameter_file(HTTPS), &on());
    server.write("certified", NAMES);
    server.fail("Parameters[0].Value", 2, "ThrottlingException");
    watched(&server, 3);
    assert_eq!(server.called("sleep 15"), 2);
    assert_eq!(server.read(CADDYFILE), "secure\n");
}

#[test]
fn https_comes_back_after_a_reboot() {
    let server = with_domain();
    server.write(&parameter_file(HTTPS), &on());
    server.succeed();
    assert_eq!(server.read(CADDYFILE), "asking\n", "which serves by https too");
    // Not knowing is not the same as off.
    server.fail("Parameters[0].Value", 1, "ThrottlingException");
    assert!(server.failure("start").contains("ThrottlingException"));
    assert_eq!(server.read(CADDYFILE), "asking\n");
    // A later release without any turns it off whatever the switch says.
    server.publish("r2", &release());
    server.tag("release", "r2");
    server.succeed();
    assert_eq!(server.read(CADDYFILE), "plain\n");
}

#[test]
fn watching_fails_for_the_next_try_when_caddy_refuses() {
    let server = with_address();
    server.succeed();
    server.write("certified", "203.0.113.7");
    server.fail("caddy reload", 3, "Error: adapting config");
    assert_ne!(server.run(&["watch"]).code, 0);
    watched(&server, 1);
    assert_eq!(server.read(CADDYFILE), "secure\n");
}

#[test]
fn a_server_without_https_only_watches_for_its_release() {
    let server = Server::new();
    server.succeed();
    server.forget();
    watched(&server, 2);
    assert_eq!((server.called("sleep 60"), server.called("caddy")), (2, 0));
}

#[test]
fn the_servers_of_a_group_are_replaced_and_watch_nothing() {
    let server = Server::new();
    server.tag("role", "servers");
    server.succeed();
    server.forget();
    assert_eq!(server.run(&["watch"]).code, 0);
    assert_eq!(server.called("sleep"), 0);
}

#[test]
fn a_server_that_waits_for_a_release_notices_that_another_is_wanted() {
    let server = Server::new();
    fs::remove_dir_all(server.stub("s3/cloudstead-demo/releases")).unwrap();
    server.write("at/sleeps-3/imds/meta-data/tags/instance/cloudstead:release", "r2");
    server.publish("r2", &release());
    assert!(server.failure("release").contains("another release is wanted"));
    server.succeed();
    assert!(server.put(BOX).iter().any(|report| report["release"] == "r2" && report["state"] == "done"));
}
