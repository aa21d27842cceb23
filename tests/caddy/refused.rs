//! Certificates that are refused: the app goes on by http, and the server's script reads why.

use std::io::Write as _;
use std::process::{Command, Stdio};

use cloudstead::resource::https_report::plainly;
use serde_json::json;

use crate::authority::Authority;
use crate::plans::Plan;
use crate::ports::{free, until};
use crate::running::{ADDRESS, OWN, Server};
use crate::tools_are_there;
use crate::visitor::{handshake, page};

const DOMAIN: &str = "app.example.com";

/// The reason that the server's script finds in what Caddy wrote; none while there is none.
fn reason(server: &Server) -> Option<String> {
    let mut python = Command::new("python3");
    python.args(["-ISc", include_str!("../../assets/instance.py"), "trouble"]);
    let mut python = python.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    python.stdin.take().unwrap().write_all(server.last_lines().as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned()).filter(|reason| !reason.is_empty())
}

/// The files of a plan and a server that asks these authorities, running.
fn asking(plan: &Plan, authorities: impl Fn(&Server) -> Vec<Authority>) -> (Server, Vec<Authority>) {
    let mut server = Server::new(plan);
    let authorities = authorities(&server);
    let asked: Vec<&Authority> = authorities.iter().collect();
    let config = server.adapted(&plan.files()["Caddyfile.asking"], &asked);
    server.start(&config);
    (server, authorities)
}

/// What it serves by http while it is refused.
fn serves(server: &Server, services: &[(&str, u16, &str)]) {
    for (service, outside, host) in services {
        let seen = page((OWN, server.ports[outside]), host).unwrap();
        assert_eq!((seen.status, seen.text.as_str()), (200, *service));
    }
}

const BY_ADDRESS: [(&str, u16, &str); 3] = [("app", 80, ADDRESS), ("portal", 8081, ADDRESS), ("api", 8082, ADDRESS)];
const BY_NAME: [(&str, u16, &str); 3] =
    [("app", 80, DOMAIN), ("portal", 80, "portal.app.example.com"), ("api", 80, "api.app.example.com")];

#[test]
fn an_authority_without_certificates_for_addresses_leaves_the_app_on_http() {
    if !tools_are_there() {
        return;
    }
    let plan = Plan::of("starter", None, Some("me@example.com"));
    let ports = |server: &Server| (server.ports[&80], server.ports[&443]);
    let (server, _first) = asking(&plan, |server| vec![Authority::start(ports(server), &[])]);
    let said = until("a refusal", || reason(&server));
    assert!(said.contains("shortlived"), "{said}");
    serves(&server, &BY_ADDRESS);
    let (_, https) = ports(&server);
    // Another may have them, and gives one while the app goes on.
    let other = Authority::start(ports(&server), &[]).with_profiles();
    handshake(&other.root, (OWN, https), None, ADDRESS).unwrap_err();
    server.reload(&server.adapted(&plan.files()["Caddyfile.asking"], &[&other]));
    until("a handshake", || handshake(&other.root, (OWN, https), None, ADDRESS).ok());
    serves(&server, &BY_ADDRESS);
}

#[test]
fn a_second_authority_is_asked_where_the_first_refuses() {
    if !tools_are_there() {
        return;
    }
    let plan = Plan::of("managed", Some(DOMAIN), Some("me@example.com"));
    let (server, authorities) = asking(&plan, |server| {
        let ports = (server.ports[&80], server.ports[&443]);
        vec![Authority::start(ports, &[DOMAIN]), Authority::start(ports, &[])]
    });
    let at = (OWN, server.ports[&443]);
    for (_, _, name) in BY_NAME {
        until(name, || handshake(&authorities[1].root, at, Some(name), name).ok());
        handshake(&authorities[0].root, at, Some(name), name).unwrap_err();
    }
    assert!(authorities[0].log().contains("POST /order-plz"), "the first was asked: {}", authorities[0].log());
}

#[test]
fn what_both_authorities_said_is_read_and_the_app_answers_by_http() {
    if !tools_are_there() {
        return;
    }
    let plan = Plan::of("starter", Some(DOMAIN), Some("me@example.com"));
    let (server, authorities) = asking(&plan, |server| {
        let ports = (server.ports[&80], server.ports[&443]);
        let mut gone = Authority::start(ports, &[]);
        gone.end();
        vec![Authority::start(ports, &[DOMAIN]), gone]
    });
    // The order of names is Caddy's.
    let said = until("both", || reason(&server).filter(|said| said.contains(" | ")));
    let (first, second) = said.split_once(" | ").unwrap();
    assert!(first.contains("rejectedIdentifier") && second.contains("connection refused"), "{said}");
    serves(&server, &BY_NAME);
    for authority in &authorities {
        handshake(&authority.root, (OWN, server.ports[&443]), Some(DOMAIN), DOMAIN).unwrap_err();
    }
}

/// What people read is made of the words that Caddy and an authority really use.
#[test]
fn reasons_are_told_in_plain_words() {
    if !tools_are_there() {
        return;
    }
    let plan = Plan::of("starter", Some(DOMAIN), None);
    let told = |server: &Server, plain: &str| {
        let said = until(plain, || reason(server));
        assert!(plainly(&said).starts_with(plain), "{plain}{said}");
        serves(server, &BY_NAME);
    };
    let (server, _gone) = asking(&plan, |server| {
        let mut gone = Authority::start((server.ports[&80], server.ports[&443]), &[]);
        gone.end();
        vec![gone]
    });
    told(&server, "the server cannot reach Let's Encrypt: ");
    // Behind a wall. Pebble's word for the other kind of challenge is not Let's Encrypt's.
    let mut server = Server::new(&plan);
    let authority = Authority::start((free(), free()), &[]);
    let mut config = server.adapted(&plan.files()["Caddyfile.asking"], &[&authority]);
    let issuer = &mut config["apps"]["tls"]["automation"]["policies"][0]["issuers"][0];
    issuer["challenges"] = json!({"tls-alpn": {"disabled": true}});
    server.start(&config);
    told(&server, "Let's Encrypt cannot reach the server on port 80 or 443: ");
}
