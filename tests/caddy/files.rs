//! What becomes of every file of every plan.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use serde_json::Value;

use crate::count;
use crate::plans::{self, Plan};
use crate::program::judged;

const ADDRESS: &str = "203.0.113.7";

/// The configuration that each file becomes.
fn adapted(tier: &str, domain: Option<&str>) -> BTreeMap<String, Value> {
    let files = Plan::of(tier, domain, Some("me@example.com")).files();
    files.into_iter().map(|(name, text)| (name, judged(ADDRESS, &text).unwrap())).collect()
}

/// The servers of a configuration by the port they listen on.
fn listening(config: &Value) -> BTreeMap<String, &Value> {
    let servers = config["apps"]["http"]["servers"].as_object().unwrap().values();
    servers.map(|server| (server["listen"][0].as_str().unwrap().to_owned(), server)).collect()
}

/// All texts under a key, wherever it stands.
fn under<'a>(value: &'a Value, key: &str, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == key => _ = found.insert(text),
                    other => under(other, key, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| under(item, key, found)),
        _ => {}
    }
}

#[test]
fn every_file_of_every_plan_is_understood() {
    let begun = Instant::now();
    let all = plans::all();
    let files = plans::files(&all);
    let mut bad = Vec::new();
    for file in &files {
        let plan = &all[file.plan];
        let config = match judged(ADDRESS, &file.text) {
            Ok(config) => config,
            Err(why) => {
                bad.push(format!("{}\n{why}", file.text));
                continue;
            }
        };
        let (mut dialled, mut emails) = (BTreeSet::new(), BTreeSet::new());
        under(&config, "dial", &mut dialled);
        under(&config, "email", &mut emails);
        let services: BTreeSet<String> =
            plan.preset.public().map(|service| format!("{}:{}", service.name, service.port)).collect();
        // Before its certificate works, an address serves all by http; afterwards all but itself by https.
        if dialled != services.iter().map(String::as_str).collect() {
            bad.push(format!("{}\nleads to {dialled:?}", file.text));
        }
        let email = plan.answers.alerts.email.as_deref().filter(|_| file.name != "Caddyfile");
        if emails != email.into_iter().collect() {
            bad.push(format!("{}\ngives the authority {emails:?}", file.text));
        }
    }
    let seconds = begun.elapsed().as_secs();
    count::line(format!("caddy: {} Caddyfiles of {} plans, {seconds} s", files.len(), all.len()));
    assert!(bad.is_empty(), "{} of {}:\n{}", bad.len(), files.len(), bad.join("\n\n"));
}

/// Each is found, so that silence means something.
#[test]
fn planted_faults_are_found() {
    let good = Plan::of("starter", None, Some("me@example.com")).files()["Caddyfile.asking"].clone();
    judged(ADDRESS, &good).unwrap();
    let faults = [
        ("a directive that does not exist", "\treverse_proxy app:3000", "\treverse_proxi app:3000", "unrecognized"),
        (
            "a brace that is missing",
            "\treverse_proxy app:3000\n}\n:80",
            "\treverse_proxy app:3000\n:80",
            "directive: :80",
        ),
        ("an issuer that does not exist", "cert_issuer acme {", "cert_issuer acmee {", "acmee"),
        ("an address twice", ":8081 {", ":80 {", "ambiguous"),
        ("a form that is not Caddy's", "\tdefault_sni", "  default_sni", "not formatted"),
        ("a value that is missing", "\temail \"me@example.com\"", "\temail", "argument"),
        ("a list of addresses that is none", "static private_ranges", "static private", "private"),
    ];
    for (name, from, to, word) in faults {
        assert!(good.contains(from), "{name}: {good}");
        let why = judged(ADDRESS, &good.replacen(from, to, 1)).expect_err(name);
        assert!(why.contains(word), "{name}: {why}");
    }
}

#[test]
fn an_address_gets_a_certificate_of_a_public_authority_for_all_ports() {
    let forms = adapted("starter", None);
    for name in ["Caddyfile.asking", "Caddyfile.https"] {
        let config = &forms[name];
        // Without an issuer named, Caddy is its own authority for an address, which no browser trusts.
        let issuer = &config["apps"]["tls"]["automation"]["policies"][0]["issuers"][0];
        assert_eq!(
            (issuer["module"].as_str(), issuer["profile"].as_str()),
            (Some("acme"), Some("shortlived")),
            "{name}"
        );
        let servers = listening(config);
        assert_eq!(servers.keys().collect::<Vec<_>>(), [":443", ":80", ":8081", ":8082"], "{name}");
        for (port, server) in servers {
            let secured = port == ":443" || name.ends_with("https") && port != ":80";
            let sni = &server["tls_connection_policies"][0]["default_sni"];
            assert_eq!(sni.as_str(), secured.then_some(ADDRESS), "{name} {port}");
        }
    }
    let asking = listening(&forms["Caddyfile.asking"]);
    assert!(
        asking.values().all(|server| server["automatic_https"]["disable_redirects"] == true),
        "people are served by http meanwhile"
    );
    let wrappers = |port: &str| listening(&forms["Caddyfile.https"])[port]["listener_wrappers"][0]["wrapper"].clone();
    assert_eq!((wrappers(":8081"), wrappers(":80")), ("http_redirect".into(), Value::Null));
}

#[test]
fn a_server_has_a_file_for_each_of_three_times_and_one_behind_a_load_balancer_one() {
    for domain in [None, Some("app.example.com")] {
        for (tier, forms) in [("starter", 3), ("managed", 3), ("standard", 1)] {
            assert_eq!(adapted(tier, domain).len(), forms, "{tier} {domain:?}");
        }
    }
}
