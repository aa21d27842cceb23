//! What a server does with `assets/instance.sh`, shown by running the real script on a server made of folders and
//! stubs.
#![cfg(target_os = "linux")]

mod backup;
mod failures;
mod given;
mod harness;
mod hook;
mod install;
mod jobs;
mod migrate;
mod mounts;
mod registry;
mod restore;
mod secrets;
mod seen;
mod serve;
#[path = "../shellcheck/mod.rs"]
mod shellcheck;
mod steps;
mod tree;
#[path = "../moto/venv.rs"]
#[allow(unreachable_pub, reason = "shared with the emulator")]
mod venv;
mod volume;
mod watch;
