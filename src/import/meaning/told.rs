//! What of a container has no counterpart, or one that people should know of.

use super::draft::Container;
use super::roles::Role;
use crate::import::load::Reading;
use crate::import::project::Service;
use crate::model::text::clean_line;

/// Whether a label of a proxy asks who somebody is, or where from, before they come in.
fn is_guard(label: &str, value: &str) -> bool {
    const GUARDS: [&str; 7] =
        ["basicauth", "digestauth", "forwardauth", "ipwhitelist", "ipallowlist", "basic_auth", "forward_auth"];
    let small = label.to_ascii_lowercase();
    let named =
        small.ends_with(".middlewares") && ["auth", "whitelist", "allowlist"].iter().any(|word| value.contains(word));
    named || small.split('.').any(|part| GUARDS.contains(&part))
}

/// What has no counterpart, or one that people should know of.
pub(super) fn told(name: &str, service: &Service, role: Role, container: &mut Container, reading: &mut Reading<'_>) {
    let notes = &mut reading.notes;
    let what = |key: &str| format!("services.{name}.{key}");
    if let Some((at, mode)) = &service.network_mode {
        match mode.as_str() {
            "host" => notes.open(
                *at,
                format!(
                    "`{name}` uses the network of the machine itself: say which `ports` it needs in the app's own one"
                ),
            ),
            "bridge" | "default" | "none" => notes.dropped(*at, what("network_mode"), "it is in the app's own network"),
            _ => notes.open(*at, format!("`{name}` shares the network of another container: nothing here does")),
        }
    }
    for (at, device) in &service.devices {
        let device = clean_line(device);
        if device.starts_with("/dev/dri") {
            notes.dropped(*at, what("devices"), "a server has no graphics processor: the app works without it");
        } else {
            let open = format!(
                "`{name}` uses {device} of the machine: `privileged = true` gives it all devices of the server"
            );
            notes.open(*at, open);
        }
    }
    if let Some(at) = service.resources.gpu {
        notes.open(at, format!("`{name}` asks for a graphics processor, which the servers of the tiers do not have"));
    }
    if let Some(at) = service.privileged {
        notes.changed(at, what("privileged"), "it rules over the server: you will be asked for consent");
    }
    if let Some((at, count)) = service.resources.replicas.filter(|(_, count)| *count != 1) {
        notes.changed(at, what("deploy.replicas"), format!("one of them runs instead of {count}"));
    }
    if role == Role::Job {
        for port in &service.ports {
            notes.dropped(port.at, what("ports"), "nobody reaches a job");
        }
        if service.restart.is_some() {
            notes.taken(service.at, what("restart"), "a job ends, and runs again before the next release");
        }
    } else if let Some(restart) = &service.restart {
        let usual = matches!(restart.as_str(), "always" | "unless-stopped");
        let restart = clean_line(restart);
        if usual {
            notes.taken(service.at, what("restart"), "a service is restarted when it ends");
        } else {
            notes.changed(
                service.at,
                what("restart"),
                format!("a service is restarted when it ends, also with `{restart}`"),
            );
        }
    }
    if service.resources.restart.is_some() {
        notes.changed(service.at, what("deploy.restart_policy"), "a service is restarted when it ends");
    }
    for (label, (at, text)) in &service.labels {
        if is_guard(label, &text.plain()) {
            notes.open(
                *at,
                format!("the proxy let only some people reach `{name}` (`{}`): here everybody does", clean_line(label)),
            );
        }
        let routed = label.starts_with("traefik.") || label.starts_with("caddy");
        let why = if routed {
            "the routes in it were read; the server's own proxy has them"
        } else {
            "labels are for other programs"
        };
        notes.dropped(*at, what(&format!("labels.{label}")), why);
    }
    if !service.networks.is_empty() {
        notes.changed(service.at, what("networks"), "all containers of the app are in one network of their own");
    }
    if !service.exposed.is_empty() {
        notes.taken(service.at, what("expose"), "containers of the app reach each other at every port");
    }
    if !service.profiles.is_empty() {
        let profiles = clean_line(&service.profiles.join(", "));
        notes.taken(service.at, what("profiles"), format!("the profile is on: {profiles}"));
    }
    for (at, link) in &service.links {
        let link = clean_line(link);
        notes.changed(*at, what("links"), format!("`{link}`: containers of the app find each other by name"));
    }
    if let Some((at, platform)) = &service.platform {
        let platform = clean_line(platform);
        notes.changed(*at, what("platform"), format!("`{platform}`: the preset's `architectures` say it for all"));
    }
    if let Some(alias) = &service.container_name {
        let alias = clean_line(alias);
        notes.changed(service.at, what("container_name"), format!("`{alias}` is a further name in the app's network"));
    }
    if container.keys.iter().any(|(key, _)| *key == "docker_socket") {
        container.keys.sort_by_key(|(key, _)| *key == "docker_socket");
    }
}
