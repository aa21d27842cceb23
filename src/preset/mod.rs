//! What an app needs, read from an annotated TOML. Strict: unknown keys are refused.

mod address;
mod catalog;
mod check;
mod container;
mod external;
mod language_1;
mod port;
mod secret;
mod sign_in;
mod store;
mod template;
mod tier;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;

pub use catalog::{CATALOG, Entry, by_name, text_of};
pub use container::{Build, Container, Health, Limit, Mount, Run, SharedPath};
pub use external::address_of;
pub use port::PublishedPort;
pub use secret::SecretNeed;
pub use sign_in::{Half, SignIn};
pub use store::{Store, StoreKind, password_of};
pub use template::{Piece, StoreValue, TemplateError, parse_template};
pub use tier::{DatabaseSize, Host, Place, ServerCount, ServerSize, Tier};

use crate::model::{Region, syntax};
use crate::resource::Architecture;

/// The language that presets are written in today. A file that names none is in the first.
const LANGUAGE: u32 = 2;
/// Where a further service is reached without a domain: this port and the next ones.
const FIRST_FURTHER_PORT: u16 = 8081;
const HTTP: u16 = 80;
/// Stands for an image that is not named yet.
const UNNAMED: &str = "your-image";

/// An app: services, jobs, stores, secrets and the tiers it can run as.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Always today's.
    pub language: u32,
    /// Catalog name, also the default deployment name.
    pub name: String,
    pub title: String,
    /// One sentence for a person who has never heard of it.
    pub summary: String,
    /// Version of the app that the images or Git references below stand for.
    pub version: String,
    /// Of the app, by its SPDX name where it has one.
    #[serde(default)]
    pub licence: String,
    /// Where the app comes from.
    #[serde(default)]
    pub source: String,
    /// Default processor architecture.
    pub arch: Architecture,
    /// Architectures the images exist for.
    pub architectures: Vec<Architecture>,
    /// Where it runs unless a person says otherwise; the nearest one where it is left out.
    #[serde(default)]
    pub region: Option<Region>,
    /// The service that people open: the first with a port where it is left out.
    #[serde(default)]
    pub main: String,
    /// Minutes that building all images from Git takes on a server; 0 when all images are ready-made.
    #[serde(default)]
    pub build_minutes: u32,
    /// GiB of memory that it takes to build the images from Git; 0 when any machine has it.
    #[serde(default)]
    pub build_memory_gb: u32,
    /// What a person must settle before it can be deployed.
    #[serde(default)]
    pub open: Vec<String>,
    #[serde(default)]
    pub services: IndexMap<String, Container>,
    /// Variables that several containers share.
    #[serde(default)]
    pub groups: IndexMap<String, IndexMap<String, String>>,
    #[serde(default)]
    pub jobs: IndexMap<String, Container>,
    #[serde(default)]
    pub stores: IndexMap<String, Store>,
    /// Files that containers mount.
    #[serde(default)]
    pub files: IndexMap<String, File>,
    #[serde(default)]
    pub secrets: IndexMap<String, SecretNeed>,
    /// Ways to sign in, easiest first; none where everybody can.
    #[serde(default)]
    pub sign_in: Vec<SignIn>,
    #[serde(default)]
    pub notes: Notes,
    /// Smallest first.
    pub tiers: IndexMap<String, Tier>,
}

/// A file that containers mount.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its text; `${…}` as in `env`.
    pub text: String,
    /// Octal.
    #[serde(default = "File::usual_mode")]
    pub mode: String,
    /// False where `${…}` means nothing.
    #[serde(default = "File::usual_template")]
    pub template: bool,
}

impl File {
    fn usual_mode() -> String {
        "0644".to_owned()
    }

    fn usual_template() -> bool {
        true
    }
}

/// What people should know of an app beside its questions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Notes {
    pub backup: String,
    pub upgrade: String,
}

/// A service that people reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Public<'a> {
    pub name: &'a str,
    /// Port inside the container.
    pub port: u16,
    /// Label before the domain name; empty for the domain itself.
    pub host: &'a str,
    /// Port at the bare address while there is no domain.
    pub outside: u16,
}

/// A preset file that cannot be used, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PresetError {
    #[error("no preset is called `{given}`: did you mean `{nearest}`?")]
    Unknown { given: String, nearest: String },
    #[error("the preset cannot be read: {0}")]
    Syntax(String),
    /// Hardly any key is a preset's, so none is repeated.
    #[error(
        "this is not a preset file: hardly any of its keys is a preset's (`cloudstead presets show compai` prints one)"
    )]
    Foreign,
    #[error("the preset is in language {0}, which this version does not know: a newer cloudstead reads it")]
    Language(i64),
    #[error("the preset cannot be used: {0}")]
    Invalid(String),
}

const KEYS: &[&str] = &[
    "language",
    "name",
    "title",
    "summary",
    "version",
    "licence",
    "source",
    "arch",
    "architectures",
    "region",
    "main",
    "health_path",
    "build_minutes",
    "build_memory_gb",
    "open",
    "services",
    "groups",
    "jobs",
    "stores",
    "migrate",
    "database",
    "files",
    "secrets",
    "sign_in",
    "notes",
    "tiers",
];

/// Status codes that mean "well" where a preset names none.
const USUAL_CODES: &str = "200-399";
/// Minutes that a build in the account takes at least, and at most.
const SHORTEST_BUILD: u32 = 3;
const LONGEST_BUILD: u32 = 60;

impl Preset {
    /// Reads and checks a preset.
    ///
    /// # Errors
    /// When the TOML is malformed, has unknown keys or describes something impossible.
    pub fn parse(text: &str) -> Result<Self, PresetError> {
        let explain = |error: toml::de::Error| PresetError::Syntax(syntax::explain(text, &error));
        let table: toml::Table = text.parse().map_err(explain)?;
        if !syntax::resembles(&table, KEYS) {
            return Err(PresetError::Foreign);
        }
        let mut preset: Self = match table.get("language").and_then(toml::Value::as_integer) {
            None | Some(1) => toml::from_str::<language_1::First>(text).map_err(explain)?.into(),
            Some(2) => toml::from_str(text).map_err(explain)?,
            Some(other) => return Err(PresetError::Language(other)),
        };
        preset.complete();
        check::check(&preset).map_err(PresetError::Invalid)?;
        Ok(preset)
    }

    /// Fills in what is understood where it is left out.
    fn complete(&mut self) {
        self.ask_for_addresses();
        if self.main.is_empty() {
            let first = self.services.iter().find(|(_, service)| service.port.is_some());
            self.main = first.map(|(name, _)| name.clone()).unwrap_or_default();
        }
        for tier in self.tiers.values_mut().filter(|tier| tier.on == Host::Server) {
            let on_server =
                |name: &String, store: &Store| store.kind != StoreKind::Bucket && tier.place(name) == Place::Server;
            if !self.stores.iter().any(|(name, store)| on_server(name, store)) {
                // Certificates alone.
                tier.server.data_gb = tier.server.data_gb.max(1);
            }
        }
        let mut next = FIRST_FURTHER_PORT;
        for (name, service) in &mut self.services {
            let main = *name == self.main;
            let public = service.public.unwrap_or(main || !service.host.is_empty()) && service.port.is_some();
            service.public = Some(public);
            if public && service.port_without_domain.is_none() {
                service.port_without_domain = Some(if main { HTTP } else { next });
                next += u16::from(!main);
            }
        }
        for container in self.services.values_mut().chain(self.jobs.values_mut()) {
            for group in container.groups.iter().filter_map(|name| self.groups.get(name)) {
                for (name, value) in group {
                    container.env.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
        }
    }

    /// The service that people open. A checked preset has one.
    #[must_use]
    pub fn main_service(&self) -> Option<(&str, &Container)> {
        self.services.get_key_value(&self.main).map(|(name, service)| (name.as_str(), service))
    }

    /// Services that people reach, the main one first.
    pub fn public(&self) -> impl Iterator<Item = Public<'_>> {
        let further = self.services.iter().filter(|(name, _)| **name != self.main);
        let all = self.services.get_key_value(&self.main).into_iter().chain(further);
        all.filter(|(_, service)| service.public == Some(true)).filter_map(|(name, service)| {
            Some(Public { name, port: service.port?, host: &service.host, outside: service.port_without_domain? })
        })
    }

    /// Paths of the main service's name that others answer, the longest first.
    #[must_use]
    pub fn shared_paths(&self) -> Vec<(&str, u16, &SharedPath)> {
        let services = self.services.iter().filter_map(|(name, service)| Some((name.as_str(), service.port?, service)));
        let paths = services.flat_map(|(name, port, service)| service.paths.iter().map(move |path| (name, port, path)));
        let mut paths: Vec<_> = paths.collect();
        paths.sort_by_key(|(_, _, path)| std::cmp::Reverse(path.path().len()));
        paths
    }

    /// Services and jobs in their order.
    pub fn containers(&self) -> impl Iterator<Item = (&str, &Container)> {
        self.services.iter().chain(&self.jobs).map(|(name, container)| (name.as_str(), container))
    }

    /// Jobs that run before a release serves, in their order.
    pub fn migrations(&self) -> impl Iterator<Item = (&str, &Container)> {
        let jobs = self.jobs.iter().filter(|(_, job)| job.run == Some(Run::BeforeRelease));
        jobs.map(|(name, job)| (name.as_str(), job))
    }

    /// Stores that a tier has in containers or folders of its server.
    pub fn on_server<'a>(&'a self, tier: &'a Tier) -> impl Iterator<Item = (&'a str, &'a Store)> {
        let stores = self.stores.iter().filter(|(_, store)| store.kind != StoreKind::Bucket);
        let here = stores.filter(|(name, _)| tier.place(name) == Place::Server);
        here.map(|(name, store)| (name.as_str(), store))
    }

    /// Secrets that hold the passwords of stores in some tier, with the store: every cache that AWS runs has one.
    pub fn store_passwords(&self) -> impl Iterator<Item = (String, &str)> {
        let with = self.stores.iter().filter(|(name, store)| {
            let managed = || self.tiers.values().any(|tier| tier.place(name) == Place::Managed);
            store.has_password() || store.kind.is_cache() && managed()
        });
        with.map(|(name, _)| (password_of(name), name.as_str()))
    }

    /// Databases that a tier leaves to AWS (RDS).
    pub fn managed<'a>(&'a self, tier: &'a Tier) -> impl Iterator<Item = (&'a str, &'a Store)> {
        self.left_to_aws(tier).filter(|(_, store)| store.kind.engine().is_some())
    }

    /// Databases and caches that a tier leaves to AWS.
    pub fn left_to_aws<'a>(&'a self, tier: &'a Tier) -> impl Iterator<Item = (&'a str, &'a Store)> {
        let stores = self.stores.iter().filter(|(_, store)| store.kind.is_database());
        let there = stores.filter(|(name, _)| tier.place(name) == Place::Managed);
        there.map(|(name, store)| (name.as_str(), store))
    }

    /// Whether data stays where it is when one tier is changed to the other.
    #[must_use]
    pub fn same_places(&self, one: &Tier, other: &Tier) -> bool {
        let kept = self.stores.iter().filter(|(_, store)| store.keeps_data());
        kept.map(|(name, _)| name).all(|name| one.place(name) == other.place(name))
    }

    /// Containers that rule over their whole server, and what that means, a sentence each.
    #[must_use]
    pub fn powers(&self) -> Vec<String> {
        let ruling = self.containers().filter(|(_, one)| one.docker_socket || one.privileged);
        let words = |(name, one): (&str, &Container)| {
            let how = if one.privileged { "runs with all rights" } else { "rules over Docker" };
            format!("`{name}` {how} on its server: whoever breaks into it has the server with all its data.")
        };
        ruling.map(words).collect()
    }

    /// Whether a service or a job has this name.
    #[must_use]
    pub fn has_container(&self, name: &str) -> bool {
        self.services.contains_key(name) || self.jobs.contains_key(name)
    }

    /// The file store, if the app has one, with its name.
    #[must_use]
    pub fn bucket(&self) -> Option<(&str, &Store)> {
        let found = self.stores.iter().find(|(_, store)| store.kind == StoreKind::Bucket);
        found.map(|(name, store)| (name.as_str(), store))
    }

    /// Path that answers when the app is well, and the status codes that mean so, on the main service.
    #[must_use]
    pub fn health(&self) -> (&str, &str) {
        let health = self.main_service().and_then(|(_, main)| main.health.as_ref());
        let path = health.and_then(|health| health.path.as_deref()).unwrap_or("/");
        (path, health.and_then(|health| health.codes.as_deref()).unwrap_or(USUAL_CODES))
    }

    /// The tier of this name, also of a former one, with the name it has now.
    #[must_use]
    pub fn tier(&self, name: &str) -> Option<(&str, &Tier)> {
        let renamed = || self.tiers.iter().find(|(_, tier)| tier.formerly.iter().any(|former| former == name));
        self.tiers.get_key_value(name).or_else(renamed).map(|(name, tier)| (name.as_str(), tier))
    }

    /// What is built from Git unless somebody names an image for it: services in their order, then jobs.
    pub fn builds(&self) -> impl Iterator<Item = (&str, &Build, &IndexMap<String, String>)> {
        let containers = self.containers();
        containers.filter_map(|(name, container)| Some((name, container.build.as_ref()?, &container.env)))
    }

    /// Containers whose image or repository a person is asked for, with what is asked.
    pub fn asked_sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.containers().filter(|(_, one)| !one.ask.is_empty()).map(|(name, one)| (name, one.ask.as_str()))
    }

    /// Stand-ins for the images that a person is asked for, until they are named.
    #[must_use]
    pub fn unnamed_images(&self) -> BTreeMap<String, String> {
        self.asked_sources().map(|(name, _)| (name.to_owned(), UNNAMED.to_owned())).collect()
    }

    /// Minutes that an image usually takes: where the preset does not say, its share of them all.
    #[must_use]
    pub fn minutes_of(&self, build: &Build) -> u32 {
        let count = u32::try_from(self.builds().count()).unwrap_or(1).max(1);
        let known = if build.minutes > 0 { build.minutes } else { self.build_minutes.div_ceil(count) };
        known.clamp(SHORTEST_BUILD, LONGEST_BUILD)
    }

    /// Secrets a person is asked for who chooses a tier.
    pub fn asked_secrets<'a>(&'a self, tier: &'a str) -> impl Iterator<Item = (&'a str, &'a SecretNeed)> {
        let asked = self.secrets.iter().filter(move |(_, need)| need.is_asked_in(tier));
        asked.map(|(name, need)| (name.as_str(), need))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_keys_of_the_catalog_are_known_as_a_presets() {
        for listed in CATALOG {
            let table: toml::Table = listed.text.parse().unwrap();
            let unknown: Vec<&String> = table.keys().filter(|key| !KEYS.contains(&key.as_str())).collect();
            assert!(unknown.is_empty(), "{unknown:?}");
        }
    }

    #[test]
    fn a_tier_is_found_by_its_former_name_which_no_other_may_have() {
        let text = text_of("compai").unwrap();
        let preset = Preset::parse(text).unwrap();
        assert_eq!(preset.tier("budget"), preset.tier("managed"));
        assert_eq!(preset.tier("budget").map(|(name, _)| name), Some("managed"));
        assert_eq!(preset.tier("large"), None);
        for taken in ["standard", "managed"] {
            let twice = text.replace("formerly = [\"budget\"]", &format!("formerly = [\"{taken}\"]"));
            let refused = Preset::parse(&twice).map(|_| ()).map_err(|error| error.to_string());
            assert_eq!(refused.is_err(), taken == "standard", "{refused:?}");
        }
    }
}
