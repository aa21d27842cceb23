//! Ports that are published as they are, beside what people open in a browser.

use super::door::{Door, Doors};
use super::images::{self, Family, INNER_PORTS};
use crate::import::load::Reading;
use crate::import::project::{Port, Service};

/// Ports that a server has in use: ssh, names, http and https.
const OWN: [u16; 4] = [22, 53, 80, 443];
const CLOSED: &str = "only containers of the app reach it: an open database would be found within hours";
/// Ports below are for programs of the system.
const FIRST_FREE: u16 = 1024;

/// Ports of the server that something has. One number is two ports: of TCP and of UDP.
#[derive(Debug, Default)]
pub(super) struct Taken {
    ports: Vec<(u16, u16, bool)>,
}

impl Taken {
    fn holds(&self, first: u16, last: u16, udp: bool) -> bool {
        let own = OWN.iter().any(|port| (first..=last).contains(port));
        own || self.ports.iter().any(|(from, to, other)| *other == udp && *from <= last && first <= *to)
    }

    /// A free port of TCP: the one that is asked for, else the first one from a number on.
    pub(super) fn one(&mut self, asked: Option<u16>, from: u16) -> Option<u16> {
        self.free(asked.filter(|port| *port >= FIRST_FREE).into_iter().chain(from..=u16::MAX), false)
    }

    fn free(&mut self, mut wanted: impl Iterator<Item = u16>, udp: bool) -> Option<u16> {
        let found = wanted.find(|port| !self.holds(*port, *port, udp))?;
        self.ports.push((found, found, udp));
        Some(found)
    }
}

/// Whether a service keeps data of others, who reach it from inside.
pub(super) fn is_store(service: &Service) -> bool {
    let image = service.image.as_ref().map(|(_, text)| text.plain()).unwrap_or_default();
    matches!(
        images::family(&image),
        Family::Postgres
            | Family::Pgvector
            | Family::OtherPostgres
            | Family::Mysql
            | Family::Mariadb
            | Family::Redis
            | Family::Valkey
            | Family::OtherRedis
            | Family::Mongodb
            | Family::OtherStore
    )
}

/// Ports that are no http, or further ones of a service: published as they are, those of databases never.
pub(super) fn raw(name: &str, service: &Service, doors: &mut Doors, taken: &mut Taken, reading: &mut Reading<'_>) {
    let what = format!("services.{name}.ports");
    let is_main = doors.main == name;
    let store = !is_main && is_store(service);
    let Some(door) = doors.of.get_mut(name) else { return };
    let web = door.port.map(|(port, _)| port);
    for port in &service.ports {
        let (first, last) = port.inside;
        let notes = &mut reading.notes;
        let inner = INNER_PORTS.iter().any(|inner| (first..=last).contains(inner));
        if store {
            notes.dropped(port.at, &what, format!("{first}: {CLOSED}"));
        } else if !port.udp && Some(first) == web && first == last {
            if is_main && port.outside.is_some_and(|(outside, _)| outside != 80) {
                let why = format!("{first}: people reach it by https at the domain, or at port 80 without one");
                notes.changed(port.at, &what, why);
            }
        } else if inner {
            notes.dropped(port.at, &what, format!("{first}: {CLOSED}"));
        } else if port.local {
            let why =
                format!("{first}: it was for the machine and its own network; containers of the app reach it by name");
            notes.dropped(port.at, &what, why);
        } else if matches!(first, 443 | 8443 | 4443) && (is_main || web.is_some()) {
            let why = format!("{first}: https is the server's own, which has the certificates and passes on by http");
            notes.changed(port.at, &what, why);
        } else {
            published(port, &what, name, door, taken, reading);
        }
    }
}

fn published(port: &Port, what: &str, name: &str, door: &mut Door, taken: &mut Taken, reading: &mut Reading<'_>) {
    let (first, last) = port.outside.unwrap_or(port.inside);
    if port.inside.1 - port.inside.0 != last - first {
        reading.notes.open(port.at, format!("ports of `{name}` differ in number inside and outside"));
        return;
    }
    let ending = if port.udp { "/udp" } else { "" };
    if taken.holds(first, last, port.udp) {
        // Whoever asks for a name, or for one of many ports, does not look for another one.
        let moved = first == last && first != 53 && (!port.udp || OWN.contains(&first));
        let from = if first == 22 { 2222 } else { first.saturating_add(8000).max(FIRST_FREE) };
        let other = if moved { taken.free((from..=u16::MAX).chain(FIRST_FREE..from), port.udp) } else { None };
        let Some(other) = other else {
            let open = format!("port {first} of `{name}` is in use on the server: choose another one under `ports`");
            reading.notes.open(port.at, open);
            return;
        };
        door.raw.push(format!("{other}:{}{ending}", port.inside.0));
        reading.notes.changed(port.at, what, format!("port {first} is in use on the server, so it is {other}"));
        return;
    }
    taken.ports.push((first, last, port.udp));
    let range = |first: u16, last: u16| if first == last { first.to_string() } else { format!("{first}-{last}") };
    let (inside, outside) = (range(port.inside.0, port.inside.1), range(first, last));
    let ports = if inside == outside { inside } else { format!("{outside}:{inside}") };
    door.raw.push(format!("{ports}{ending}"));
    reading.notes.taken(port.at, what, format!("published as it is at port {outside}"));
}
