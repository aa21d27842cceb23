//! What each service of the file is: a service, a job, a store, or a proxy that the server replaces.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::images::{self, Family};
use super::routes::{self, Routes};
use super::stores::{self, Database};
use crate::import::load::Reading;
use crate::import::project::{Condition, Project, Service};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Service,
    Job,
    Store,
    /// Left out: the server does its work.
    Replaced,
}

/// Roles, stores and routes.
pub(super) struct Parts {
    pub(super) roles: IndexMap<String, Role>,
    pub(super) stores: Vec<Database>,
    pub(super) routes: Routes,
}

pub(super) fn parts(project: &Project, reading: &mut Reading<'_>) -> Parts {
    let ended: BTreeSet<&String> = project
        .services
        .values()
        .flat_map(|service| &service.needs)
        .filter(|(_, condition)| **condition == Condition::Ended)
        .map(|(name, _)| name)
        .collect();
    let mut parts = Parts { roles: IndexMap::new(), stores: Vec::new(), routes: routes::of_labels(project) };
    for (name, service) in &project.services {
        let role = role(name, service, ended.contains(name), project, &mut parts, reading);
        parts.roles.insert(name.clone(), role);
    }
    // A file of a proxy alone is about the proxy.
    if parts.roles.values().all(|role| matches!(role, Role::Replaced | Role::Store | Role::Job))
        && let Some(role) = parts.roles.values_mut().find(|role| **role == Role::Replaced)
    {
        *role = Role::Service;
    }
    if parts.roles.values().all(|role| *role != Role::Service)
        && let Some(role) = parts.roles.values_mut().find(|role| **role == Role::Job)
    {
        *role = Role::Service;
    }
    only_stores(&mut parts, project, reading);
    parts
}

/// A file of databases alone is about a database: it stays a service.
fn only_stores(parts: &mut Parts, project: &Project, reading: &mut Reading<'_>) {
    if parts.roles.values().any(|role| *role == Role::Service) {
        return;
    }
    for (name, role) in &mut parts.roles {
        if *role == Role::Store {
            *role = Role::Service;
            let at = project.services.get(name).map(|service| service.at).unwrap_or_default();
            let why = "nothing in the file uses it, so it is a service of its own";
            reading.notes.changed(at, format!("services.{name}"), why);
        }
    }
    parts.stores.clear();
}

fn role(
    name: &str,
    service: &Service,
    ended: bool,
    project: &Project,
    parts: &mut Parts,
    reading: &mut Reading<'_>,
) -> Role {
    let image = service.image.as_ref().map(|(_, text)| text.plain()).unwrap_or_default();
    let family = images::family(&image);
    let what = format!("services.{name}");
    let outside = service.ports.iter().any(|port| matches!(port.inside.0, 80 | 443));
    let socket = service.mounts.iter().any(|mount| mount.path.ends_with("/docker.sock"));
    // A proxy that is built: it finds the others by the engine, and they say their names to it.
    let built = service.build.is_some() && outside && socket && !parts.routes.is_empty();
    let replaced = match family {
        _ if built => true,
        Family::Traefik | Family::NginxProxy => {
            if parts.routes.is_empty() {
                let open =
                    format!("`{name}` is a proxy whose routes are not in the file: name the service that people open");
                reading.notes.open(service.at, open);
            }
            true
        }
        Family::Helper => true,
        Family::Caddy => routes::of_caddy(name, service, project, &mut parts.routes, reading),
        Family::Nginx => routes::of_nginx(name, service, project, &mut parts.routes, reading),
        _ => false,
    };
    if replaced {
        let why = if family == Family::Helper {
            "the server has its own way of doing it (certificates, restarts, updates)"
        } else {
            "the server's own proxy takes its place: https, certificates and the routes that were read"
        };
        reading.notes.dropped(service.at, what, why);
        return Role::Replaced;
    }
    if let Some(database) = stores::recognise(name, service, project, &mut reading.notes) {
        parts.stores.push(database);
        return Role::Store;
    }
    if ended || is_job(name, service, &image) {
        reading.notes.changed(service.at, what, "it runs to its end: a job, once before each release serves");
        return Role::Job;
    }
    Role::Service
}

/// Whether a name says that something is done once: `db-init`, `migrate`, `minio_setup`.
fn is_once(name: &str) -> bool {
    const BEGINS: [&str; 5] = ["createbucket", "provision", "bootstrap", "permission", "initial"];
    const WORDS: [&str; 8] = ["init", "setup", "dbinit", "initdb", "seed", "seeds", "seeder", "seeding"];
    let small = name.to_ascii_lowercase();
    let mut parts = small.split(|c: char| !c.is_ascii_alphanumeric());
    small.contains("migrat")
        || small.contains("create-bucket")
        || small.contains("create_bucket")
        || parts.any(|part| WORDS.contains(&part) || BEGINS.iter().any(|begin| part.starts_with(begin)))
}

/// What runs to its end by all signs: nobody restarts it, nobody reaches it, nobody asks whether it is well.
fn is_job(name: &str, service: &Service, image: &str) -> bool {
    let restart = service.resources.restart.as_deref().or(service.restart.as_deref());
    let never = matches!(restart, Some("no" | "none" | "false"));
    let seldom = never || restart.is_none_or(|restart| restart.starts_with("on-failure"));
    let alone = service.ports.is_empty() && service.health.is_none() && service.exposed.is_empty();
    let (path, _) = images::apart(image);
    let named = is_once(name);
    let tool = matches!(path.as_str(), "minio/mc" | "busybox" | "alpine" | "bash" | "curlimages/curl");
    alone && (never || (seldom && (service.once || named || tool)) || (named && tool))
}
