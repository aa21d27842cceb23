//! What a server does with `assets/instance.sh`, shown by running the real script on a server made of folders and stubs.
#![expect(clippy::print_stderr, reason = "a skipped check must be seen")]
#![cfg(target_os = "linux")]

mod harness;
mod install;
mod migrate;
mod secrets;
mod serve;
mod steps;
mod volume;
