//! What stores know by themselves.

use super::filling::{Filling, Place};
use super::hosts::mentions;
use super::images::{self, Family};
use super::keywords::{self, Sort};
use super::roles::Role;
use super::stores::Database;
use super::values::Value;
use crate::import::variables::{Text, Variable};

/// Words that make a name one of a database.
const DATABASE_WORDS: [&str; 17] = [
    "DB",
    "DATABASE",
    "DATASOURCE",
    "POSTGRES",
    "POSTGRESQL",
    "PG",
    "MYSQL",
    "MARIADB",
    "MONGO",
    "MONGODB",
    "SQL",
    "JDBC",
    "TYPEORM",
    "CONNECTION",
    "SEQUELIZE",
    "HIBERNATE",
    "PGSQL",
];

impl Filling<'_> {
    /// A text that a store knows by itself: its password, or user and database of a service that uses it.
    pub(super) fn of_store(&self, text: &Text, place: Place<'_>) -> Option<Value> {
        if text.parts.is_empty() {
            return None;
        }
        let words = keywords::words(place.key);
        let mut stores: Vec<&Database> = self.used_by(place.service).collect();
        // Two may have the same password: the name of the variable says which of them is meant.
        stores.sort_by_key(|store| !is_named(store, &words));
        stores.into_iter().find_map(|store| {
            let what = self.piece(store, text, &words, place)?;
            Some(Value::filled(format!("{}.{what}", self.name(&store.service))))
        })
    }

    /// What of a store a text is.
    fn piece(&self, store: &Database, text: &Text, words: &[String], place: Place<'_>) -> Option<&'static str> {
        let plain = text.plain();
        let variable = text.sole().map(|variable| &variable.name);
        let by_name = |one: &Text| one.sole().is_some_and(|own| Some(&own.name) == variable);
        // The same word means the same thing only in a service that has to do with the store.
        let equal = |one: &Text| !plain.is_empty() && one.plain() == plain && self.is_near(place.service, store);
        let secret = keywords::sort(place.key) != Sort::Plain;
        if store.password.as_ref().is_some_and(|password| by_name(password) || (secret && equal(password))) {
            return Some("password");
        }
        if store.kind.is_cache() {
            return None;
        }
        let ends = |list: &[&str]| words.last().is_some_and(|last| list.contains(&last.as_str()));
        let of_database = is_named(store, words) || words.iter().any(|word| DATABASE_WORDS.contains(&word.as_str()));
        let user = ends(&["USER", "USERNAME", "UNAME"]);
        // The user of something else may have the same name, and keeps it.
        let same = store.user.now == plain;
        if by_name(&store.user.was) || (user && (of_database || words.len() == 1 || same) && equal(&store.user.was)) {
            return Some("user");
        }
        let database = ends(&["DB", "DATABASE", "DBNAME"]) || (ends(&["NAME"]) && of_database && !user);
        (by_name(&store.database.was) || (database && equal(&store.database.was))).then_some("name")
    }

    /// A service that is not in the preset and that a value names as a host.
    pub(super) fn gone(&self, value: &Value) -> Option<&str> {
        let text = value.template();
        let replaced = self.parts.roles.iter().filter(|(_, role)| **role == Role::Replaced);
        let image =
            |name: &str| self.service(name).and_then(|service| service.image.as_ref()).map(|(_, text)| text.plain());
        let proxies = replaced.map(|(name, _)| name.as_str());
        let mut proxies =
            proxies.filter(|name| image(name).is_none_or(|image| images::family(&image) != Family::Helper));
        proxies.find(|name| mentions(&text, &format!("//{name}")))
    }

    /// What a store has by the name of its variable: its password always, user and database where nobody says them.
    pub(super) fn known(&self, variable: &Variable, place: Place<'_>) -> Option<Value> {
        let is = |text: &Text| text.sole().is_some_and(|own| own.name == variable.name);
        let unsaid = variable.value.as_ref().is_none_or(String::is_empty);
        self.used_by(place.service).chain(&self.parts.stores).find_map(|store| {
            let what = if store.password.as_ref().is_some_and(is) {
                "password"
            } else if !unsaid || store.kind.is_cache() {
                return None;
            } else if is(&store.user.was) {
                "user"
            } else if is(&store.database.was) {
                "name"
            } else {
                return None;
            };
            Some(Value::filled(format!("{}.{what}", self.name(&store.service))))
        })
    }
}

/// Whether a name has a word for the kind of a store, or for the store itself.
fn is_named(store: &Database, words: &[String]) -> bool {
    let kinds: &[&str] = match store.kind.word() {
        "postgres" => &["POSTGRES", "POSTGRESQL", "PG", "PGSQL"],
        "mysql" | "mariadb" => &["MYSQL", "MARIADB"],
        "mongodb" => &["MONGO", "MONGODB"],
        _ => &["REDIS", "VALKEY", "CACHE"],
    };
    let service = store.service.to_ascii_uppercase();
    words.iter().any(|word| kinds.contains(&word.as_str()) || *word == service)
}
