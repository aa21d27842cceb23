//! What a compose file means: services, jobs and stores of a preset.

mod addresses;
mod builds;
mod commands;
mod containers;
mod contents;
mod door;
mod doors;
mod draft;
mod dsn;
mod files;
mod fill;
mod filling;
mod hosts;
mod images;
mod keywords;
mod magic;
mod managed;
mod names;
mod own;
mod paths;
mod ports;
mod proposal;
mod roles;
mod routes;
mod secrets;
mod settings;
mod shapes;
mod shared;
mod stores;
mod told;
mod values;
mod volumes;

use indexmap::IndexMap;

use super::load::Reading;
use super::project::Project;
use super::refusal::Refusal;
use super::toml_text::{list, string};
use door::Doors;
use draft::Store;
pub(super) use draft::{Container, Draft};
use filling::Filling;
use names::Names;
use roles::{Parts, Role};
use secrets::Secrets;
use stores::{Database, Kind};
use volumes::Volumes;

pub(super) use magic::{Form, head};
pub(super) use names::preset as preset_name;
pub(super) use secrets::Need;

/// MB of a container of which nothing else is known, of a database, of a cache, and of the system itself.
const USUAL: u32 = 256;
const DATABASE: u32 = 256;
const CACHE: u32 = 64;
const SYSTEM: u32 = 400;

/// The preset that a project is, with remarks in `reading`.
///
/// # Errors
/// When nothing of it runs.
pub(super) fn preset(mut project: Project, head: &magic::Head, reading: &mut Reading<'_>) -> Result<Draft, Refusal> {
    active(&mut project, reading);
    if project.services.is_empty() {
        return Err(Refusal::whole("none of its services runs: each has `replicas: 0`"));
    }
    let mut parts = roles::parts(&project, reading);
    let doors = doors::doors(&project, &parts, head.port, reading);
    let mut names = Names::default();
    let given = given_names(&project, &mut parts, &mut names, reading);
    for (network, at) in &project.external_networks {
        let network = crate::model::text::clean_line(network);
        let why = format!(
            "the network `{network}` of other programs is not there; containers of the app have one of their own"
        );
        reading.notes.changed(*at, format!("networks.{network}.external"), why);
    }
    // Twice: what is a secret at one place may stand at an earlier one, too.
    let before = reading.notes.clone();
    let secrets = filled(&project, &parts, &doors, &given, &names, fresh(&parts, &given), reading).secrets;
    reading.notes = before;
    let mut draft = filled(&project, &parts, &doors, &given, &names, secrets.again(), reading).draft;
    draft.main.clone_from(given.get(&doors.main).unwrap_or(&doors.main));
    draft.main_why.clone_from(&doors.why);
    draft.summary.clone_from(&head.slogan);
    draft.source.clone_from(&head.documentation);
    draft.processor = processor(&project, reading);
    managed::tls_switches(&parts, &given, &mut draft, reading);
    draft.managed = managed::stores(&parts, &given, &draft);
    managed::authorities(&mut draft);
    Ok(draft)
}

/// The processor that images are asked for. One server has one.
fn processor(project: &Project, reading: &mut Reading<'_>) -> Option<&'static str> {
    let asked = |words: [&str; 2]| {
        let platforms = project.services.values().filter_map(|service| service.platform.as_ref());
        platforms.filter(|(_, platform)| words.iter().any(|word| platform.contains(word))).map(|(at, _)| *at).next()
    };
    let (intel, arm) = (asked(["amd64", "x86_64"]), asked(["arm64", "aarch64"]));
    if let (Some(at), Some(_)) = (intel, arm) {
        reading.notes.open(at, "images for different processors are asked for, and a server has one: choose `arch`");
    }
    match (intel, arm) {
        (Some(_), _) => Some("x86_64"),
        (None, Some(_)) => Some("arm64"),
        (None, None) => None,
    }
}

struct Filled {
    draft: Draft,
    secrets: Secrets,
}

/// Secrets that know which names are the stores' own.
fn fresh(parts: &Parts, given: &IndexMap<String, String>) -> Secrets {
    let mut secrets = Secrets::default();
    for store in parts.stores.iter().filter(|store| !store.kind.is_cache() || store.password.is_some()) {
        let name = given.get(&store.service).unwrap_or(&store.service);
        secrets.taken(format!("{}_PASSWORD", name.to_ascii_uppercase().replace(['-', '.'], "_")));
    }
    secrets
}

fn filled(
    project: &Project,
    parts: &Parts,
    doors: &Doors,
    given: &IndexMap<String, String>,
    names: &Names,
    secrets: Secrets,
    reading: &mut Reading<'_>,
) -> Filled {
    let mut filling = Filling::new(project, parts, doors, given, secrets);
    let (mut volumes, mut names, mut draft) = (Volumes::default(), names.clone(), Draft::default());
    for (name, role) in jobs_in_order(project, &parts.roles) {
        let container = containers::container(&name, role, &mut filling, &mut volumes, &mut names, reading);
        let at = filling.name(&name);
        draft.memory_mb += if role == Role::Job { 0 } else { memory(&container.keys) };
        if role == Role::Job {
            draft.jobs.insert(at, container)
        } else {
            draft.services.insert(at, container)
        };
    }
    for store in &parts.stores {
        draft.memory_mb += store.memory_mb.max(if store.kind.is_cache() { CACHE } else { DATABASE });
        draft.databases.insert(filling.name(&store.service), database(store, project));
    }
    draft.memory_mb += SYSTEM;
    draft.folders = volumes.folders;
    draft.files = volumes.contents.files;
    for name in named_secrets(&draft) {
        filling.secrets.recall(&name);
    }
    draft.secrets.clone_from(&filling.secrets.made);
    Filled { draft, secrets: filling.secrets }
}

/// Names of secrets that values, commands and files have.
fn named_secrets(draft: &Draft) -> Vec<String> {
    let containers = || draft.services.values().chain(draft.jobs.values());
    let values = containers().flat_map(|one| one.env.values().map(|(_, value)| value.template()));
    let keys = containers().flat_map(|one| one.keys.iter().map(|(_, text)| text.clone()));
    let files = draft.files.values().map(|file| file.text.template());
    let texts: Vec<String> = values.chain(keys).chain(files).collect();
    let named = texts.iter().flat_map(|text| text.split("${secret").skip(1)).filter_map(|rest| {
        let name = rest.strip_prefix("_url:").or(rest.strip_prefix(':'))?;
        Some(name.split('}').next()?.to_owned())
    });
    named.collect()
}

fn memory(keys: &[(&'static str, String)]) -> u32 {
    let said = keys.iter().find(|(key, _)| *key == "memory_mb").and_then(|(_, number)| number.parse().ok());
    said.unwrap_or(USUAL)
}

/// Services as they stand, jobs so that each comes after those that it waits for.
fn jobs_in_order(project: &Project, roles: &IndexMap<String, Role>) -> Vec<(String, Role)> {
    let of =
        |wanted: Role| roles.iter().filter(move |(_, role)| **role == wanted).map(|(name, role)| (name.clone(), *role));
    let mut order: Vec<(String, Role)> = of(Role::Service).collect();
    let mut waiting: Vec<(String, Role)> = of(Role::Job).collect();
    while !waiting.is_empty() {
        let names: Vec<String> = waiting.iter().map(|(name, _)| name.clone()).collect();
        let free = waiting.iter().position(|(name, _)| {
            let needs = project.services.get(name).map(|service| &service.needs);
            needs.is_none_or(|needs| !needs.keys().any(|other| other != name && names.contains(other)))
        });
        order.push(waiting.remove(free.unwrap_or(0)));
    }
    order
}

/// Services whose profile is off are left out, by name.
fn active(project: &mut Project, reading: &mut Reading<'_>) {
    let on = reading.profiles();
    let is_on = |profiles: &[String]| {
        profiles.is_empty() || profiles.iter().any(|profile| on.contains(profile) || on.iter().any(|one| one == "*"))
    };
    let kept = project.services.values().filter(|service| is_on(&service.profiles)).count();
    let first = project.services.values().find_map(|service| service.profiles.first().cloned()).unwrap_or_default();
    project.services.retain(|name, service| {
        let stays = is_on(&service.profiles) || (kept == 0 && service.profiles.contains(&first));
        let none = service.resources.replicas.is_some_and(|(_, count)| count == 0);
        if !stays {
            let profiles: Vec<String> =
                service.profiles.iter().map(|one| crate::model::text::clean_line(one)).collect();
            let why =
                format!("its profile ({}) is off: `COMPOSE_PROFILES` in .env switches it on", profiles.join(", "));
            reading.notes.dropped(service.at, format!("services.{name}"), why);
        } else if none {
            reading.notes.dropped(service.at, format!("services.{name}"), "none of it runs (`replicas: 0`)");
        } else if kept == 0 {
            let profile = crate::model::text::clean_line(&first);
            let why = format!("every service has a profile and none is on: the first one ({profile}) is");
            reading.notes.changed(service.at, format!("services.{name}.profiles"), why);
        }
        stays && !none
    });
}

/// Names of containers and stores; a new one is told.
fn given_names(
    project: &Project,
    parts: &mut Parts,
    names: &mut Names,
    reading: &mut Reading<'_>,
) -> IndexMap<String, String> {
    let mut given = IndexMap::new();
    for (name, role) in &parts.roles {
        if *role == Role::Replaced {
            continue;
        }
        let now = names.give(name);
        if now != *name {
            let at = project.services.get(name).map(|service| service.at).unwrap_or_default();
            reading.notes.changed(at, format!("services.{name}"), format!("it is called `{now}`"));
        }
        given.insert(name.clone(), now);
    }
    for store in &mut parts.stores {
        if let Some(name) = given.get(&store.service) {
            store.name.clone_from(name);
        }
    }
    given
}

fn database(store: &Database, project: &Project) -> Store {
    let at = project.services.get(&store.service).map(|service| service.at).unwrap_or_default();
    let mut keys = vec![("kind", string(store.kind.word())), ("version", string(&store.version))];
    if !store.kind.is_cache() {
        keys.push(("database", string(&store.database.now)));
        keys.push(("user", string(&store.user.now)));
    }
    if let Some(image) = &store.image {
        keys.push(("image", string(image)));
    }
    if store.kind == Kind::Pgvector {
        keys.push(("extensions", list(&["vector".to_owned()])));
    }
    if store.kind.is_cache() {
        keys.push(("persistent", store.persistent.to_string()));
        keys.push(("password", store.password.is_some().to_string()));
    }
    if !store.command.is_empty() {
        let words: Vec<String> = store.command.clone();
        keys.push(("command", list(&words)));
    }
    if store.memory_mb > 0 {
        keys.push(("memory_mb", store.memory_mb.to_string()));
    }
    Store { at, from: store.service.clone(), keys, env: store.env.clone() }
}
