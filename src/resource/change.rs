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
