//! Services that share one host name by their paths, as the proxy of the file had it.

use super::door::Doors;
use super::routes::{Route, Routes};

/// Routes of the name that people open, where several services share it; longest paths first.
pub(super) fn shared(routes: &Routes, doors: &Doors) -> Routes {
    let mut shared: Routes = Routes::new();
    // Whatever it was called, the name of what people open is the app's own.
    let label = routes.iter().find(|route| route.service == doors.main).map_or("", |route| route.label.as_str());
    for route in routes.iter().filter(|route| route.label == label && doors.of.contains_key(&route.service)) {
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

/// Gives each service its paths; the one that has the whole name is what people open.
pub(super) fn share(doors: &mut Doors, shared: &Routes) {
    let Some(whole) = shared.iter().find(|route| route.path.is_empty()) else { return };
    let own = |route: &&Route| !route.path.is_empty() && route.service != whole.service;
    for route in shared.iter().filter(own) {
        if let Some(door) = doors.of.get_mut(&route.service) {
            door.public = false;
            door.paths.push((format!("{}*", route.path), route.strip));
            door.port = door.port.or(Some((80, "the proxy's usual port")));
        }
    }
    if let Some(door) = doors.of.get_mut(&whole.service) {
        door.public = true;
        door.port = door.port.or(Some((80, "the proxy's usual port")));
    }
    doors.main.clone_from(&whole.service);
    "the proxy leads to it where no other path is meant".clone_into(&mut doors.why);
}
