//! The probes against name servers and web servers on loopback: no test needs the internet.
#![cfg(all(feature = "aws", target_os = "linux"))]

#[path = "probe/delegation.rs"]
mod delegation;
#[path = "probe/name_servers.rs"]
mod name_servers;
#[path = "probe/visible.rs"]
mod visible;
#[path = "probe/web.rs"]
mod web;
#[path = "probe/world.rs"]
mod world;

use std::process::Command;

use cloudstead::engine::{ErrorClass, Poll};
use cloudstead::probe::Internet;
use cloudstead::resource::answer::{Answer, AnswerOutputs, Host};
use cloudstead::resource::elastic_ip::ElasticIp;
use cloudstead::resource::{Outputs, Ref, Target};
use web::{CLOSED, Tls, Web};
use world::{FIRST, World, poll, to_box, words};

const HINT: &str = " (your own DNS may remember the old state for some minutes)";

fn internet() -> Internet {
    Internet::with_name_servers(Vec::new(), 53)
}

fn answer(https: bool, host: String) -> Answer {
    Answer { https, host: Host::Name(host), path: "/api/health".to_owned(), after: Vec::new(), secured: None }
}

async fn told(web: &Web) -> String {
    words(poll(&internet(), answer(false, format!("127.0.0.1:{}", web.port))).await)
}

#[tokio::test]
async fn an_app_that_answers_is_ready() {
    for status in [
        "200 OK",
        "204 No Content",
        "302 Found\r\nlocation: /login",
        "301 Moved Permanently\r\nlocation: https://elsewhere.example/",
    ] {
        let web = Web::start(status);
        let url = format!("http://127.0.0.1:{}", web.port);
        let found = poll(&internet(), answer(false, format!("127.0.0.1:{}", web.port))).await;
        assert_eq!(
            found,
            Ok(Poll::Ready(Outputs::Answer(AnswerOutputs { url, certificate_until: None, plain_because: None }))),
            "{status}"
        );
        let requests = web.requests();
        assert_eq!(requests.len(), 1, "redirects are not followed");
        assert!(
            requests[0].starts_with("GET /api/health HTTP/1.1\r\n")
                && requests[0].contains("user-agent: cloudstead\r\n"),
            "{requests:?}"
        );
    }
}

#[tokio::test]
async fn an_app_that_is_not_well_is_waited_for() {
    assert_eq!(told(&Web::start("502 Bad Gateway")).await, "the app answers 502: it is still starting");
    assert_eq!(
        told(&Web::start("500 Internal Server Error")).await,
        "the app answers 500: it runs into an error, see its log if this lasts"
    );
    assert_eq!(told(&Web::start("404 Not Found")).await, "the app answers 404 at /api/health");
    assert_eq!(told(&Web::start("")).await, format!("the connection broke off: the app is still starting{HINT}"));
    let to_https = told(&Web::start("308 Permanent Redirect\r\nlocation: https://127.0.0.1/api/health")).await;
    assert_eq!(to_https, "the app sends visitors to https, which is not what is asked for yet");
    assert_eq!(
        told(&Web::start("302 Found\r\nlocation: /api/health")).await,
        "the app redirects to the same address without end"
    );
}

#[tokio::test]
async fn a_closed_port_is_waited_for() {
    let refused = poll(&internet(), answer(false, format!("127.0.0.1:{CLOSED}"))).await;
    assert_eq!(words(refused), format!("nothing listens there yet{HINT}"));
}

#[tokio::test]
async fn a_name_that_only_its_own_servers_know_is_enough() {
    let world = World::new();
    let web = Web::start("200 OK");
    let spec = answer(false, format!("app.cloudstead.test:{}", web.port));
    let unknown = words(poll(&world.internet(), spec.clone()).await);
    assert_eq!(unknown, format!("its name is not known to this machine yet{HINT}"));
    world.dns.add(name_servers::RESOLVER, "cloudstead.test NS ns1.dns.test");
    world.dns.add(FIRST, "app.cloudstead.test A 127.0.0.1");
    assert!(matches!(poll(&world.internet(), spec).await, Ok(Poll::Ready(_))));
    assert!(web.requests()[0].contains(&format!("host: app.cloudstead.test:{}\r\n", web.port)));
}

#[tokio::test]
async fn https_without_a_good_certificate_is_waited_for() {
    let web = Web::start("200 OK");
    let plain = poll(&internet(), answer(true, format!("localhost:{}", web.port))).await;
    assert_eq!(words(plain), format!("no certificate yet{HINT}"));
    let tls = Tls::start("localhost");
    let untrusted = poll(&internet(), answer(true, format!("localhost:{}", tls.port))).await;
    assert_eq!(words(untrusted), format!("no certificate yet: the one shown is not from a trusted authority{HINT}"));
}

/// The machine's trust store is read from the environment, so that this needs a process of its own.
#[test]
fn https_with_a_good_certificate_is_ready() {
    for (name, other) in [("localhost", "127.0.0.1"), ("127.0.0.1", "localhost")] {
        in_a_process_of_its_own(name, other);
    }
}

fn in_a_process_of_its_own(name: &str, other: &str) {
    let tls = Tls::start(name);
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["in_a_process_that_trusts", "--exact", "--ignored", "--nocapture"]);
    child.env("SSL_CERT_FILE", &tls.authority).env("PROBE_NAME", name).env("PROBE_OTHER", other);
    child.env("PROBE_PORT", tls.port.to_string()).env("PROBE_END", &tls.end);
    let output = child.output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
}

#[tokio::test]
#[ignore = "a part of https_with_a_good_certificate_is_ready"]
async fn in_a_process_that_trusts() {
    let given = ["PROBE_NAME", "PROBE_OTHER", "PROBE_PORT", "PROBE_END"].map(std::env::var);
    let [Ok(name), Ok(other), Ok(port), Ok(end)] = given else { return };
    let mut spec = answer(true, format!("{name}:{port}"));
    spec.path = "/".to_owned();
    let ready = poll(&internet(), spec.clone()).await;
    let Ok(Poll::Ready(Outputs::Answer(AnswerOutputs { url, certificate_until: Some(until), .. }))) = ready else {
        panic!("{ready:?}")
    };
    assert_eq!(url, format!("https://{name}:{port}"));
    assert!(end.starts_with(&format!("notAfter={until} ")), "{until} is not in {end}");
    spec.host = Host::Name(format!("{other}:{port}"));
    assert_eq!(
        words(poll(&internet(), spec).await),
        format!("no certificate yet: the one shown is for another name{HINT}")
    );
}

/// A server without a certificate is well when it answers by http; while it has one, http is no answer.
#[tokio::test]
async fn a_refused_certificate_makes_http_an_answer_with_its_reason() {
    let web = Web::start("200 OK");
    let host = format!("127.0.0.1:{}", web.port);
    let refused = Answer { secured: Some(Ref::to("refused".into())), ..answer(true, host.clone()) };
    let Ok(Poll::Ready(Outputs::Answer(found))) = poll(&internet(), refused).await else { panic!("not ready") };
    assert_eq!((found.url, found.certificate_until), (format!("http://{host}"), None));
    assert_eq!(found.plain_because.as_deref(), Some("its limit is used up"));
    let certified = Answer { secured: Some(Ref::to("certified".into())), ..answer(true, host) };
    assert!(words(poll(&internet(), certified).await).starts_with("no certificate yet"));
    let unknown = Answer { secured: Some(Ref::to("none".into())), ..answer(true, "127.0.0.1".to_owned()) };
    assert_eq!(poll(&internet(), unknown).await.unwrap_err().code, "MissingOutput");
}

#[tokio::test]
async fn the_address_of_a_target_is_asked_for() {
    let spec = Answer { host: Host::Target(Target::Address(Ref::to("none".into()))), ..answer(false, String::new()) };
    assert_eq!(poll(&internet(), spec).await.unwrap_err().code, "MissingOutput");
}

/// No question leaves the machine: `invalid` is known not to exist.
#[tokio::test]
async fn with_the_machines_own_settings_a_lookup_ends_in_words() {
    assert!(!words(poll(&Internet::new(), to_box(&["app.example.invalid"])).await).is_empty());
}

#[tokio::test]
async fn nothing_else_is_probed() {
    let other = ElasticIp { name: "demo".to_owned(), purpose: "server".to_owned() };
    let error = poll(&internet(), other).await.unwrap_err();
    assert_eq!((error.class, error.code.as_str()), (ErrorClass::Stop, "Internal"));
}
