//! The front ends without a full screen: line prompts, numbered prompts, tables, progress as bars or lines, JSON lines.
//! They draw what the wizard, the planner and the fold of events say, and print only to writers they are given.

pub mod accessible;
pub mod ask;
pub mod conversation;
mod hidden;
pub mod json;
mod lines;
pub mod pick;
pub mod show;
pub mod table;
pub mod watch;

pub use conversation::{Ended, Errands};
