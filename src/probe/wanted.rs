//! What a name must show.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use hickory_resolver::proto::rr::{Name, RData, RecordType};

use super::name::plain;
use super::view::Seen;
use super::wire::{Unknown, Wire};
use super::{internal, zone::Zone};
use crate::engine::CloudError;
use crate::resource::Target;

/// Where a name must lead.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    Address(Ipv4Addr),
    /// A CNAME to `name`, or an alias: the addresses the balancer has now.
    Balancer {
        name: Name,
        addresses: BTreeSet<Ipv4Addr>,
    },
}

/// A host name, absolute and in lower case.
pub(super) fn host_name(text: &str) -> Result<Name, CloudError> {
    let mut name = Name::from_str_relaxed(text)
        .map_err(|error| internal(&format!("`{text}` is no host name: {error}")))?
        .to_lowercase();
    name.set_fqdn(true);
    Ok(name)
}

impl Wanted {
    /// The target whose address or host name is `host`; a balancer's addresses are filled in later.
    pub(super) fn of(target: &Target, host: &str) -> Result<Self, CloudError> {
        Ok(match target {
            Target::Address(_) => {
                Self::Address(host.parse().map_err(|_| internal(&format!("`{host}` is no IPv4 address")))?)
            }
            Target::LoadBalancer(_) => Self::Balancer { name: host_name(host)?, addresses: BTreeSet::new() },
        })
    }

    /// Looks up the addresses that the balancer has now.
    pub(super) async fn refresh(&mut self, wire: &Wire) -> Result<(), Unknown> {
        if let Self::Balancer { name, addresses } = self {
            let found = wire.resolve(name, RecordType::A).await?;
            *addresses = found
                .iter()
                .filter_map(|data| if let RData::A(address) = data { Some(address.0) } else { None })
                .collect();
        }
        Ok(())
    }

    /// Whether a server shows it.
    pub(super) fn is_met(&self, seen: &Seen) -> bool {
        match self {
            Self::Address(wanted) => !seen.four.is_empty() && seen.four.iter().all(|address| address == wanted),
            Self::Balancer { name, addresses } => {
                seen.aliases.iter().any(|alias| alias == name || is_dual_stack(alias, name))
                    || !seen.four.is_empty() && seen.four.iter().all(|address| addresses.contains(address))
            }
        }
    }

    /// The record to add, as providers write it.
    pub(super) fn record(&self, name: &Name, zone: &Zone) -> String {
        let host = plain(name);
        match self {
            Self::Address(address) => format!("{host} A {address}"),
            // A CNAME at the top of a zone would hide its other records.
            Self::Balancer { name: balancer, .. } if *name == zone.name => {
                format!("{host} ALIAS (also called ANAME or flattened CNAME) {}", plain(balancer))
            }
            Self::Balancer { name: balancer, .. } => format!("{host} CNAME {}", plain(balancer)),
        }
    }

    /// Whether a CNAME leads to the balancer's name with the zone's name behind it: the value lacked its final dot.
    pub(super) fn is_doubled_value(&self, seen: &Seen, zone: &Zone) -> bool {
        let Self::Balancer { name, .. } = self else { return false };
        name.clone().append_domain(&zone.name).is_ok_and(|doubled| seen.aliases.first() == Some(&doubled))
    }
}

/// AWS offers every balancer's name with this prefix too.
fn is_dual_stack(alias: &Name, balancer: &Name) -> bool {
    balancer.prepend_label("dualstack").is_ok_and(|name| name == *alias)
}
