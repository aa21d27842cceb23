//! Phases: the headings under which progress is shown. They order the display, never the work.

use serde::{Deserialize, Serialize};

/// Display group of a resource, in display order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    Account,
    Network,
    Database,
    Storage,
    Compute,
    App,
    LoadBalancer,
    Certificate,
    Monitoring,
}

impl Phase {
    pub const ALL: [Self; 9] = [
        Self::Account,
        Self::Network,
        Self::Database,
        Self::Storage,
        Self::Compute,
        Self::App,
        Self::LoadBalancer,
        Self::Certificate,
        Self::Monitoring,
    ];

    /// Heading for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Account => "Account",
            Self::Network => "Network",
            Self::Database => "Database",
            Self::Storage => "Storage",
            Self::Compute => "Servers",
            Self::App => "App",
            Self::LoadBalancer => "Load balancer",
            Self::Certificate => "Domain",
            Self::Monitoring => "Monitoring",
        }
    }
}
