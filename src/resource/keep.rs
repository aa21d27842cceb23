//! What is left on purpose when a resource that holds data is removed, and what protects a repeated creation.

use serde::{Deserialize, Serialize};

/// What a kept thing is billed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeptPrice {
    DatabaseSnapshot,
    DiskSnapshot,
    Files,
    Images,
    /// Not billed.
    Free,
}

/// What stays of a resource that is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    Nothing,
    /// A last snapshot of so many gigabytes.
    Snapshot {
        gigabytes: u32,
        price: KeptPrice,
    },
    /// A copy beside the last snapshot, which would be worth less without it; free.
    Copy,
    /// The thing itself, with what is in it.
    Itself {
        price: KeptPrice,
    },
    /// It stays inside of another thing that stays, which has the price.
    Inside,
}

impl Keep {
    /// True when the thing is still there after its removal.
    #[must_use]
    pub const fn stays(self) -> bool {
        matches!(self, Self::Itself { .. } | Self::Inside)
    }
}

/// What AWS does when the same creation is asked for twice (AWSFACTS section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// The same token brings the same resource.
    Token,
    /// The name is taken: "already exists".
    Name,
    /// Nothing: a second one is made. Only a search by tags protects.
    Unprotected,
}
