//! What ElastiCache runs.

use serde::{Deserialize, Serialize};

/// A kind of cache, as Amazon ElastiCache has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CacheEngine {
    #[default]
    Valkey,
    Redis,
}

impl CacheEngine {
    /// ElastiCache's name of it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Valkey => "valkey",
            Self::Redis => "redis",
        }
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Valkey => "Valkey",
            Self::Redis => "Redis",
        }
    }

    /// Where its prices stand.
    #[must_use]
    pub const fn item(self) -> &'static str {
        match self {
            Self::Valkey => "valkey_hourly",
            Self::Redis => "redis_hourly",
        }
    }

    /// Versions that a preset may name, and the one that ElastiCache is asked for: it takes none without its second
    /// part. (ElastiCache user guide, "Supported engines and versions", and cfn-lint 1.58.0's list, read in November
    /// 2026. Redis 6 leaves standard support in January 2027: AWSFACTS section 7.)
    const fn offered(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Valkey => &[("7", "7.2"), ("8", "8.2"), ("9", "9.1")],
            Self::Redis => &[("7", "7.1")],
        }
    }

    /// Versions that a preset may name, in words.
    #[must_use]
    pub fn versions(self) -> String {
        self.offered().iter().map(|(named, _)| *named).collect::<Vec<_>>().join(", ")
    }

    /// The version that ElastiCache is asked for.
    #[must_use]
    pub fn version(self, named: &str) -> Option<&'static str> {
        self.offered().iter().find(|(known, asked)| *known == named || *asked == named).map(|(_, asked)| *asked)
    }
}

#[cfg(test)]
mod tests {
    use super::CacheEngine;

    #[test]
    fn a_version_without_its_second_part_is_the_newest_of_its_own() {
        assert_eq!(
            ["8", "8.2", "9", "6"].map(|named| CacheEngine::Valkey.version(named)),
            [Some("8.2"), Some("8.2"), Some("9.1"), None]
        );
        assert_eq!(CacheEngine::Redis.version("7"), Some("7.1"));
        assert_eq!((CacheEngine::Redis.versions(), CacheEngine::Redis.version("8")), ("7".to_owned(), None));
    }
}
