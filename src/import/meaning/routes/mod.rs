//! Routes that a proxy in the file has: which service answers at which host name.

mod caddyfile;
mod nginx;

use crate::import::folder::{Found, join};
use crate::import::load::Reading;
use crate::import::project::{Project, Service, Source};
use crate::import::variables::Text;

/// One service that people reach through the proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) service: String,
    pub(super) port: Option<u16>,
    /// The first label of its host name where it is below another one, such as `api`.
    pub(super) label: String,
    /// Path that it has on a name that it shares; empty for all of it.
    pub(super) path: String,
    /// The path is taken away before the service sees it.
    pub(super) strip: bool,
}

pub(super) type Routes = Vec<Route>;

/// Routes in labels of Traefik and caddy-docker-proxy, and in variables of nginx-proxy.
pub(super) fn of_labels(project: &Project) -> Routes {
    let mut routes = Routes::new();
    for (name, service) in &project.services {
        let label =
            |end: &str| service.labels.iter().find(|(key, _)| key.ends_with(end)).map(|(_, (_, text))| text.plain());
        let off = label("traefik.enable").is_some_and(|value| value == "false");
        let of_router = |key: &str| key.starts_with("traefik.http.routers.") && key.strip_suffix(".rule").is_some();
        let rules = service.labels.iter().filter(|(key, _)| !off && of_router(key));
        let port = label("loadbalancer.server.port").and_then(|port| port.parse().ok());
        let stripped = label("stripprefix.prefixes");
        let before = routes.len();
        for (_, (_, rule)) in rules {
            let rule = rule.plain();
            let path = within(&rule, "PathPrefix(");
            let strip = stripped
                .as_ref()
                .is_some_and(|prefixes| !path.is_empty() && prefixes.split(',').any(|one| one == path));
            routes.push(Route {
                service: name.clone(),
                port,
                label: first_label(&within(&rule, "Host(")),
                path,
                strip,
            });
        }
        if routes.len() > before {
            continue;
        }
        if let Some((_, (_, host))) = service.labels.get_key_value("caddy") {
            let upstreams = label("reverse_proxy").unwrap_or_default();
            let port = upstreams.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok();
            let label = first_label(&host.plain());
            routes.push(Route { service: name.clone(), port, label, path: String::new(), strip: false });
            continue;
        }
        let variable = |name: &str| service.env.get(name).and_then(|entry| entry.value.as_ref()).map(Text::plain);
        if let Some(host) = variable("VIRTUAL_HOST") {
            let port = variable("VIRTUAL_PORT").and_then(|port| port.parse().ok());
            routes.push(Route {
                service: name.clone(),
                port,
                label: first_label(&host),
                path: String::new(),
                strip: false,
            });
        }
    }
    routes
}

/// What stands in the parentheses, without quotes.
fn within(rule: &str, begin: &str) -> String {
    let Some((_, rest)) = rule.split_once(begin) else { return String::new() };
    let inside = rest.split(')').next().unwrap_or_default();
    let first = inside.split(',').next().unwrap_or_default();
    first.trim().trim_matches(['`', '"', '\'']).to_owned()
}

/// `api` of `api.example.com`; nothing of `example.com` and of `www.example.com`.
fn first_label(host: &str) -> String {
    let host = host.trim().trim_start_matches("https://").trim_start_matches("http://");
    let host = host.split(['/', ':', ',', ' ']).next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').filter(|label| !label.is_empty()).collect();
    match labels.as_slice() {
        [first, _, _, ..] if *first != "www" && crate::model::domain::is_label(first) => (*first).to_owned(),
        // The domain itself is a variable: `api.${DOMAIN}` without a value is `api.`.
        [first] if host.ends_with('.') && crate::model::domain::is_label(first) => (*first).to_owned(),
        _ => String::new(),
    }
}

/// Text of a file that a service mounts from the folder, by the end of the path that it has in the container.
fn mounted(service: &Service, ends: &[&str], reading: &Reading<'_>) -> Option<String> {
    service.mounts.iter().find_map(|mount| {
        let fits = ends.iter().any(|end| mount.path.ends_with(end));
        match &mount.source {
            Source::Path { path, .. } if fits => match reading.find(&join(reading.folder_of(mount.at), path)?) {
                Found::Text(text) => Some(text),
                _ => None,
            },
            Source::Content { text, .. } if fits => Some(text.plain()),
            _ => None,
        }
    })
}

/// The service of the project that an upstream (`http://app:3000`) names.
fn upstream(target: &str, project: &Project) -> Option<(String, Option<u16>)> {
    let target = target.trim().trim_end_matches(';');
    let target = target.split("://").last().unwrap_or_default().split('/').next().unwrap_or_default();
    let (host, port) = target.split_once(':').map_or((target, None), |(host, port)| (host, port.parse().ok()));
    let known = |name: &str, service: &Service| name == host || service.container_name.as_deref() == Some(host);
    let (name, _) = project.services.iter().find(|(name, service)| known(name, service))?;
    Some((name.clone(), port))
}

/// Whether Caddy only passes on to services of the file, with all of its routes read.
pub(super) fn of_caddy(
    name: &str,
    service: &Service,
    project: &Project,
    routes: &mut Routes,
    reading: &mut Reading<'_>,
) -> bool {
    let outside = service.ports.iter().any(|port| matches!(port.inside.0, 80 | 443));
    let Some(text) = mounted(service, &["Caddyfile"], reading) else {
        // Caddy that is configured by labels of the others, or that is not at the door.
        if !outside || !service.mounts.iter().any(|mount| mount.path.ends_with("Caddyfile")) {
            return outside && !routes.is_empty();
        }
        let open = format!("the Caddyfile of `{name}` is not there: name the service that people open, and its port");
        reading.notes.open(service.at, open);
        return project.services.len() > 1;
    };
    match caddyfile::read(&text, project) {
        Some(found) if !found.routes.is_empty() => {
            for directive in &found.left_out {
                let what = format!("services.{name}.Caddyfile.{directive}");
                reading.notes.dropped(service.at, what, "requests are passed on without it");
            }
            routes.extend(found.routes);
            true
        }
        _ => {
            let why =
                "its file says more than where to pass requests on to, so it stays, behind the server's own proxy";
            reading.notes.changed(service.at, format!("services.{name}"), why);
            if outside {
                let open =
                    format!("`{name}` may ask for certificates of its own: let its Caddyfile listen at `:80` alone");
                reading.notes.open(service.at, open);
            }
            false
        }
    }
}

/// Whether nginx only passes everything on to one service.
pub(super) fn of_nginx(
    name: &str,
    service: &Service,
    project: &Project,
    routes: &mut Routes,
    reading: &mut Reading<'_>,
) -> bool {
    let Some(text) = mounted(service, &["nginx.conf", "default.conf", ".conf", ".template"], reading) else {
        return false;
    };
    let Some(found) = nginx::routes(&text, project) else { return false };
    if found.is_empty() || service.mounts.iter().any(|mount| matches!(mount.source, Source::Named(_))) {
        let why = "it does more than pass requests on, so it stays, behind the server's own proxy";
        reading.notes.changed(service.at, format!("services.{name}"), why);
        return false;
    }
    routes.extend(found);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_labels() {
        assert_eq!(within("Host(`api.example.com`) && PathPrefix(`/v1`)", "Host("), "api.example.com");
        assert_eq!(within("Host(`a`) && PathPrefix(`/v1`)", "PathPrefix("), "/v1");
        for (host, label) in [
            ("api.example.com", "api"),
            ("example.com", ""),
            ("www.example.com", ""),
            ("https://chat.example.com:443/x", "chat"),
            ("api.", "api"),
            ("", ""),
        ] {
            assert_eq!(first_label(host), label, "{host}");
        }
    }
}
