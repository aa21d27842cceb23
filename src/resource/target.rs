//! Where people reach the app: the address of a box or the name of a load balancer.

use serde::{Deserialize, Serialize};

use super::elastic_ip::ElasticIp;
use super::load_balancer::LoadBalancer;
use super::{Lookup, MissingOutput, Needed, Ref, fetch};

/// The thing a domain must point to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// A box: an A record with its address.
    Address(Ref<ElasticIp>),
    /// A fleet: an alias (Route 53) or a CNAME record with the load balancer's name.
    LoadBalancer(Ref<LoadBalancer>),
}

impl Target {
    #[must_use]
    pub fn reference(&self) -> Needed {
        match self {
            Self::Address(address) => address.needed(),
            Self::LoadBalancer(balancer) => balancer.needed(),
        }
    }

    /// Type of the DNS record that leads to it.
    #[must_use]
    pub const fn record(&self) -> &'static str {
        match self {
            Self::Address(_) => "A",
            Self::LoadBalancer(_) => "CNAME",
        }
    }

    /// IPv4 address or host name.
    ///
    /// # Errors
    /// While it does not exist yet.
    pub fn host(&self, lookup: &dyn Lookup) -> Result<String, MissingOutput> {
        match self {
            Self::Address(address) => Ok(fetch(lookup, address)?.public_ip),
            Self::LoadBalancer(balancer) => Ok(fetch(lookup, balancer)?.dns_name),
        }
    }
}
