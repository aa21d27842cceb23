//! What a difference between the wanted and the existing specification takes.

use serde::{Deserialize, Serialize};

/// How an existing resource becomes the wanted one, the gentler way first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Changed where it is, nobody notices.
    Update,
    /// A new one is made and the old one removed. Never done to data.
    Replace,
}

/// What people notice when something that holds data is replaced; `time` is its usual one.
pub(super) fn replaced_by_empty(title: &str, time: &str) -> String {
    format!("{time}: {title} is replaced by an empty one")
}
