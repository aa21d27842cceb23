//! Services: ports and host names.

use crate::model::domain;
use crate::preset::{Preset, PublishedPort};
use crate::resource::security_group_rule::Protocol;

const HTTP: u16 = 80;
/// Ports that a server already uses, and what for.
const OWN: [(u16, &str); 3] = [(22, "ssh"), (53, "host names"), (443, "https")];

/// Ports of databases and caches.
const DATABASES: [u16; 6] = [3306, 5432, 6379, 9042, 11211, 27017];

pub(super) fn services(preset: &Preset) -> Result<(), String> {
    let Some((main, service)) = preset.main_service() else {
        return Err(if preset.main.is_empty() {
            "at least one service with a `port` is needed: what people open".to_owned()
        } else {
            let main = crate::model::text::clean_line(&preset.main);
            format!("`main` names the service `{main}`, which the preset does not have")
        });
    };
    if service.public != Some(true) || !service.host.is_empty() || service.port_without_domain != Some(HTTP) {
        return Err(format!(
            "`{main}` is the service people open: with a `port`, without a `host`, `port_without_domain` is 80"
        ));
    }
    for (name, service) in &preset.services {
        if service.port == Some(0) || service.port_without_domain == Some(0) {
            return Err(format!("service `{name}`: a port is a number from 1 to 65535"));
        }
        if service.run.is_some() {
            return Err(format!("service `{name}` runs all the time: what has `run` stands under [jobs]"));
        }
    }
    shared_paths(preset)?;
    let public: Vec<_> = preset.public().collect();
    for (at, service) in public.iter().enumerate() {
        let name = service.name;
        if let Some((port, what)) = OWN.iter().find(|(port, _)| *port == service.outside) {
            return Err(format!("service `{name}`: port {port} is for {what}, choose another `port_without_domain`"));
        }
        if at > 0 && !domain::is_label(service.host) {
            return Err(format!(
                "service `{name}`: `host` is one word of small letters, digits and hyphens, such as `{name}`"
            ));
        }
        let before = &public[..at];
        if let Some(other) = before.iter().find(|other| other.outside == service.outside) {
            return Err(format!(
                "services `{}` and `{name}` have the same `port_without_domain`, {}: give each its own",
                other.name, service.outside
            ));
        }
        if let Some(other) = before.iter().find(|other| other.host == service.host) {
            return Err(format!(
                "services `{}` and `{name}` have the same `host`, `{}`: give each its own",
                other.name, service.host
            ));
        }
    }
    raw_ports(preset)
}

/// Paths of the main service's name: each once, of a service that has no name of its own.
fn shared_paths(preset: &Preset) -> Result<(), String> {
    for (name, service) in preset.services.iter().filter(|(_, service)| !service.paths.is_empty()) {
        if *name == preset.main || service.port.is_none() || service.public == Some(true) {
            return Err(format!(
                "service `{name}`: `paths` are of the main service's name: with a `port`, no `host`, not `main`"
            ));
        }
    }
    let mut taken: Vec<&str> = Vec::new();
    for (name, _, path) in preset.shared_paths() {
        let (path, prefix) = (path.path(), path.prefix());
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
        let steps = prefix.split('/').any(|part| matches!(part, "." | ".."));
        if !prefix.starts_with('/')
            || prefix == "/"
            || path.len() > prefix.len() + 1
            || steps
            || !prefix.chars().all(plain)
        {
            let path = crate::model::text::clean_line(path);
            return Err(format!("service `{name}`: `{path}` is no path: write `/api`, or `/api/*` for all below it"));
        }
        if taken.contains(&path) {
            return Err(format!("service `{name}`: another one has the path `{path}`, too"));
        }
        taken.push(path);
    }
    Ok(())
}

/// Ports that are published as they are: each once, and none that something else has.
fn raw_ports(preset: &Preset) -> Result<(), String> {
    let public = preset.public().map(|service| service.outside);
    let own = OWN.iter().map(|(port, _)| *port).chain([HTTP]);
    let tcp = |port: u16| PublishedPort { from: port, to: port, inside: port, protocol: Protocol::Tcp };
    // Names are asked for by both protocols, and so is https.
    let udp = [53, 443].map(|port| PublishedPort { protocol: Protocol::Udp, ..tcp(port) });
    let mut taken: Vec<PublishedPort> = public.chain(own).map(tcp).chain(udp).collect();
    for (name, service) in &preset.services {
        for text in &service.ports {
            let Ok(port) = text.parse::<PublishedPort>() else {
                let text = crate::model::text::clean_line(text);
                return Err(format!(
                    "service `{name}`: `{text}` in `ports` is no port: write `25565`, `27015/udp` or `2222:22`"
                ));
            };
            if taken.iter().any(|other| other.meets(&port)) {
                return Err(format!("service `{name}`: port {} of the server is taken", port.label()));
            }
            let inside = port.inside..=port.inside + (port.to - port.from);
            if let Some(database) = DATABASES.iter().find(|database| inside.contains(database)) {
                return Err(format!("service `{name}`: {database} is a database's port: never open to everybody"));
            }
            taken.push(port);
        }
    }
    Ok(())
}
