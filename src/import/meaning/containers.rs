//! One service or job of the preset.

use indexmap::IndexMap;

use super::builds;
use super::door::Door;
use super::doors::checked_url;
use super::draft::Container;
use super::filling::{Filling, Place};
use super::hosts::is_object_store;
use super::images;
use super::magic::{self, Magic};
use super::names::Names;
use super::proposal;
use super::roles::Role;
use super::values::{Bit, Env, Value};
use super::volumes::{Of, Placed, Volumes};
use super::{settings, told};
use crate::import::load::Reading;
use crate::import::project::{Build, Condition, Health, Service};
use crate::import::toml_text::{list, string};
use crate::import::yaml::At;

/// Characters of a path that is asked for.
const LONGEST_PATH: usize = 1024;
/// The image of a service that a person must find one for.
const CHOOSE: &str = "registry.example.com/choose/an-image:1";

pub(super) fn container(
    name: &str,
    role: Role,
    filling: &mut Filling<'_>,
    volumes: &mut Volumes,
    names: &mut Names,
    reading: &mut Reading<'_>,
) -> Container {
    let Some(service) = filling.service(name) else { return Container::default() };
    let mut container = Container { at: service.at, from: name.to_owned(), ..Container::default() };
    let env = environment(name, service, filling, reading);
    source(name, service, &env, &mut container, reading);
    let door = filling.doors.of.get(name).cloned().unwrap_or_default();
    if role == Role::Job {
        container.keys.push(("run", string("before-release")));
    } else {
        reached(name, &door, filling, &mut container);
    }
    let place = |key: &'static str| Place { service: name, key, at: service.at };
    for (key, words) in [("entrypoint", &service.entrypoint), ("command", &service.command)] {
        let Some(words) = words else { continue };
        let words = filling.words(words, place(key), &mut reading.notes);
        let words: Vec<String> = words.iter().map(Value::template).collect();
        if words.iter().all(String::is_empty) {
            let open = format!("`{key}` of `{name}` is empty, which takes the image's own away: here that one is used");
            reading.notes.open(service.at, open);
        } else if words.iter().any(|word| word.contains('\0')) {
            reading
                .notes
                .open(service.at, format!("`{key}` of `{name}` has a NUL character, which no command can have"));
        } else {
            container.keys.push((key, list(&words)));
        }
    }
    if role != Role::Job {
        health(name, service, &door, &env, filling, &mut container, reading);
    } else if let Some(health) = &service.health {
        reading.notes.dropped(health.at, format!("services.{name}.healthcheck"), "a job is well when it ends well");
    }
    settings::settings(name, service, filling, &mut container);
    needs(name, service, filling, &mut container, reading);
    let mounts = volumes.mounts(name, filling, names, reading);
    if !mounts.placed.is_empty() {
        container.keys.push(("mounts", placed(&mounts.placed)));
    }
    let tmpfs: Vec<String> =
        service.tmpfs.iter().chain(&mounts.tmpfs).filter(|path| settings::is_clean(path)).cloned().collect();
    if !tmpfs.is_empty() {
        container.keys.push(("tmpfs", list(&tmpfs)));
    }
    if mounts.docker_socket {
        container.keys.push(("docker_socket", "true".to_owned()));
    }
    if !door.raw.is_empty() && role != Role::Job {
        container.keys.push(("ports", list(&door.raw)));
    }
    container.env.clone_from(&env);
    if let Some(build) = service.build.as_ref().filter(|_| container.keys.iter().any(|(key, _)| *key == "build")) {
        for (arg, value) in builds::args(build, &env) {
            container.env.entry(arg.clone()).or_insert_with(|| (build.at, Value::text(value.as_str())));
        }
    }
    told::told(name, service, role, &mut container, reading);
    if is_object_store(name, service) {
        container.proposal = proposal::bucket(name, filling);
    }
    container
}

/// Variables with their values.
fn environment(name: &str, service: &Service, filling: &mut Filling<'_>, reading: &mut Reading<'_>) -> Env {
    let mut env = IndexMap::new();
    for (variable, entry) in &service.env {
        let what = format!("services.{name}.environment.{variable}");
        let magic = magic::read(variable);
        let address = matches!(magic, Some(Magic::Url { .. } | Magic::Host { .. }));
        if let Err(why) = crate::model::variable::check(variable) {
            reading.notes.dropped(entry.at, what, why);
            continue;
        }
        let Some(text) = &entry.value else {
            if address {
                reading.notes.changed(entry.at, what, "it says that people reach the service, and at which port");
            } else {
                reading.notes.dropped(entry.at, what, "it has no value, neither here nor in `.env`");
            }
            continue;
        };
        if address && (text.plain().is_empty() || text.plain().starts_with('/')) {
            let why = if text.plain().len() > 1 {
                "the service has a host name of its own instead of a path"
            } else {
                "it says that people reach the service, and at which port"
            };
            reading.notes.changed(entry.at, what, why);
            continue;
        }
        let place = Place { service: name, key: variable, at: entry.at };
        let value = filling.env(text, place, &mut reading.notes);
        if value.template().contains('\0') {
            reading.notes.dropped(entry.at, what, "it has a NUL character, which no variable can have");
            continue;
        }
        if let Some(gone) = filling.gone(&value) {
            let open = format!("`{variable}` of `{name}` names `{gone}`, which the server's own proxy replaces");
            reading.notes.open(entry.at, open);
        }
        env.insert(variable.clone(), (entry.at, value));
    }
    env
}

/// Image or build.
fn source(name: &str, service: &Service, env: &Env, container: &mut Container, reading: &mut Reading<'_>) {
    let mut image = String::new();
    if let Some((at, text)) = &service.image {
        image = text.plain();
        if let Some(variable) = text.unknown().map(|variable| variable.name.clone()) {
            let open = format!("the image of `{name}` needs a value for `{variable}`: set `image` of the service");
            reading.notes.open(*at, open);
            image = image.trim_end_matches(':').to_owned();
        }
        let mended = image.trim_start_matches("https://").to_owned();
        if crate::model::image::check(&mended).is_err() {
            if text.unknown().is_none() {
                let shown = crate::model::text::clean_line(&image);
                reading.notes.open(*at, format!("`{shown}`, the image of `{name}`, is no name of an image"));
            }
            CHOOSE.clone_into(&mut image);
        } else {
            image = mended;
        }
        let (_, tag) = images::apart(&image);
        if (tag.is_empty() || tag == "latest") && !image.contains('@') && image != CHOOSE {
            let why = "it names no version, so a later release may bring another one: better name one";
            reading.notes.changed(*at, format!("services.{name}.image"), why);
        }
    }
    let Some(build) = &service.build else {
        if image.is_empty() {
            reading.notes.open(service.at, format!("`{name}` has neither an image nor a build"));
            CHOOSE.clone_into(&mut image);
        }
        container.keys.push(("image", string(&image)));
        return;
    };
    let what = format!("services.{name}.build");
    if let Some(built) = builds::from_git(build, env) {
        args_left_out(name, build, env, reading);
        reading.notes.taken(build.at, what, "built from its Git repository in your account");
        container.keys.push(("build", built));
        return;
    }
    let folder = crate::model::text::clean_line(if build.context.is_empty() { "." } else { &build.context });
    if image.contains('/') && image != CHOOSE {
        let why = format!("the ready image {image} is used; nothing is built from the folder {folder} of your machine");
        reading.notes.changed(build.at, what, why);
    } else if let Some((built, why)) = reading.origin().and_then(|origin| builds::from_clone(build, env, &origin)) {
        args_left_out(name, build, env, reading);
        reading.notes.changed(build.at, what, why);
        container.keys.push(("build", built));
        return;
    } else {
        let from = if builds::is_repository(build.context.split('#').next().unwrap_or_default()) {
            "a Git repository that is not public, or without the branch or tag that is meant".to_owned()
        } else {
            format!("the folder {folder} of your machine")
        };
        let open = format!(
            "`{name}` is built from {from}: name an image of it, or build it from Git (`build = {{ git, ref, \
             dockerfile }}`)"
        );
        reading.notes.open(build.at, open);
        CHOOSE.clone_into(&mut image);
    }
    container.keys.push(("image", string(&image)));
}

fn args_left_out(name: &str, build: &Build, env: &Env, reading: &mut Reading<'_>) {
    for arg in build.args.keys().filter(|arg| !builds::args(build, env).any(|(known, _)| known == *arg)) {
        let arg = crate::model::text::clean_line(arg);
        let open = format!(
            "`{arg}` of the build of `{name}` is left out: it is a secret, which would stay readable in the image \
             (see `secrets` of a build), or has another value for the container"
        );
        reading.notes.open(build.at, open);
    }
}

fn reached(name: &str, door: &Door, filling: &Filling<'_>, container: &mut Container) {
    if let Some((port, _)) = door.port {
        container.keys.push(("port", port.to_string()));
    }
    if !door.paths.is_empty() {
        let path = |(path, strip): &(String, bool)| {
            if *strip { format!("{{ path = {}, strip = true }}", string(path)) } else { string(path) }
        };
        container.keys.push(("paths", format!("[{}]", door.paths.iter().map(path).collect::<Vec<_>>().join(", "))));
    }
    if door.public && filling.doors.main != name {
        container.keys.push(("public", "true".to_owned()));
        container.keys.push(("host", string(&door.host)));
        if let Some(outside) = door.outside {
            container.keys.push(("port_without_domain", outside.to_string()));
        }
    }
}

fn health(
    name: &str,
    service: &Service,
    door: &Door,
    env: &Env,
    filling: &mut Filling<'_>,
    container: &mut Container,
    reading: &mut Reading<'_>,
) {
    let mut pairs: Vec<String> = Vec::new();
    let what = format!("services.{name}.healthcheck");
    let said = service.health.as_ref();
    if door.public {
        let asked = said.iter().flat_map(|health| &health.command).find_map(|word| checked_url(&word.plain()));
        let path = asked.filter(|(port, _)| door.port.is_some_and(|(own, _)| own == *port)).map(|(_, path)| path);
        match path.filter(|path| {
            path.len() <= LONGEST_PATH
                && path.chars().all(|c| c.is_ascii_alphanumeric() || "-._~!&'()*+,;=:@%/?".contains(c))
        }) {
            Some(path) => pairs.push(format!("path = {}", string(&path))),
            // Nobody knows what stands at `/`: an answer at all is what can be asked for.
            None => pairs.push("path = \"/\", codes = \"200-499\"".to_owned()),
        }
    }
    if let Some(health) = said.filter(|health| !health.off) {
        match command(name, health, env, filling, reading) {
            Some(words) if !words.is_empty() => pairs.push(format!("command = {}", list(&words))),
            Some(_) => {}
            None => {
                let why = "it names a secret, which a health check cannot have";
                reading.notes.dropped(health.at, what.clone(), why);
            }
        }
        let times = [
            ("interval_seconds", health.interval),
            ("timeout_seconds", health.timeout),
            ("retries", health.retries.min(1000)),
            ("start_seconds", health.start),
        ];
        let longest = 86_400;
        pairs.extend(
            times.into_iter().filter(|(_, time)| *time > 0).map(|(key, time)| format!("{key} = {}", time.min(longest))),
        );
    } else if let Some(health) = said {
        reading.notes.changed(health.at, what, "the image's own check is switched off: people's path is asked instead");
    }
    if !pairs.is_empty() {
        container.keys.push(("health", format!("{{ {} }}", pairs.join(", "))));
    }
}

/// Words of a health check, which are literal: a secret is there as the container's own variable.
fn command(
    name: &str,
    health: &Health,
    env: &Env,
    filling: &mut Filling<'_>,
    reading: &mut Reading<'_>,
) -> Option<Vec<String>> {
    let place = Place { service: name, key: "healthcheck", at: health.at };
    let shell = health.command.first().is_some_and(|word| word.plain() == "CMD-SHELL");
    let (mut words, hidden) = (Vec::new(), filling.hidden());
    for word in &health.command {
        let value = filling.word(word, &hidden, place, &mut reading.notes);
        let mut text = String::new();
        for bit in &value.bits {
            match bit {
                Bit::Text(part) => text.push_str(part),
                Bit::Filled(filled) => {
                    let wanted = Value::filled(filled.as_str());
                    let own = |(name, (_, value)): &(&String, &(At, Value))| *value == wanted && is_shell_name(name);
                    // Nothing is filled in between single quotes.
                    let quoted = text.matches('\'').count() % 2 == 1;
                    match env.iter().find(own) {
                        Some((variable, _)) if shell && quoted => text.extend(["'\"${", variable.as_str(), "}\"'"]),
                        Some((variable, _)) if shell => text.extend(["${", variable.as_str(), "}"]),
                        _ => return None,
                    }
                }
            }
        }
        words.push(text);
    }
    if words.iter().skip(1).all(String::is_empty) {
        words.clear();
    }
    Some(words)
}

fn is_shell_name(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && !name.starts_with(|c: char| c.is_ascii_digit())
}

fn needs(name: &str, service: &Service, filling: &Filling<'_>, container: &mut Container, reading: &mut Reading<'_>) {
    let mut needs = Vec::new();
    for (other, condition) in &service.needs {
        let what = format!("services.{name}.depends_on.{other}");
        match filling.parts.roles.get(other) {
            Some(Role::Replaced) => reading.notes.dropped(service.at, what, "the proxy is the server's own"),
            Some(Role::Service) if *condition == Condition::Ended => {
                reading
                    .notes
                    .open(service.at, format!("`{name}` waits for the end of `{other}`, which goes on running"));
            }
            Some(role) if other != name => {
                let checked = filling.service(other).and_then(|other| other.health.as_ref());
                let unchecked = checked.is_none_or(|health| health.off || health.command.is_empty());
                if *condition == Condition::Healthy && *role == Role::Service && unchecked {
                    let why = format!("it waits until `{other}` has started: the file has no check of its health");
                    reading.notes.changed(service.at, what, why);
                }
                needs.push(filling.name(other));
            }
            _ => reading.notes.dropped(service.at, what, "it is not in the preset"),
        }
    }
    if !needs.is_empty() {
        container.keys.push(("needs", list(&needs)));
    }
}

fn placed(mounts: &[Placed]) -> String {
    let mounts = mounts.iter().map(|mount| {
        let path = string(&mount.path);
        let read_only = if mount.read_only { ", read_only = true" } else { "" };
        match &mount.of {
            Of::File(file) => format!("{{ file = {}, path = {path} }}", string(file)),
            Of::Store { store, sub } if sub.is_empty() => {
                format!("{{ store = {}, path = {path}{read_only} }}", string(store))
            }
            Of::Store { store, sub } => {
                format!("{{ store = {}, sub = {}, path = {path}{read_only} }}", string(store), string(sub))
            }
        }
    });
    let mounts: Vec<String> = mounts.collect();
    if mounts.len() == 1 { format!("[{}]", mounts.join("")) } else { format!("[\n  {},\n]", mounts.join(",\n  ")) }
}
