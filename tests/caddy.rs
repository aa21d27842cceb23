//! The files that plans have for Caddy, judged by the real Caddy, and served by it with certificates of Pebble, an
//! authority for tests.
#![cfg(target_os = "linux")]

#[path = "caddy/authority.rs"]
mod authority;
#[path = "caddy/balanced.rs"]
mod balanced;
#[path = "count/mod.rs"]
mod count;
#[path = "caddy/files.rs"]
mod files;
#[path = "instance_script/given.rs"]
#[allow(dead_code, reason = "shared with the tests of the server's script")]
mod given;
#[path = "instance_script/harness.rs"]
#[allow(dead_code, reason = "shared with the tests of the server's script")]
mod harness;
#[path = "caddy/issued.rs"]
mod issued;
#[path = "caddy/plans.rs"]
mod plans;
#[path = "caddy/ports.rs"]
mod ports;
#[path = "caddy/program.rs"]
mod program;
#[path = "caddy/refused.rs"]
mod refused;
#[path = "caddy/running.rs"]
mod running;
#[path = "caddy/scripted.rs"]
mod scripted;
#[path = "instance_script/seen.rs"]
#[allow(dead_code, reason = "shared with the tests of the server's script")]
mod seen;
#[path = "caddy/served.rs"]
mod served;
#[path = "instance_script/tree.rs"]
#[allow(dead_code, reason = "shared with the tests of the server's script")]
mod tree;
#[path = "moto/venv.rs"]
#[allow(unreachable_pub, dead_code, reason = "shared with the emulator")]
mod venv;
#[path = "caddy/visitor.rs"]
mod visitor;

/// Whether Pebble and who visits are there; says what is missing.
fn tools_are_there() -> bool {
    let folders: Vec<_> = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    let missing = |tool: &&str| !folders.iter().any(|folder| folder.join(tool).is_file());
    let missing: Vec<&str> = authority::TOOLS.into_iter().filter(missing).collect();
    if !missing.is_empty() {
        count::line(format!("pebble: skipped, because this machine has no {}", missing.join(", no ")));
    }
    missing.is_empty()
}
