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
    /// The shortest creation and removal that were seen: asked often from then on.
    #[serde(default)]
    pub earliest: Option<u32>,
    #[serde(default)]
    pub delete_earliest: Option<u32>,
}

impl Duration {
    /// When a creation may first be over: half of the usual time where nobody noted a shortest one.
    #[must_use]
    pub fn earliest_creation(&self) -> u32 {
        self.earliest.unwrap_or(self.create / 2)
    }

    /// The same for a removal.
    #[must_use]
    pub fn earliest_removal(&self) -> u32 {
        self.delete_earliest.unwrap_or(self.delete / 2)
    }
}

const ROWS: &str = include_str!("../../assets/durations.toml");

static DURATIONS: LazyLock<BTreeMap<String, Duration>> = LazyLock::new(|| {
    let of_tests = if cfg!(test) { include_str!("of_tests.toml") } else { "" };
    toml::from_str(&format!("{ROWS}\n{of_tests}")).unwrap_or_default()
});

/// The usual times of a kind; `None` only when the table lacks a row (a test forbids it).
#[must_use]
pub fn duration(kind: Kind) -> Option<Duration> {
    DURATIONS.get(kind.name()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_is_no_later_than_the_usual() {
        for kind in Kind::ALL {
            let usual = duration(*kind).unwrap();
            assert!(usual.earliest_creation() <= usual.create && usual.create <= usual.create_slow, "{}", kind.name());
            assert!(usual.earliest_removal() <= usual.delete, "{}", kind.name());
        }
    }
}
