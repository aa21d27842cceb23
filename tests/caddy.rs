//! The files that plans have for Caddy, judged by the real Caddy, and served by it with certificates of Pebble, an
//! authority for tests.
#![cfg(target_os = "linux")]

#[path = "count/mod.rs"]
mod count;
#[path = "caddy/files.rs"]
mod files;
#[path = "caddy/plans.rs"]
mod plans;
#[path = "caddy/program.rs"]
mod program;
#[path = "moto/venv.rs"]
#[allow(unreachable_pub, dead_code, reason = "shared with the emulator")]
mod venv;
