//! The server's script with the real Caddy and Pebble: its own handshakes, its reloads, and what it reports. The rest
//! of its server is made of stubs.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use crate::authority::Authority;
use crate::given::release;
use crate::harness::{BOX, RELEASE, Server as Machine};
use crate::plans::Plan;
use crate::ports::until;
use crate::running::{ADDRESS, OWN, Server};
use crate::tools_are_there;
use crate::visitor::page;

const FORMS: [&str; 3] = ["Caddyfile", "Caddyfile.asking", "Caddyfile.https"];

/// A machine without a domain whose Docker leads to a running Caddy, and whose curl trusts the authority.
fn machine(plan: &Plan, server: &Server, authority: &Authority) -> Machine {
    let machine = Machine::new();
    let mut wanted = release();
    wanted["https"] = json!("always");
    wanted["env"]["CADDY__HOSTS"] = json!([ADDRESS]);
    machine.publish(RELEASE, &wanted);
    let mut reloads = String::new();
    for (name, text) in plan.files() {
        machine.write(&format!("s3/cloudstead-demo/releases/{RELEASE}/{name}"), &text);
        let asked: &[&Authority] = if name == FORMS[0] { &[] } else { &[authority] };
        let config = server.write(&format!("{name}.json"), &server.adapted(&text, asked));
        fs::write(server.folder.path().join(&name), &text).unwrap();
        let reload = server.reloading(&config);
        let words = std::iter::once(reload.get_program()).chain(reload.get_args());
        let words: Vec<_> = words.map(|word| format!("'{}'", word.to_str().unwrap())).collect();
        let is = server.folder.path().join(&name);
        writeln!(reloads, "cmp -s \"$active\" '{}' && exec {}", is.display(), words.join(" ")).unwrap();
    }
    let folder = server.folder.path().display();
    let log = server.log_file();
    let docker = format!(
        "active=\"$CLOUDSTEAD_ROOT/opt/cloudstead/active/Caddyfile\"\ncase \"$*\" in\n\
         *'caddy reload --config /etc/caddy/Caddyfile')\nexport HOME='{folder}'\n{reloads}exit 1\n;;\n\
         *' logs --no-log-prefix --tail 500 caddy') exec /usr/bin/tail -n 500 '{}' ;;\nesac\n",
        log.display()
    );
    let port = server.ports[&443];
    let curl = format!(
        "case \"$*\" in *' --connect-to ::127.0.0.1: https://{ADDRESS}')\n\
         set -- -s -o /dev/null --max-time 10 --connect-to ::127.0.0.1:{port} https://{ADDRESS}\n\
         exec /usr/bin/curl --cacert '{}' \"$@\"\n;;\nesac\n",
        authority.root.display()
    );
    for (name, text) in [("docker", docker), ("curl", curl)] {
        instead(&machine, name, &text);
    }
    machine
}

/// Puts a program before a stub, which does the rest.
fn instead(machine: &Machine, name: &str, text: &str) {
    let stubs = machine.dir.path().join("stubs");
    fs::create_dir_all(&stubs).unwrap();
    let (stub, program) = (stubs.join(name), machine.dir.path().join("bin").join(name));
    fs::rename(&program, &stub).unwrap();
    let text = format!("#!/bin/sh\nPATH=$PATH:/usr/bin:/bin\n{text}exec '{}' \"$@\"\n", stub.display());
    let _ = fs::remove_file(&program);
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Lets the script start the release and watch over its certificates until it has said something of them.
fn said(machine: &Machine) -> String {
    machine.succeed();
    std::thread::scope(|scope| {
        let watching = scope.spawn(|| machine.run(&["watch"]));
        let word = |report: Value| report["https"].as_str().filter(|word| !word.is_empty()).map(str::to_owned);
        let said = until("a word on the certificates", || machine.put(BOX).into_iter().rev().find_map(word));
        // Another release ends it.
        machine.tag("release", "r2");
        let outcome = watching.join().unwrap();
        assert_eq!(outcome.code, 0, "{}", outcome.log);
        said
    })
}

fn active(machine: &Machine) -> String {
    machine.read("opt/cloudstead/active/Caddyfile")
}

#[test]
fn the_script_reports_https_once_its_own_handshake_works() {
    if !tools_are_there() {
        return;
    }
    let plan = Plan::of("starter", None, Some("me@example.com"));
    let files = plan.files();
    let mut server = Server::new(&plan);
    let authority = Authority::start((server.ports[&80], server.ports[&443]), &[]).with_profiles();
    server.start(&server.adapted(&files["Caddyfile"], &[]));
    let machine = machine(&plan, &server, &authority);
    assert_eq!(said(&machine), "on");
    assert_eq!(active(&machine), files["Caddyfile.https"]);
    assert_eq!(page((OWN, server.ports[&80]), ADDRESS).unwrap().status, 308);
    // Health checks of the script go on.
    assert_eq!(page((OWN, server.ports[&80]), OWN).unwrap().status, 200);
}

#[test]
fn the_script_reports_why_there_is_no_certificate_and_keeps_http() {
    if !tools_are_there() {
        return;
    }
    let plan = Plan::of("starter", None, Some("me@example.com"));
    let files = plan.files();
    let mut server = Server::new(&plan);
    // It has none for addresses.
    let authority = Authority::start((server.ports[&80], server.ports[&443]), &[]);
    server.start(&server.adapted(&files["Caddyfile"], &[]));
    let machine = machine(&plan, &server, &authority).patched("SECONDS - on < 300", "SECONDS - on < 0");
    let said = said(&machine);
    assert!(said.contains("unknown profile name 'shortlived'"), "{said}");
    assert_eq!(active(&machine), files["Caddyfile.asking"]);
    assert_eq!(page((OWN, server.ports[&80]), ADDRESS).unwrap().status, 200);
}
