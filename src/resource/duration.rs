//! How long AWS usually takes, per kind, from assets/durations.toml.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Kind;

/// Usual times in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duration {
    /// What most creations take: used for the remaining time and the practice account.
    pub create: u32,
    /// Slow but normal; shown as the end of the range.
    pub create_slow: u32,
    /// When to give up waiting for a creation.
    pub create_limit: u32,
    pub delete: u32,
    pub delete_limit: u32,
}

static DURATIONS: LazyLock<BTreeMap<String, Duration>> =
    LazyLock::new(|| toml::from_str(include_str!("../../assets/durations.toml")).unwrap_or_default());

/// The usual times of a kind; `None` only when the table lacks a row (a test forbids it).
#[must_use]
pub fn duration(kind: Kind) -> Option<Duration> {
    DURATIONS.get(kind.name()).copied()
}
