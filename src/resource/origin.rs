//! Web origins that may use the file store from a browser.

use serde::{Deserialize, Serialize};

use super::{Lookup, MissingOutput, Needed, Target};

/// `scheme://host[:port]` of a page of the app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    Url(String),
    /// The app's own address; the port is left out when it is 80, which https answers on 443.
    Address {
        target: Target,
        port: u16,
        #[serde(default)]
        https: bool,
    },
}

impl Origin {
    #[must_use]
    pub fn reference(&self) -> Option<Needed> {
        match self {
            Self::Url(_) => None,
            Self::Address { target, .. } => Some(target.reference()),
        }
    }

    /// # Errors
    /// While the address does not exist yet.
    pub fn url(&self, lookup: &dyn Lookup) -> Result<String, MissingOutput> {
        match self {
            Self::Url(url) => Ok(url.clone()),
            Self::Address { target, port, https } => {
                let scheme = if *https { "https" } else { "http" };
                let port = if *port == 80 { String::new() } else { format!(":{port}") };
                Ok(format!("{scheme}://{}{port}", target.host(lookup)?))
            }
        }
    }
}
