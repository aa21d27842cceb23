//! `ports` and `expose`.

use std::net::IpAddr;

use crate::import::load::{Reading, items};
use crate::import::refusal::Refusal;
use crate::import::yaml::{At, Fields, Node, Value};

/// A published port or range of ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Port {
    pub(in crate::import) at: At,
    /// First and last inside of the container.
    pub(in crate::import) inside: (u16, u16),
    /// First and last outside; none where Docker chooses.
    pub(in crate::import) outside: Option<(u16, u16)>,
    pub(in crate::import) udp: bool,
    /// Only reachable from the machine itself or from its own network.
    pub(in crate::import) local: bool,
}

pub(super) fn read(node: Option<Node>, reading: &mut Reading<'_>) -> Result<Vec<Port>, Refusal> {
    let mut ports = Vec::new();
    for item in node.map(items).unwrap_or_default() {
        let at = item.at;
        if matches!(item.value, Value::Map(_)) {
            ports.push(long(item, reading)?);
            continue;
        }
        let text = reading.text(&item)?;
        if let Some(variable) = text.unknown().filter(|_| text.plain().trim_matches(':').is_empty()) {
            return Err(Refusal::at(
                at,
                format!("`{}` has no value, and it is a port: give it one in .env", variable.name),
            ));
        }
        let text = text.plain();
        let port = short(&text, at).ok_or_else(|| {
            let shown = crate::model::text::clean_line(&text);
            Refusal::at(
                at,
                format!("`{shown}` is no port: expected such as `8080:80`, `127.0.0.1:8080:80` or `53:53/udp`"),
            )
        })?;
        ports.push(port);
    }
    Ok(ports)
}

fn short(text: &str, at: At) -> Option<Port> {
    let (text, protocol) = text.trim().split_once('/').unwrap_or((text.trim(), "tcp"));
    let (outside, inside) = text.rsplit_once(':').unwrap_or(("", text));
    // `127.0.0.1:3000` names no port outside.
    let alone = outside.contains('.') && !outside.contains(':');
    let (address, outside) = if alone { (outside, "") } else { outside.rsplit_once(':').unwrap_or(("", outside)) };
    Some(Port {
        at,
        inside: range(inside)?,
        outside: if outside.is_empty() { None } else { Some(range(outside)?) },
        udp: protocol.eq_ignore_ascii_case("udp"),
        local: is_local(address),
    })
    .filter(|_| matches!(protocol.to_ascii_lowercase().as_str(), "tcp" | "udp"))
}

fn long(node: Node, reading: &mut Reading<'_>) -> Result<Port, Refusal> {
    let at = node.at;
    let mut fields = Fields::of(node, "a port")?;
    let mut text = |key: &str, fields: &mut Fields| -> Result<String, Refusal> {
        fields.some(key).map_or_else(|| Ok(String::new()), |node| reading.plain(&node))
    };
    let (target, published) = (text("target", &mut fields)?, text("published", &mut fields)?);
    let (protocol, address) = (text("protocol", &mut fields)?, text("host_ip", &mut fields)?);
    if !matches!(protocol.to_ascii_lowercase().as_str(), "" | "tcp" | "udp") {
        return Err(Refusal::at(at, "the `protocol` of a port is tcp or udp here"));
    }
    let inside = range(&target).ok_or_else(|| Refusal::at(at, "a port has `target`, a number from 1 to 65535"))?;
    let outside = match published.as_str() {
        "" | "0" => None,
        text => Some(range(text).ok_or_else(|| Refusal::at(at, "`published` is a number from 1 to 65535"))?),
    };
    for (key, node) in fields.rest() {
        reading.notes.dropped(node.at, format!("ports.{key}"), "it means nothing on one server");
    }
    Ok(Port { at, inside, outside, udp: protocol.eq_ignore_ascii_case("udp"), local: is_local(&address) })
}

/// Addresses that nobody on the internet reaches.
fn is_local(address: &str) -> bool {
    let address = address.trim_matches(['[', ']']);
    match address.parse() {
        // 100.64.0.0/10 is the one of private networks over the internet.
        Ok(IpAddr::V4(four)) => {
            let shared = four.octets()[0] == 100 && (64..128).contains(&four.octets()[1]);
            four.is_loopback() || four.is_private() || four.is_link_local() || shared
        }
        Ok(IpAddr::V6(six)) => six.is_loopback() || six.is_unique_local() || six.is_unicast_link_local(),
        Err(_) => address == "localhost",
    }
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.trim().split_once('-').unwrap_or((text.trim(), text.trim()));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (0 < first && first <= last).then_some((first, last))
}

/// Ports that the image is said to listen at.
pub(super) fn exposed(node: Option<Node>, reading: &mut Reading<'_>) -> Result<Vec<u16>, Refusal> {
    let mut ports = Vec::new();
    for item in node.map(items).unwrap_or_default() {
        let text = reading.plain(&item)?;
        let number = text.split('/').next().unwrap_or_default();
        let (first, _) = range(number).ok_or_else(|| Refusal::at(item.at, "`expose` has numbers of ports"))?;
        ports.push(first);
    }
    Ok(ports)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms() {
        let shown =
            |text: &str| short(text, At::default()).map(|port| (port.outside, port.inside, port.udp, port.local));
        assert_eq!(shown("80"), Some((None, (80, 80), false, false)));
        assert_eq!(shown("8080:80"), Some((Some((8080, 8080)), (80, 80), false, false)));
        assert_eq!(shown("127.0.0.1:53:53/udp"), Some((Some((53, 53)), (53, 53), true, true)));
        assert_eq!(shown("0.0.0.0:1:2"), Some((Some((1, 1)), (2, 2), false, false)));
        for (address, local) in [
            ("192.168.1.5", true),
            ("10.0.0.1", true),
            ("100.100.1.1", true),
            ("203.0.113.5", false),
            ("[fd00::1]", true),
        ] {
            assert_eq!(shown(&format!("{address}:1:2")).map(|port| port.3), Some(local), "{address}");
        }
        assert_eq!(shown("[::1]:1:2"), Some((Some((1, 1)), (2, 2), false, true)));
        assert_eq!(shown("3000-3005:4000-4005"), Some((Some((3000, 3005)), (4000, 4005), false, false)));
        assert_eq!(shown(":80"), Some((None, (80, 80), false, false)));
        assert_eq!(shown("127.0.0.1:80"), Some((None, (80, 80), false, true)));
        assert_eq!(shown("127.0.0.1::80"), Some((None, (80, 80), false, true)));
        for bad in ["", "x", "0", "70000", "5-3", "80/sctp", "a:b"] {
            assert_eq!(shown(bad), None, "{bad}");
        }
    }
}
