//! The real binary through the real SDK against an emulated account (moto behind a proxy as strict as AWS): every tier's whole
//! life and changes of tier.
#![cfg(feature = "aws")]
#![expect(clippy::print_stdout, reason = "the counts are what a reader wants to see")]

#[path = "../moto/mod.rs"]
mod moto;

mod elsewhere;
mod kills;
mod laptop;
mod lives;
mod releases;
