//! What values of a file are filled in from, and what it says of names, hosts and stores.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::door::Doors;
use super::hosts::{self, is_object_store, stores_words};
use super::keywords::{self, Sort};
use super::magic;
use super::roles::Parts;
use super::secrets::Secrets;
use super::stores::Database;
use crate::import::project::{Project, Service};
use crate::import::yaml::At;

/// What values are filled in from.
pub(super) struct Filling<'a> {
    pub(super) project: &'a Project,
    pub(super) parts: &'a Parts,
    pub(super) doors: &'a Doors,
    /// Names of the file, and those of the preset.
    pub(super) names: &'a IndexMap<String, String>,
    pub(super) secrets: Secrets,
    /// The file is a template of a catalogue.
    pub(super) catalogue: bool,
    /// The file has an object store of its own.
    object_store: bool,
    /// Words that are also names of users, databases or hosts in the file.
    words: BTreeSet<String>,
    /// Under which names others find each service.
    hosts: IndexMap<String, Vec<String>>,
    /// Stores in the order in which each service means them.
    users: IndexMap<String, Vec<(u8, usize)>>,
}

/// What secrets were in the file, with what stands in their place.
pub(super) type Hidden = Vec<(String, String)>;

/// Where a value stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) service: &'a str,
    /// The variable of the container, or the key.
    pub(super) key: &'a str,
    pub(super) at: At,
}

impl Place<'_> {
    pub(super) fn what(&self) -> String {
        format!("services.{}.environment.{}", self.service, self.key)
    }
}

impl<'a> Filling<'a> {
    /// The name in the preset.
    pub(super) fn name(&self, service: &str) -> String {
        self.names.get(service).cloned().unwrap_or_else(|| service.to_owned())
    }

    pub(super) fn new(
        project: &'a Project,
        parts: &'a Parts,
        doors: &'a Doors,
        names: &'a IndexMap<String, String>,
        secrets: Secrets,
    ) -> Self {
        let hosts: IndexMap<String, Vec<String>> = project
            .services
            .iter()
            .map(|(name, service)| (name.clone(), hosts::hosts(name, service, project)))
            .collect();
        let users = project
            .services
            .iter()
            .map(|(name, service)| (name.clone(), hosts::meant(service, parts, &hosts)))
            .collect();
        let variables = project.services.values().flat_map(|service| service.env.keys());
        let catalogue = variables.into_iter().any(|name| magic::read(name).is_some());
        let words = stores_words(project, &hosts);
        let object_store = project.services.iter().any(|(name, service)| is_object_store(name, service));
        Self { project, parts, doors, names, secrets, catalogue, object_store, words, hosts, users }
    }

    /// Stores, those first that the service names somewhere.
    pub(super) fn used_by(&self, service: &str) -> impl Iterator<Item = &'a Database> {
        let parts: &'a Parts = self.parts;
        let order = self.users.get(service).map(Vec::as_slice).unwrap_or_default();
        order.iter().filter_map(move |(_, at)| parts.stores.get(*at))
    }

    /// Whether a service names a store, or waits for it.
    pub(super) fn is_near(&self, service: &str, store: &Database) -> bool {
        let order = self.users.get(service).map(Vec::as_slice).unwrap_or_default();
        let of = |at: usize| self.parts.stores.get(at).is_some_and(|other| other.service == store.service);
        order.iter().any(|(rank, at)| *rank < hosts::FAR && of(*at))
    }

    /// Whether a host is a service of the file, or the container itself.
    pub(super) fn is_host(&self, host: &str) -> bool {
        matches!(host, "localhost" | "127.0.0.1") || self.hosts.values().flatten().any(|name| name == host)
    }

    /// Names under which other containers find a service.
    pub(super) fn hosts(&self, service: &str) -> &[String] {
        self.hosts.get(service).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a word is also the name of a user, a database or a host in the file.
    pub(super) fn is_name(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    pub(super) fn service(&self, name: &str) -> Option<&'a Service> {
        self.project.services.get(name)
    }

    /// What the name of a variable says. Without an object store in the file, keys of one are somebody else's.
    pub(super) fn sort(&self, name: &str) -> Sort {
        match keywords::sort(name) {
            Sort::Own if keywords::is_object_store(name) && !self.object_store => Sort::Foreign,
            sort => sort,
        }
    }

    /// The secret that a value of the file became.
    pub(super) fn secrets_of(&self, value: &str) -> Option<String> {
        self.secrets.of_value(value).map(str::to_owned)
    }
}
