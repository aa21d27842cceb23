//! Who is in charge of a name.

use std::net::IpAddr;

use futures_util::future::join_all;
use hickory_resolver::proto::rr::{Name, RData, RecordType};

use super::name::plain;
use super::wire::{Unknown, Wire, host};

/// More servers than this say nothing more.
const MOST_SERVERS: usize = 8;
const MOST_ADDRESSES: usize = 2;

/// A part of the name tree and the servers in charge of it.
#[derive(Clone, Debug)]
pub(super) struct Zone {
    pub(super) name: Name,
    pub(super) servers: Vec<Server>,
}

/// One server in charge.
#[derive(Clone, Debug)]
pub(super) struct Server {
    /// Host name in plain letters.
    pub(super) host: String,
    /// None when its name cannot be resolved.
    pub(super) addresses: Vec<IpAddr>,
}

impl Zone {
    /// The closest zone around `name`, below the top-level domain.
    pub(super) async fn around(wire: &Wire, name: &Name) -> Result<Option<Self>, Unknown> {
        let mut zone = name.clone();
        while zone.num_labels() > 1 {
            let hosts: Vec<Name> = wire.resolve(&zone, RecordType::NS).await?.iter().filter_map(host).collect();
            if !hosts.is_empty() {
                return Ok(Some(Self::of(wire, zone, hosts).await));
            }
            zone = zone.base_name();
        }
        Ok(None)
    }

    /// A zone whose servers are known by name.
    pub(super) async fn of(wire: &Wire, name: Name, mut hosts: Vec<Name>) -> Self {
        hosts.sort();
        hosts.dedup();
        hosts.truncate(MOST_SERVERS);
        Self { name, servers: join_all(hosts.iter().map(|host| server(wire, host))).await }
    }

    /// Whether Cloudflare is in charge.
    pub(super) fn is_cloudflare(&self) -> bool {
        self.servers.iter().any(|server| server.host.ends_with(".ns.cloudflare.com"))
    }

    /// Whether Route 53 may be in charge: its servers are named `ns-1.awsdns-01.org`.
    pub(super) fn is_route53(&self) -> bool {
        self.servers.iter().any(|server| server.host.contains(".awsdns-"))
    }
}

async fn server(wire: &Wire, host: &Name) -> Server {
    let mut addresses = Vec::new();
    for kind in [RecordType::A, RecordType::AAAA] {
        let found = wire.resolve(host, kind).await.unwrap_or_default();
        addresses.extend(found.iter().filter_map(RData::ip_addr).take(MOST_ADDRESSES));
        if !addresses.is_empty() {
            break;
        }
    }
    Server { host: plain(host), addresses }
}
