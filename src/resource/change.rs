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

/// What people notice when something that holds data is replaced; `minutes` is its usual time.
pub(super) fn replaced_by_empty(title: &str, minutes: u32) -> String {
    format!("about {minutes} minutes: {title} is replaced by an empty one")
}
