//! Processor architectures of servers.

use serde::{Deserialize, Serialize};

/// `arm64` (Graviton) costs about a fifth less; `x86_64` runs images that exist for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Architecture {
    #[serde(rename = "arm64")]
    Arm64,
    #[serde(rename = "x86_64")]
    X86,
}

impl Architecture {
    /// AWS's word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86 => "x86_64",
        }
    }
}
