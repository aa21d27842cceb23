//! The real binary through the real SDK against an emulated account (moto behind a proxy as strict as AWS): every
//! tier's whole life and changes of tier.
#![cfg(feature = "aws")]

#[path = "../count/mod.rs"]
mod count;
#[path = "../moto/mod.rs"]
mod moto;
#[path = "../sample/mod.rs"]
mod sample;

// No part of the account. It waits for most of its four minutes while the others compute; it begins first, by its
// name, so that nothing waits for it in the end.
#[cfg(target_os = "linux")]
#[path = "../userspace/mod.rs"]
mod a_real_server;
mod account;
mod apps;
mod before;
// These two take minutes: by their names they do not begin last either.
mod blocked;
mod builds;
mod by_hand;
mod elsewhere;
mod kills;
mod laptop;
mod lint;
mod lives;
mod permissions;
mod policy;
mod race;
mod releases;
mod removal;
mod secrets;
mod settings;
mod strangers;

/// A line for a person: the test runner would keep what is printed to itself.
fn tell(line: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{line}\n").as_bytes());
}
