//! Databases of the file that AWS may run, and how the app is told to reach them by TLS.

use indexmap::IndexMap;

use super::draft::{Container, Draft};
use super::hosts;
use super::roles::Parts;
use super::stores::{Database, Kind};
use super::values::{Bit, Value};
use crate::import::load::Reading;

/// Programs of Node trust the authorities of this file beside their own (Node.js, "NODE_EXTRA_CA_CERTS").
const NODE_AUTHORITIES: &str = "NODE_EXTRA_CA_CERTS";

/// Versions that RDS creates (checked against the ones that a preset may have managed).
const VERSIONS: [(&str, &[&str]); 3] =
    [("postgres", &["14", "15", "16", "17", "18"]), ("mysql", &["8.4"]), ("mariadb", &["10.11", "11.4", "11.8"])];

/// Words of PostgreSQL's `sslmode` for which `disable` is as good where the database is a container beside the app.
const MODES: [&str; 4] = ["disable", "allow", "prefer", "require"];

/// What people are told of it.
const FOLLOWS: &str = "it is `require` where AWS runs the database, else `disable`";

/// Lets a variable such as `DB_SSLMODE` of whoever names the parts of a PostgreSQL database follow where that is.
pub(super) fn tls_switches(
    parts: &Parts,
    given: &IndexMap<String, String>,
    draft: &mut Draft,
    reading: &mut Reading<'_>,
) {
    let names: Vec<String> = postgres(parts).filter_map(|store| given.get(&store.service).cloned()).collect();
    for container in draft.services.values_mut().chain(draft.jobs.values_mut()) {
        let mut used = names.iter().filter(|name| texts(container).any(|text| text.contains(&begin(name))));
        let (Some(store), None) = (used.next(), used.next()) else { continue };
        for (variable, (at, value)) in &mut container.env {
            if is_mode(variable) && value.literal().is_some_and(|mode| MODES.contains(&mode.as_str())) {
                *value = Value::filled(format!("{store}.sslmode"));
                let what = format!("services.{}.environment.{variable}", container.from);
                reading.notes.changed(*at, what, FOLLOWS);
            } else if value.bits.iter().any(|bit| matches!(bit, Bit::Filled(name) if name.starts_with(&of(store)))) {
                let Some(followed) = followed(value, store) else { continue };
                *value = followed;
                let what = format!("services.{}.environment.{variable}", container.from);
                reading.notes.changed(*at, what, format!("its `sslmode`: {FOLLOWS}"));
            }
        }
    }
}

/// An address with `sslmode=disable` and the like in it, whose end follows where the database is.
fn followed(value: &Value, store: &str) -> Option<Value> {
    let mut made = Value::default();
    let mut found = false;
    for bit in &value.bits {
        let split = match bit {
            Bit::Text(text) => text.split_once("sslmode=").and_then(|(before, rest)| {
                let end = rest.find('&').unwrap_or(rest.len());
                MODES.contains(&&rest[..end]).then_some((before, &rest[end..]))
            }),
            Bit::Filled(_) => None,
        };
        match split {
            Some((before, after)) => {
                found = true;
                made.push(&format!("{before}sslmode="));
                made.append(Value::filled(format!("{store}.sslmode")));
                made.push(after);
            }
            None => made.append(Value { bits: vec![bit.clone()] }),
        }
    }
    found.then_some(made)
}

fn is_mode(variable: &str) -> bool {
    let name = variable.to_ascii_uppercase();
    name.ends_with("SSLMODE") || name.ends_with("SSL_MODE")
}

/// Databases that AWS can run. RDS takes PostgreSQL's users by TLS alone: that is known of the app where it has the
/// whole address or a switch. What the database is told by its command or its variables would be lost.
pub(super) fn stores(parts: &Parts, given: &IndexMap<String, String>, draft: &Draft) -> Vec<String> {
    let plain = parts.stores.iter().filter(|store| {
        let sold =
            VERSIONS.iter().find(|(kind, _)| *kind == store.kind.word()).map_or(&[][..], |(_, versions)| versions);
        sold.contains(&store.version.as_str()) && store.env.is_empty() && store.command.is_empty()
    });
    let usable = plain.filter_map(|store| {
        let name = given.get(&store.service)?;
        let files: Vec<String> = draft.files.values().map(|file| file.text.template()).collect();
        let containers: Vec<&Container> = draft.services.values().chain(draft.jobs.values()).collect();
        // Whoever names its host otherwise would not find it elsewhere.
        let host = format!("{name}:{}", store.kind.port());
        let mut all = containers.iter().flat_map(|one| texts(one)).chain(files.iter().cloned());
        if all.any(|text| hosts::mentions(&text, &host)) {
            return None;
        }
        let mut users = containers.iter().filter(|one| texts(one).any(|text| text.contains(&begin(name)))).peekable();
        let begun = users.peek().is_some();
        let by_tls = |one: &&Container| !is_postgres(store) || encrypts(one, name);
        let whole_files = files.iter().all(|text| !is_postgres(store) || whole(text, name));
        (begun && users.all(by_tls) && whole_files).then(|| name.clone())
    });
    usable.collect()
}

/// Lets programs of Node trust the authority of RDS: others need no word, or have one of their own.
pub(super) fn authorities(draft: &mut Draft) {
    let managed = draft.managed.clone();
    for container in draft.services.values_mut().chain(draft.jobs.values_mut()) {
        let store = managed.iter().find(|name| texts(container).any(|text| text.contains(&begin(name))));
        if let Some(store) = store.filter(|_| !container.env.contains_key(NODE_AUTHORITIES)) {
            let value = Value::filled(format!("{store}.ca"));
            container.env.insert(NODE_AUTHORITIES.to_owned(), (container.at, value));
        }
    }
}

/// Whether it has each database by its whole address, or says the word for TLS.
fn encrypts(container: &Container, store: &str) -> bool {
    let switch = format!("${{{store}.sslmode}}");
    let alone = texts(container).any(|text| text == switch);
    alone || texts(container).all(|text| whole(&text, store) || text.contains(&switch))
}

fn whole(text: &str, store: &str) -> bool {
    text.matches(&begin(store)).count() == text.matches(&format!("${{{store}.url}}")).count()
}

fn begin(store: &str) -> String {
    format!("${{{}", of(store))
}

fn of(store: &str) -> String {
    format!("{store}.")
}

fn texts(container: &Container) -> impl Iterator<Item = String> {
    let values = container.env.values().map(|(_, value)| value.template());
    values.chain(container.keys.iter().map(|(_, text)| text.clone()))
}

fn postgres(parts: &Parts) -> impl Iterator<Item = &Database> {
    parts.stores.iter().filter(|store| is_postgres(store))
}

fn is_postgres(store: &Database) -> bool {
    matches!(store.kind, Kind::Postgres | Kind::Pgvector)
}

#[cfg(test)]
mod tests {
    use super::VERSIONS;
    use crate::preset::StoreKind;

    #[test]
    fn versions_are_those_that_a_preset_may_have_managed() {
        for (kind, (word, versions)) in [StoreKind::Postgres, StoreKind::Mysql, StoreKind::Mariadb].iter().zip(VERSIONS)
        {
            assert_eq!(kind.engine().map(|engine| (engine.name(), engine.versions())), Some((word, versions)));
        }
    }
}
