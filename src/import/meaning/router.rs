//! Services that share one host name by their paths: the server's own proxy knows host names alone, so a small one of
//! the app's own passes paths on, as the proxy of the file did.

use std::fmt::Write as _;

use super::door::{Door, Doors};
use super::draft::Container;
use super::files::{Content, Contents};
use super::filling::Filling;
use super::routes::{Route, Routes};
use super::values::Value;
use crate::import::toml_text::{list, string};
use crate::import::yaml::At;

const IMAGE: &str = "public.ecr.aws/docker/library/caddy:2";
const FILE: &str = "router/Caddyfile";

/// Routes of the name that people open, where several services share it; longest paths first.
pub(super) fn shared(routes: &Routes, doors: &Doors) -> Routes {
    let mut shared: Routes = Routes::new();
    for route in routes.iter().filter(|route| route.label.is_empty() && doors.of.contains_key(&route.service)) {
        let path = route.path.trim_end_matches(['/', '*']).to_owned();
        let known = |other: &&Route| other.path == path;
        if shared.iter().find(known).is_none() && is_path(&path) {
            shared.push(Route { path, ..route.clone() });
        }
    }
    let several = shared.iter().any(|route| route.service != shared[0].service);
    let whole = shared.iter().any(|route| route.path.is_empty());
    if !several || !whole {
        return Routes::new();
    }
    shared.sort_by_key(|route| std::cmp::Reverse(route.path.len()));
    shared
}

/// Words of a path that mean nothing else to Caddy.
fn is_path(path: &str) -> bool {
    path.is_empty() || path.starts_with('/') && path.chars().all(|c| c.is_ascii_alphanumeric() || "-._~/".contains(c))
}

/// Puts the router in front: what it leads to is reached through it alone.
pub(super) fn lead(doors: &mut Doors, shared: Routes, taken: impl Fn(&str) -> bool) {
    let mut name = "router".to_owned();
    while taken(&name) {
        name.push_str("-2");
    }
    for route in &shared {
        if let Some(door) = doors.of.get_mut(&route.service) {
            door.public = false;
        }
    }
    doors.of.insert(name.clone(), Door { port: Some((80, "its own file")), public: true, ..Door::default() });
    doors.main = name;
    "several services share one name by their paths, and it passes them on".clone_into(&mut doors.why);
    doors.shared = shared;
}

/// The container, with its file.
pub(super) fn container(filling: &Filling<'_>, contents: &mut Contents) -> Option<Container> {
    let first = filling.doors.shared.first()?;
    let mut text = ":80 {\n".to_owned();
    let mut needs: Vec<String> = Vec::new();
    for route in &filling.doors.shared {
        let name = filling.name(&route.service);
        let port = filling.doors.of.get(&route.service).and_then(|door| door.port).map_or(80, |(port, _)| port);
        let directive = if route.strip { "handle_path" } else { "handle" };
        let matcher = if route.path.is_empty() { String::new() } else { format!(" {}*", route.path) };
        let _ = writeln!(text, "\t{directive}{matcher} {{\n\t\treverse_proxy {name}:{port}\n\t}}");
        if !needs.contains(&name) {
            needs.push(name);
        }
    }
    text.push_str("}\n");
    let from = "routes of the proxy in the file".to_owned();
    let content = Content { text: Value::text(text), mode: "0644".to_owned(), from };
    let file = contents.add(FILE, content).ok()?;
    let at = filling.service(&first.service).map_or_else(At::default, |service| service.at);
    let keys = vec![
        ("image", string(IMAGE)),
        ("port", "80".to_owned()),
        ("health", "{ path = \"/\", codes = \"200-499\" }".to_owned()),
        ("needs", list(&needs)),
        ("mounts", format!("[{{ file = {}, path = \"/etc/caddy/Caddyfile\" }}]", string(&file))),
    ];
    Some(Container { at, from: first.service.clone(), keys, ..Container::default() })
}
