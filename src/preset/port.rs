//! Ports that a container publishes as they are, beside what people open in a browser.

use std::str::FromStr;

use crate::resource::security_group_rule::Protocol;

/// `25565`, `27015/udp`, `50000-50100/udp` or `2222:22`: on the server, and inside the container where it differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedPort {
    /// On the server, first and last.
    pub from: u16,
    pub to: u16,
    /// The first one inside the container.
    pub inside: u16,
    pub protocol: Protocol,
}

impl PublishedPort {
    /// `25565`, `27015-udp`, `50000-50100-udp`.
    #[must_use]
    pub fn label(&self) -> String {
        let range = if self.from == self.to { String::new() } else { format!("-{}", self.to) };
        let udp = if self.protocol == Protocol::Udp { "-udp" } else { "" };
        format!("{}{range}{udp}", self.from)
    }

    /// Whether both want the same port of the server.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.protocol == other.protocol && self.from <= other.to && other.from <= self.to
    }
}

impl FromStr for PublishedPort {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (ports, protocol) = match text.split_once('/') {
            None => (text, Protocol::Tcp),
            Some((ports, "tcp")) => (ports, Protocol::Tcp),
            Some((ports, "udp")) => (ports, Protocol::Udp),
            Some(_) => return Err(()),
        };
        let (outside, inside) = ports.split_once(':').unwrap_or((ports, ports));
        let ((from, to), (inside, last)) = (range(outside).ok_or(())?, range(inside).ok_or(())?);
        if to - from == last - inside { Ok(Self { from, to, inside, protocol }) } else { Err(()) }
    }
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let (from, to) = (from.parse().ok()?, to.parse().ok()?);
    (0 < from && from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_read_as_compose_writes_them() {
        let read = |text: &str| text.parse::<PublishedPort>();
        let label = |text: &str| read(text).map(|port| (port.label(), port.inside));
        assert_eq!(label("25565"), Ok(("25565".to_owned(), 25565)));
        assert_eq!(label("2222:22"), Ok(("2222".to_owned(), 22)));
        assert_eq!(label("50000-50100/udp"), Ok(("50000-50100-udp".to_owned(), 50000)));
        assert_eq!(label("9000-9001:80-81/tcp"), Ok(("9000-9001".to_owned(), 80)));
        for bad in ["", "0", "70000", "1-", "5-1", "1/sctp", "1-3:1-2", "a", "127.0.0.1:1:1"] {
            assert_eq!(read(bad), Err(()), "{bad}");
        }
        assert!(read("1-5").unwrap().meets(&read("5").unwrap()) && !read("5").unwrap().meets(&read("5/udp").unwrap()));
    }
}
