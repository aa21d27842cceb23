//! What happens when a step fails, and what is said about it.

use std::fs;

use serde_json::json;

use crate::given::release;
use crate::harness::{BOX, RELEASE, Server};
use crate::steps::STEPS;

/// Fails one step by failing one command, checks what is reported, and expects the next run to get there.
fn fails_once(server: &Server, step: &str, command: &str, times: u32) {
    server.fail(command, times, "bang: the reason");
    let detail = server.failure(step);
    assert!(detail.contains("bang: the reason"), "{step}: {detail}");
    let before = STEPS.iter().position(|name| name.starts_with(step)).unwrap();
    let mut expected: Vec<String> = STEPS[..=before].iter().map(ToString::to_string).collect();
    expected.push(format!("{step} failed"));
    assert_eq!(server.steps(), expected);
    server.succeed();
}

#[test]
fn failures_in_a_row_are_counted() {
    let server = Server::new();
    let failures = || server.put(BOX).iter().map(|report| report["failures"].as_u64().unwrap()).collect::<Vec<_>>();
    for times in 1..=3 {
        server.fail(" up -d", 1, "bang");
        server.failure("start");
        assert_eq!(failures().last(), Some(&times));
    }
    server.forget();
    server.succeed();
    assert_eq!(failures().last(), Some(&0));
    assert!(failures()[..STEPS.len() - 1].iter().all(|count| *count == 3), "{:?}", failures());
    server.fail(" up -d", 1, "bang");
    server.failure("start");
    assert_eq!(failures().last(), Some(&1));
}

#[test]
fn a_failure_in_packages_is_reported() {
    fails_once(&Server::new(), "packages", "apt-get -o DPkg::Lock::Timeout=300 install", 3);
}

#[test]
fn a_failure_in_volume_is_reported() {
    fails_once(&Server::with_volume(), "volume", "mkfs.ext4", 1);
    fails_once(&Server::with_volume(), "volume", "mount /", 1);
    fails_once(&Server::with_volume(), "volume", "resize2fs", 1);
    fails_once(&Server::new(), "volume", "systemctl start docker", 1);
}

#[test]
fn a_failure_in_release_is_reported() {
    fails_once(&Server::new(), "release", "--recursive s3://", 1);
}

#[test]
fn a_failure_in_secrets_is_reported() {
    fails_once(&Server::new(), "secrets", "get-parameters --output json", 1);
}

#[test]
fn a_failure_in_images_is_reported() {
    fails_once(&Server::new(), "images", " pull -q", 3);
    fails_once(&Server::new(), "images", "config --services", 1);
    for (command, times) in [("git init", 1), ("fetch", 3), ("checkout", 1), ("docker build -t", 1)] {
        let server = Server::new();
        let mut wanted = release();
        let git = "https://example.com/app.git";
        wanted["build"] = json!([{"service": "app", "git": git, "ref": "v1", "image": "cloudstead/app"}]);
        server.publish(RELEASE, &wanted);
        fails_once(&server, "images", command, times);
    }
}

#[test]
fn a_failure_in_migrate_is_reported() {
    fails_once(&Server::new(), "migrate", " run --rm", 1);
}

#[test]
fn a_failure_in_start_is_reported() {
    fails_once(&Server::new(), "start", " up -d", 1);
    fails_once(&Server::new(), "start", "caddy reload", 3);
}

#[test]
fn an_unhealthy_app_is_reported_with_its_own_words() {
    let server = Server::new();
    let mut wanted = release();
    wanted["health"]["timeout_seconds"] = json!(0);
    server.publish(RELEASE, &wanted);
    server.write("health", "301");
    assert!(server.failure("health").contains("status 301"));
    server.write("health", "503");
    server.write("logs", "app-1  | Error: relation \"users\" does not exist\n");
    let detail = server.failure("health");
    assert!(detail.contains("app-1  | Error: relation \"users\" does not exist"), "{detail}");
    assert!(detail.contains("http://127.0.0.1/api/health"), "{detail}");
    assert!(detail.contains("503"), "{detail}");
    assert_eq!(server.called("logs --tail 30 --no-color"), 2);
    server.write("health", "204");
    server.succeed();
}

#[test]
fn which_status_means_healthy_is_the_releases_word() {
    for (codes, status, healthy) in [
        ("200-399", "302", true),
        ("200,302,401", "401", true),
        ("200", "204", false),
        ("200-299,404", "403", false),
        ("200-399", "000", false),
    ] {
        let server = Server::new();
        let mut wanted = release();
        wanted["health"] = json!({"url": "http://127.0.0.1/", "codes": codes, "timeout_seconds": 0});
        server.publish(RELEASE, &wanted);
        server.write("health", status);
        if healthy {
            server.succeed();
        } else {
            assert!(server.failure("health").contains(&format!("status {status}")), "{codes}");
        }
    }
}

#[test]
fn transient_failures_are_tried_again_at_once() {
    let server = Server::new();
    server.fail(" pull -q", 2, "toomanyrequests");
    server.succeed();
    assert_eq!(server.called(" pull -q"), 3);
    let server = Server::new();
    server.fail("apt-get -eany update", 2, "Could not resolve 'archive.ubuntu.com'");
    server.succeed();
    assert_eq!((server.called(" update"), server.called("sleep 10")), (3, 0));
}

/// Ubuntu's own look for updates at a first boot takes minutes on a small server.
#[test]
fn lists_of_packages_that_somebody_else_writes_are_waited_for() {
    let server = Server::new();
    server.fail("apt-get -eany update", 20, "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7");
    server.succeed();
    assert_eq!((server.called(" update"), server.called("sleep 10")), (21, 20));
    // Not for ever: three times five minutes, then it is reported.
    let server = Server::new();
    server.fail("apt-get -eany update", 1000, "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7");
    assert!(server.failure("packages").contains("It is held by process 7"));
    assert_eq!(server.called("sleep 10"), 90);
}

#[test]
fn nothing_starts_without_an_identity() {
    let server = Server::with_volume();
    for url in ["api/token", "meta-data/instance-id", "placement/region", "tags/instance", "cloudstead:volume"] {
        server.fail(url, 1, "curl: (28) Operation timed out");
        let outcome = server.up();
        assert_ne!(outcome.code, 0, "{url}");
        assert!(outcome.log.contains("timed out"));
        assert_eq!(server.calls().iter().filter(|call| !call.starts_with("curl")).count(), 0, "{url}");
    }
    server.succeed();
}

#[test]
fn incomplete_tags_are_named() {
    for (key, value) in
        [("role", "king"), ("deployment", ""), ("bucket", "a b"), ("release", "../x"), ("volume", "sdf")]
    {
        let server = Server::new();
        server.tag(key, value);
        let outcome = server.up();
        assert_ne!(outcome.code, 0, "{key}");
        assert!(outcome.log.contains("tags of i-me are incomplete"), "{}", outcome.log);
        assert!(outcome.log.contains(value));
    }
    let server = Server::new();
    fs::remove_file(server.stub("imds/meta-data/tags/instance/cloudstead:bucket")).unwrap();
    assert_ne!(server.up().code, 0);
}

#[test]
fn a_snap_store_that_is_down_is_survived_by_the_next_run() {
    let server = Server::new();
    server.fail("snap install", 1, "error: too early for operation");
    let outcome = server.up();
    assert_ne!(outcome.code, 0);
    assert!(outcome.log.contains("too early"));
    server.succeed();
    assert_eq!(server.called("snap install aws-cli --classic"), 2);
}

#[test]
fn undeliverable_reports_stop_nothing() {
    let server = Server::new();
    server.fail("put-parameter", 1, "ThrottlingException");
    server.succeed();
    assert_eq!(server.steps(), STEPS[1..]);
    let server = Server::new();
    let mut wanted = release();
    wanted["migrate"] = json!([]);
    server.publish(RELEASE, &wanted);
    server.fail("put-parameter", 1000, "AccessDenied");
    let outcome = server.up();
    assert_eq!(outcome.code, 0, "{}", outcome.log);
    assert!(outcome.log.contains("could not report: ready done"), "{}", outcome.log);
    assert!(outcome.log.contains("AccessDenied"));
}

#[test]
fn details_are_clean_short_and_acceptable_to_parameter_store() {
    let noise = "\u{1b}[31mred\u{1b}[0m \u{7}bell \u{202e}bidi {{ssm:x}} {{{three \u{1f980}\t\"quoted\" \\ back";
    let server = Server::new();
    server.fail(" up -d", 1, &format!("{}\r\nsecond line\n{noise}", "\u{1f980}\\".repeat(2000)));
    let detail = server.failure("start");
    assert!(detail.len() <= 1500 && detail.len() > 500, "{}", detail.len());
    assert!(!detail.contains("{{"));
    assert!(!detail.chars().any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)));
    for part in ["red", "bell", "bidi", "second line | ", "{ {ssm:x}}", "\u{1f980}", "\"quoted\" \\ back"] {
        assert!(detail.contains(part), "{part}: {detail}");
    }
    assert!(!detail.contains("[31m"));
    let raw = fs::read_to_string(server.stub(&crate::given::parameter_file(BOX))).unwrap();
    let value: serde_json::Value = serde_json::from_str(&raw).unwrap();
    assert!(value["Value"].as_str().unwrap().len() < 4096);
    server.succeed();
}
