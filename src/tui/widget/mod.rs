//! One widget per file: each makes lines of a given width and knows nothing of screens or keys.

pub(super) mod bill;
pub(super) mod changes;
pub(super) mod checks;
pub(super) mod choices;
pub(super) mod cost;
pub(super) mod entries;
pub(super) mod field;
pub(super) mod fields;
pub(super) mod log;
pub(super) mod phases;
pub(super) mod steps;
pub(super) mod trail;
