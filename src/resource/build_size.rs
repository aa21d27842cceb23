//! Sizes of the machines that images are built on in the account.

use serde::{Deserialize, Serialize};

use super::{Architecture, PriceKey, Quota};

/// CodeBuild's general machines, the smallest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BuildSize {
    Small,
    Medium,
    Large,
}

impl BuildSize {
    const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    /// GiB of memory, the lesser where AWS's API reference (4, 8, 16) and its price list (3, 7, 15) differ: a build
    /// that runs out of memory after some minutes costs more than the next size.
    #[must_use]
    pub const fn memory_gb(self) -> u32 {
        match self {
            Self::Small => 3,
            Self::Medium => 7,
            Self::Large => 15,
        }
    }

    /// The smallest with so much memory; `None` when not even the largest has it.
    #[must_use]
    pub fn with_memory(gib: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.memory_gb() >= gib)
    }

    /// What a minute of it costs. A region without this price has no such machines.
    #[must_use]
    pub fn price(self, architecture: Architecture) -> PriceKey {
        let family = match architecture {
            Architecture::Arm64 => "arm1",
            Architecture::X86 => "general1",
        };
        PriceKey::sized("codebuild", "linux_minute", &format!("{family}.{}", self.word()))
    }

    /// The quota of machines at once.
    #[must_use]
    pub const fn quota(self, architecture: Architecture) -> Quota {
        match (architecture, self) {
            (Architecture::Arm64, Self::Small) => Quota::ArmSmallBuilds,
            (Architecture::Arm64, Self::Medium) => Quota::ArmMediumBuilds,
            (Architecture::Arm64, Self::Large) => Quota::ArmLargeBuilds,
            (Architecture::X86, Self::Small) => Quota::SmallBuilds,
            (Architecture::X86, Self::Medium) => Quota::MediumBuilds,
            (Architecture::X86, Self::Large) => Quota::LargeBuilds,
        }
    }

    /// As prices and the console name it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_with_the_memory_is_taken() {
        let taken = [0, 3, 4, 8, 16].map(BuildSize::with_memory);
        assert_eq!(
            taken,
            [Some(BuildSize::Small), Some(BuildSize::Small), Some(BuildSize::Medium), Some(BuildSize::Large), None]
        );
    }
}
