//! What one server shows of a name.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

use super::name::plain;
use super::wire::{Reply, Unknown, Wire};
use super::zone::Server;

/// Longest chain of aliases that is followed.
const MOST_ALIASES: usize = 8;

/// What came back from one server.
#[derive(Clone, Debug)]
pub(super) enum View {
    Seen(Seen),
    /// The server does not know the zone.
    Lame,
    /// Nothing is known of what it would show, and why.
    Silent(String),
    /// Other servers are in charge.
    Referral {
        zone: Name,
        hosts: Vec<Name>,
    },
}

/// Records of a name at one server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Where CNAME records lead, in order.
    pub(super) aliases: Vec<Name>,
    pub(super) four: Vec<Ipv4Addr>,
    pub(super) six: Vec<Ipv6Addr>,
}

impl Seen {
    pub(super) fn is_empty(&self) -> bool {
        self.aliases.is_empty() && self.four.is_empty()
    }

    fn add(&mut self, name: &Name, records: &[Record]) {
        let mut owner = name.clone();
        let mut aliases = Vec::new();
        while let Some(next) = records.iter().find_map(|record| alias(record, &owner)) {
            if aliases.len() == MOST_ALIASES {
                break;
            }
            aliases.push(next.clone());
            owner = next;
        }
        for record in records.iter().filter(|record| record.name == owner) {
            match record.data {
                RData::A(address) => self.four.push(address.0),
                RData::AAAA(address) => self.six.push(address.0),
                _ => {}
            }
        }
        self.aliases = aliases;
        self.four.sort_unstable();
        self.six.sort_unstable();
    }
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let alias = self.aliases.first().map(|alias| format!("CNAME {}", plain(alias)));
        let shown: Vec<String> = alias.into_iter().chain(self.four.iter().map(ToString::to_string)).collect();
        f.write_str(if shown.is_empty() { "nothing yet" } else { "" })?;
        f.write_str(&shown.join(", "))
    }
}

fn alias(record: &Record, owner: &Name) -> Option<Name> {
    match &record.data {
        RData::CNAME(to) if record.name == *owner => Some(to.0.clone()),
        _ => None,
    }
}

/// Asks one server at the first of its addresses that answers.
pub(super) async fn view(wire: &Wire, server: &Server, name: &Name) -> View {
    let mut silence = "its address is not known".to_owned();
    for address in &server.addresses {
        match ask(wire, *address, name).await {
            Ok(view) => return view,
            Err(Unknown(why)) => silence = why,
        }
    }
    View::Silent(silence)
}

/// What this machine's resolver shows: it may come from its memory.
pub(super) async fn resolved(wire: &Wire, name: &Name) -> Result<Seen, Unknown> {
    let mut seen = Seen::default();
    for kind in [RecordType::CNAME, RecordType::AAAA, RecordType::A] {
        for data in wire.resolve(name, kind).await? {
            match data {
                RData::CNAME(to) => seen.aliases.push(to.0),
                RData::AAAA(address) => seen.six.push(address.0),
                RData::A(address) => seen.four.push(address.0),
                _ => {}
            }
        }
    }
    seen.four.sort_unstable();
    seen.six.sort_unstable();
    Ok(seen)
}

async fn ask(wire: &Wire, address: IpAddr, name: &Name) -> Result<View, Unknown> {
    let mut seen = Seen::default();
    for kind in [RecordType::AAAA, RecordType::A] {
        match wire.ask(address, name, kind).await? {
            Reply::Records(records) => seen.add(name, &records),
            Reply::Lame => return Ok(View::Lame),
            Reply::Referral { zone, hosts } => return Ok(View::Referral { zone, hosts }),
        }
    }
    Ok(View::Seen(seen))
}
