//! Under which name the app is reached.

use serde::{Deserialize, Serialize};

/// Where the app's domain name comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Domain {
    /// None yet: one server answers by https at its address, a load balancer by plain http.
    #[default]
    None,
    /// A name inside a Route 53 zone of the account.
    Route53 { name: String },
    /// A name whose DNS is elsewhere: the person adds the records.
    External { name: String },
}

impl Domain {
    pub(super) const KEYS: &'static [&'static str] = &["kind", "name"];

    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Route53 { name } | Self::External { name } => Some(name),
        }
    }
}
