//! What will exist and what it costs, decided purely: answers and preset in, blueprint and estimate out.

pub mod blueprint;

pub use blueprint::{Blueprint, BlueprintError, Node};
