//! How people reach an app: the service they open, further ones with host names of their own, and raw ports.

use super::door::{Door, Doors};
use super::images::{self, Family, INNER_PORTS};
use super::magic::{self, Magic};
use super::names;
use super::ports::{self, Taken};
use super::roles::{Parts, Role};
use super::routes::Route;
use super::shared;
use crate::import::load::Reading;
use crate::import::project::{Port, Project, Service};
use crate::import::yaml::At;

const FIRST_FURTHER: u16 = 8081;
/// Ports of programs that speak something else than http.
const OTHER_PROTOCOLS: [u16; 30] = [
    21, 22, 23, 25, 53, 110, 119, 143, 389, 465, 587, 636, 853, 990, 993, 995, 1194, 1883, 1935, 2022, 2222, 3478,
    5222, 5269, 5349, 8333, 8883, 25565, 51820, 27015,
];

pub(super) fn doors(project: &Project, parts: &Parts, head_port: Option<u16>, reading: &mut Reading<'_>) -> Doors {
    let candidates: Vec<(&String, &Service)> =
        project.services.iter().filter(|(name, _)| parts.roles.get(*name) == Some(&Role::Service)).collect();
    let mut doors = Doors::default();
    let mut best: Option<(i32, &String, &'static str)> = None;
    for (name, service) in &candidates {
        let route = parts.routes.iter().find(|route| route.service == **name);
        let port = web_port(service, route);
        doors.of.insert((*name).clone(), Door { port, ..Door::default() });
        let (score, why) = score(name, service, project, parts, head_port, port);
        if best.is_none_or(|(before, ..)| score > before) {
            best = Some((score, name, why));
        }
    }
    if let Some((_, name, why)) = best {
        doors.main.clone_from(name);
        why.clone_into(&mut doors.why);
        let service = project.services.get(name);
        main_port(&mut doors, service, head_port, reading);
    }
    let mut taken = Taken::default();
    for (name, service) in &candidates {
        ports::raw(name, service, &mut doors, &mut taken, reading);
    }
    let routes = shared::shared(&parts.routes, &doors);
    shared::share(&mut doors, &routes);
    for (name, service) in &candidates {
        further(name, service, parts, &mut doors, &mut taken, reading);
    }
    doors
}

/// The one that people open needs a port.
fn main_port(doors: &mut Doors, service: Option<&Service>, head: Option<u16>, reading: &mut Reading<'_>) {
    let main = doors.main.clone();
    let Some(door) = doors.of.get_mut(&main) else { return };
    door.public = true;
    if let Some(port) = head.filter(|_| door.port.is_none_or(|(_, why)| why != "a variable of the catalogue")) {
        let known = door
            .port
            .is_some_and(|(_, why)| matches!(why, "`ports`" | "labels of the proxy" | "a variable of the catalogue"));
        if !known {
            door.port = Some((port, "the comment at the head of the file"));
        }
    }
    if door.port.is_none() {
        let at = service.map(|service| service.at).unwrap_or_default();
        reading
            .notes
            .open(at, format!("the file does not say at which port `{main}` listens: set `port` of the service"));
        door.port = Some((8080, "nothing: it is a guess"));
    }
}

/// The port at which a service speaks http, by the best sign there is.
fn web_port(service: &Service, route: Option<&Route>) -> Option<(u16, &'static str)> {
    let magic = service.env.keys().find_map(|name| match magic::read(name) {
        Some(Magic::Url { port, .. } | Magic::Host { port, .. }) => port,
        _ => None,
    });
    if let Some(port) = magic {
        return Some((port, "a variable of the catalogue"));
    }
    if let Some(port) = route.and_then(|route| route.port) {
        return Some((port, "labels of the proxy"));
    }
    let web: Vec<&Port> = service.ports.iter().filter(|port| is_web(port)).collect();
    let first = |wanted: &[u16]| web.iter().find(|port| wanted.contains(&port.inside.0)).copied();
    let port = first(&[80]).or_else(|| first(&[8080, 3000, 8000, 5000])).or_else(|| web.first().copied());
    // Of two that both are named, 443 is https and the other one http.
    if let Some(port) = port.filter(|port| port.inside.0 != 443 || web.len() == 1) {
        return Some((port.inside.0, "`ports`"));
    }
    if let Some(port) = service.exposed.iter().find(|port| !INNER_PORTS.contains(port)) {
        return Some((*port, "`expose`"));
    }
    if let Some(port) = checked_port(service) {
        return Some((port, "its health check"));
    }
    let said =
        service.env.get("PORT").and_then(|entry| entry.value.as_ref()).and_then(|text| text.plain().parse().ok());
    if let Some(port) = said.filter(|port| *port > 0) {
        return Some((port, "its variable PORT"));
    }
    let image = service.image.as_ref().map(|(_, text)| text.plain()).unwrap_or_default();
    let usual = images::web_port(&image).map(|port| (port, "the usual one of its image"));
    usual.or_else(|| route.map(|_| (80, "the proxy's usual port")))
}

pub(super) fn is_web(port: &Port) -> bool {
    !port.udp
        && port.inside.0 == port.inside.1
        && !INNER_PORTS.contains(&port.inside.0)
        && !OTHER_PROTOCOLS.contains(&port.inside.0)
}

/// The port of `http://localhost:3000/health` in a health check.
fn checked_port(service: &Service) -> Option<u16> {
    let health = service.health.as_ref()?;
    health.command.iter().find_map(|word| checked_url(&word.plain()).map(|(port, _)| port))
}

/// Port and path of the first address of the container itself in a text.
pub(super) fn checked_url(text: &str) -> Option<(u16, String)> {
    let rest = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"].iter().find_map(|host| {
        let at = text.find(&format!("://{host}"))?;
        Some((&text[at + 3 + host.len()..], text[..at].ends_with("https")))
    });
    let (rest, tls) = rest?;
    let end = rest.find(|c: char| c.is_whitespace() || "\"'`|;&)<>".contains(c)).unwrap_or(rest.len());
    let address = &rest[..end];
    let (port, path) = match address.strip_prefix(':') {
        Some(after) => {
            let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            (after[..digits].parse().ok()?, &after[digits..])
        }
        None => (if tls { 443 } else { 80 }, address),
    };
    (port > 0 && !tls).then(|| (port, if path.starts_with('/') { path.to_owned() } else { "/".to_owned() }))
}

fn score(
    name: &str,
    service: &Service,
    project: &Project,
    parts: &Parts,
    head: Option<u16>,
    port: Option<(u16, &str)>,
) -> (i32, &'static str) {
    let mut reasons: Vec<(i32, &'static str)> = vec![(0, "it is the first")];
    let image = service.image.as_ref().map(|(_, text)| text.plain()).unwrap_or_default();
    let magic =
        service.env.keys().any(|name| matches!(magic::read(name), Some(Magic::Url { .. } | Magic::Host { .. })));
    reasons.push((if magic { 100 } else { 0 }, "the catalogue gives it an address"));
    let fits = head.is_some() && port.map(|(port, _)| port) == head;
    reasons.push((if fits { 40 } else { 0 }, "the head of the file names its port"));
    if let Some(route) = parts.routes.iter().find(|route| route.service == name) {
        let whole = route.path.is_empty() || route.path == "/";
        reasons.push((
            60 + if whole { 25 } else { 0 } + if route.label.is_empty() { 10 } else { 0 },
            "the proxy leads to it",
        ));
    }
    let web: Vec<&Port> = service.ports.iter().filter(|port| is_web(port)).collect();
    if !web.is_empty() {
        let at_80 = web.iter().any(|port| port.outside.is_some_and(|(first, _)| matches!(first, 80 | 443)));
        let open = web.iter().any(|port| !port.local);
        reasons.push((40 + if at_80 { 25 } else { 0 } + if open { 5 } else { 0 }, "it publishes a port"));
    } else if !service.exposed.is_empty() {
        reasons.push((10, "it exposes a port"));
    }
    if checked_port(service).is_some() {
        reasons.push((6, "its health check asks by http"));
    }
    let small = name.to_ascii_lowercase();
    if project.name.as_deref().is_some_and(|project| magic::same(project, name)) {
        reasons.push((15, "it has the name of the project"));
    }
    let front = ["web", "app", "frontend", "front", "server", "ui", "nginx", "gateway", "dashboard", "client"];
    if front.iter().any(|word| small.split(['-', '_', '.']).any(|part| part == *word)) {
        reasons.push((8, "its name says so"));
    }
    let back = ["worker", "cron", "scheduler", "queue", "beat", "sidekiq", "backup", "agent", "runner", "collector"];
    if back.iter().any(|word| small.contains(word)) {
        reasons.push((-25, ""));
    }
    let needed = project.services.values().filter(|other| other.needs.contains_key(name)).count();
    reasons.push((if needed > 0 && web.is_empty() { -4 } else { 0 }, ""));
    reasons.push((i32::try_from(service.needs.len().min(4)).unwrap_or(0), ""));
    let minus = match images::family(&image) {
        Family::Tool => -60,
        Family::OtherStore | Family::OtherPostgres | Family::OtherRedis | Family::Minio => -50,
        Family::Postgres
        | Family::Pgvector
        | Family::Mysql
        | Family::Mariadb
        | Family::Redis
        | Family::Valkey
        | Family::Mongodb => -70,
        _ => 0,
    };
    reasons.push((minus, ""));
    let total = reasons.iter().map(|(points, _)| points).sum();
    let why = reasons.iter().max_by_key(|(points, _)| *points).map_or("", |(_, why)| *why);
    (total, why)
}

/// Whether people reach a service beside the main one, and where.
fn further(
    name: &str,
    service: &Service,
    parts: &Parts,
    doors: &mut Doors,
    taken: &mut Taken,
    reading: &mut Reading<'_>,
) {
    if doors.main == name || doors.of.get(name).is_some_and(|door| !door.paths.is_empty()) {
        return;
    }
    let route = parts.routes.iter().find(|route| route.service == name);
    let magic =
        service.env.keys().any(|name| matches!(magic::read(name), Some(Magic::Url { .. } | Magic::Host { .. })));
    let open = |port: &&Port| is_web(port) && !port.local && !ports::is_store(service);
    let published = service.ports.iter().find(open);
    let used: Vec<String> = doors.of.values().map(|door| door.host.clone()).collect();
    let Some(door) = doors.of.get_mut(name) else { return };
    if door.port.is_none() || !(route.is_some() || magic || published.is_some()) {
        return;
    }
    if let Some(route) = route.filter(|route| !matches!(route.path.as_str(), "" | "/") && route.label.is_empty()) {
        let path = crate::model::text::clean_line(&route.path);
        let why = format!("it was at the path {path} of the shared name; here it has a host name of its own");
        reading.notes.changed(service.at, format!("services.{name}"), why);
        let open = format!(
            "`{name}` shares its host name with others, at the path {path}: the app must be told its new address"
        );
        reading.notes.open(service.at, open);
    }
    let wanted = route.map(|route| route.label.clone()).filter(|label| !label.is_empty());
    let mut host = wanted.unwrap_or_else(|| names::label(name));
    while host.is_empty() || used.contains(&host) {
        host.push_str("-2");
    }
    let asked = published.and_then(|port| port.outside).map(|(outside, _)| outside);
    let outside = taken.one(asked, FIRST_FURTHER);
    door.public = true;
    door.outside = outside;
    door.host = host;
    let why = format!("people reach it at the host name `{}` below the domain", door.host);
    let at: At = published.map_or(service.at, |port| port.at);
    reading.notes.changed(at, format!("services.{name}.ports"), why);
}

#[cfg(test)]
mod tests {
    use super::checked_url;

    #[test]
    fn addresses_in_health_checks() {
        for (text, wanted) in [
            ("curl -f http://localhost:3000/health || exit 1", Some((3000, "/health"))),
            ("wget --spider 'http://127.0.0.1/ping'", Some((80, "/ping"))),
            ("http://localhost:8080", Some((8080, "/"))),
            ("curl http://other:80/", None),
            ("curl https://localhost/", None),
            ("", None),
        ] {
            assert_eq!(checked_url(text), wanted.map(|(port, path)| (port, path.to_owned())), "{text}");
        }
    }
}
