//! Release, images and containers.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::given::release;
use crate::harness::{RELEASE, Server};

pub(crate) fn with(change: impl Fn(&mut Value)) -> Server {
    let server = Server::new();
    let mut wanted = release();
    change(&mut wanted);
    server.publish(RELEASE, &wanted);
    server
}

#[test]
fn the_release_is_waited_for() {
    let server = Server::new();
    let late = server.stub("late");
    fs::rename(server.stub("s3/cloudstead-demo/releases"), &late).unwrap();
    fs::create_dir_all(server.stub("at/sleeps-40/s3/cloudstead-demo")).unwrap();
    fs::rename(&late, server.stub("at/sleeps-40/s3/cloudstead-demo/releases")).unwrap();
    server.succeed();
    let waiting: Vec<_> = server.reports().into_iter().filter(|report| !report.detail.is_empty()).collect();
    assert_eq!(waiting.len(), 1);
    assert_eq!((waiting[0].step.as_str(), waiting[0].detail.as_str()), ("release", "waiting for the release"));
    assert!(server.called("sleep 10") >= 40);
}

#[test]
fn a_release_that_may_not_be_read_is_a_failure_after_a_while() {
    let server = Server::new();
    let text = "fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden";
    server.fail("s3 cp", 30, text);
    assert!(server.failure("release").contains(text));
    server.succeed();
    // A role that needs a minute to be known is not.
    let server = Server::new();
    server.fail("s3 cp", 6, text);
    server.succeed();
}

#[test]
fn a_release_of_the_future_is_refused() {
    let server = with(|wanted| wanted["version"] = json!(3));
    assert!(server.failure("release").contains("cannot read release version 3"));
    assert!(!server.root("opt/cloudstead/release/.complete").exists());
    assert_eq!(server.called("docker compose -p"), 0);
    server.publish(RELEASE, &release());
    server.succeed();
}

#[test]
fn files_that_containers_need_are_fetched_once() {
    let wanted =
        json!([{"url": "https://example.com/a.pem", "name": "ca.pem"}, {"url": "https://example.com/b", "name": "b"}]);
    let server = with(|release| release["fetch"] = wanted.clone());
    server.fail("a.pem", 2, "curl: (6) Could not resolve host");
    server.succeed();
    assert_eq!(server.read("opt/cloudstead/fetched/ca.pem"), "from https://example.com/a.pem");
    assert_eq!(server.read("opt/cloudstead/fetched/b"), "from https://example.com/b");
    for (path, mode) in [("opt/cloudstead/fetched", 0o755), ("opt/cloudstead/fetched/b", 0o644)] {
        assert_eq!(server.root(path).metadata().unwrap().permissions().mode() & 0o777, mode, "{path}");
    }
    server.forget();
    server.succeed();
    assert_eq!(server.called("example.com"), 0);
    let server = with(|release| release["fetch"] = wanted.clone());
    server.fail("example.com/b", 3, "curl: (22) The requested URL returned error: 404");
    assert!(server.failure("release").contains("error: 404"));
    server.succeed();
}

#[test]
fn container_logs_are_rotated_from_the_first_container_on() {
    let server = Server::new();
    server.succeed();
    assert_eq!(server.read("etc/docker/daemon.json"), "{\"log-driver\": \"local\"}\n");
}

#[test]
fn build_arguments_get_their_values_without_showing_them() {
    let server = with(|release| {
        release["env"]["APP__PUBLIC_URL"] = json!(["https://$x ", {"secret": "DB_PASSWORD"}]);
        release["build"] = json!([
            {"service": "app", "git": "https://example.com/a", "ref": "v1", "args": {"PUBLIC_URL": "APP__PUBLIC_URL"},
                "image": "a"},
        ]);
    });
    server.succeed();
    assert_eq!(server.called("docker build --build-arg=PUBLIC_URL -t a "), 1);
    assert_eq!(server.builds()[0]["env"]["PUBLIC_URL"], "https://$x correct-horse");
    assert_eq!(server.called("correct-horse"), 0);
}

#[test]
fn images_are_built_from_git_or_pulled() {
    let git = "https://example.com/app.git";
    let server = with(|wanted| {
        wanted["build"] = json!([
            {"service": "app", "git": git, "ref": "v1", "dockerfile": "docker/Dockerfile", "target": "app",
                "image": "cloudstead/app"},
            {"service": "worker", "git": git, "ref": "main", "context": "apps/worker", "image": "cloudstead/worker"},
        ]);
    });
    server.write("services", "caddy\ndb\napp\nworker\n");
    server.succeed();
    assert_eq!(server.called(&format!("fetch -q --depth 1 -- {git} v1")), 1);
    assert_eq!(server.called(&format!("fetch -q --depth 1 -- {git} main")), 1);
    let folder = server.root("data/build").display().to_string();
    let app = format!("docker build -t cloudstead/app -f {folder}/app/docker/Dockerfile --target=app {folder}/app");
    let worker = format!("docker build -t cloudstead/worker -f {folder}/worker/Dockerfile {folder}/worker/apps/worker");
    let calls = server.calls();
    assert!(calls.contains(&app) && calls.contains(&worker), "{calls:?}");
    assert_eq!(server.called(" pull -q caddy db migrate"), 1);
    assert_eq!(server.called(" pull "), 1);
    // Modes end up in the image, where another user than root reads the files.
    assert!(server.builds().iter().all(|build| build["mode"] == "644"), "{:?}", server.builds());
    assert!(!server.root("data/build/app").exists());
    server.forget();
    server.succeed();
    assert_eq!(server.called("docker build "), 0);
    fs::remove_file(server.stub("images/cloudstead%2Fworker")).unwrap();
    server.succeed();
    assert_eq!(server.called("docker build "), 2);
}

#[test]
fn a_release_that_builds_everything_pulls_nothing() {
    let server = with(|wanted| {
        wanted["build"] = json!([{"service": "app", "git": "https://example.com/a", "ref": "v1", "image": "a"}]);
        wanted["migrate"] = json!([{"service": "app"}]);
    });
    server.write("services", "app\n");
    server.succeed();
    assert_eq!(server.called(" pull"), 0);
}
