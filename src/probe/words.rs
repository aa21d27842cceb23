//! What is missing in DNS, in plain words: one line each.

use std::net::Ipv6Addr;

use hickory_resolver::proto::rr::Name;

use super::name::plain;
use super::view::Seen;
use super::wanted::Wanted;
use super::wire::Unknown;
use super::zone::Zone;
use crate::model::text::clean_line;

/// Why a name is not visible yet.
#[derive(Clone, Debug)]
pub(super) enum Finding {
    Nothing,
    /// Something else is there at every server.
    Wrong(Seen),
    /// Some servers show it already.
    Lagging {
        servers: Vec<String>,
        seen: Seen,
        done: usize,
        total: usize,
    },
    /// The record was added under the zone's name twice.
    Doubled(Name),
    /// The record's value got the zone's name appended.
    DoubledValue,
    /// Cloudflare answers in the app's place.
    Proxied,
}

/// A name, the servers asked and what they should show.
pub(super) struct Report<'a> {
    pub(super) name: &'a Name,
    pub(super) zone: &'a Zone,
    pub(super) wanted: &'a Wanted,
    /// Whether the records were written by this program.
    pub(super) ours: bool,
}

impl Report<'_> {
    /// The finding and what to do about it.
    pub(super) fn line(&self, finding: &Finding) -> String {
        let (name, zone, record) = (plain(self.name), plain(&self.zone.name), self.wanted.record(self.name, self.zone));
        match finding {
            Finding::Lagging { servers, seen, done, total } => {
                let them = if servers.len() == 1 { "it shows" } else { "they show" };
                format!(
                    "waiting for {} to show {record} ({them}: {seen}; {done} of {total} name servers are done)",
                    servers.join(", ")
                )
            }
            Finding::Proxied => {
                format!("{name} goes through Cloudflare's proxy: switch the record to DNS only, with {record}")
            }
            Finding::Nothing if self.ours => self.own("nothing yet"),
            Finding::Nothing => format!("add at your DNS provider: {record} (seen: nothing yet)"),
            Finding::Wrong(seen) if self.ours => self.own(&seen.to_string()),
            Finding::Wrong(seen) => format!("change at your DNS provider: {record} (seen: {seen})"),
            Finding::Doubled(doubled) => {
                let short = clean_line(name.strip_suffix(&zone).map_or("", |rest| rest.trim_end_matches('.')));
                let short = if short.is_empty() { "@" } else { &short };
                format!(
                    "rename at your DNS provider: the record was added as {}; your provider adds {zone} itself, so \
                     enter the name as {short} ({record})",
                    plain(doubled)
                )
            }
            Finding::DoubledValue => {
                format!(
                    "change at your DNS provider: {record} (your provider added {zone} to the value: end the value \
                    with a dot)"
                )
            }
        }
    }

    /// The records are in our zone: either its servers need a moment or the world asks others.
    fn own(&self, seen: &str) -> String {
        let servers: Vec<&str> = self.zone.servers.iter().map(|server| server.host.as_str()).collect();
        let record = self.wanted.record(self.name, self.zone);
        let waiting =
            format!("waiting for the name servers of {} to show {record} (seen: {seen})", plain(&self.zone.name));
        if self.zone.is_route53() {
            return waiting;
        }
        format!(
            "{waiting}; the world asks {}: if these are not the servers of your Route 53 zone, set its servers at your \
            registrar",
            servers.join(", ")
        )
    }

    /// No server serves the zone it is said to be in charge of.
    pub(super) fn lame(&self) -> String {
        let servers: Vec<&str> = self.zone.servers.iter().map(|server| server.host.as_str()).collect();
        format!(
            "{} is delegated to {}, which do not serve it: set the zone's own name servers at your registrar",
            plain(&self.zone.name),
            servers.join(", ")
        )
    }

    /// An address of another kind that visitors and Let's Encrypt would prefer.
    pub(super) fn stray(&self, six: &[Ipv6Addr]) -> String {
        let addresses: Vec<String> = six.iter().map(ToString::to_string).collect();
        format!(
            "remove the AAAA record: Let's Encrypt would follow it ({} AAAA {})",
            plain(self.name),
            addresses.join(", ")
        )
    }
}

/// Nobody is in charge of the name.
pub(super) fn undelegated(name: &Name) -> String {
    format!(
        "no name servers are known for {}: the domain is not registered, or its delegation is not visible yet",
        plain(name)
    )
}

/// Nothing was learned.
pub(super) fn unknown(why: &Unknown) -> String {
    format!("DNS does not answer from this machine yet: {}", clean_line(&why.0))
}

/// What a resolver says in place of servers that cannot be reached.
pub(super) fn remembered(silent: &str, line: &str) -> String {
    format!("{silent}; this network's resolver, which may remember an old answer, was asked in their place: {line}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_outside_print_as_themselves() {
        let name = Name::from_labels([b"a\x1b[31m\x07".as_slice(), "é\u{202e}".as_bytes(), b"example"]).unwrap();
        let shown = plain(&name);
        assert!(shown.ends_with(".example") && shown.chars().all(|c| c.is_ascii_graphic()), "{shown}");
        assert_eq!(unknown(&Unknown("no\x1b[2J\nway".to_owned())), "DNS does not answer from this machine yet: no way");
    }
}
