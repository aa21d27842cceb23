//! Names under which services find each other, and who means which store.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::images::{self, Family};
use super::keywords::{self, Sort};
use super::roles::Parts;
use super::stores::Database;
use crate::import::project::{Project, Service};
use crate::import::variables::Text;

/// Names under which other containers find a service.
pub(super) fn hosts(name: &str, service: &Service, project: &Project) -> Vec<String> {
    let mut hosts = vec![name.to_owned()];
    hosts.extend(service.container_name.clone());
    hosts.extend(service.hostname.clone());
    hosts.extend(service.networks.values().flatten().cloned());
    let links = project.services.values().flat_map(|other| &other.links);
    hosts.extend(links.filter_map(|(_, link)| link.strip_prefix(&format!("{name}:")).map(str::to_owned)));
    hosts
}

/// The rank of a store that a service neither names nor waits for.
pub(super) const FAR: u8 = 3;

/// Stores in the order in which a service means them: those that a value of it names, then those that it waits for.
pub(super) fn meant(service: &Service, parts: &Parts, hosts: &IndexMap<String, Vec<String>>) -> Vec<(u8, usize)> {
    let values: Vec<String> = service.env.values().filter_map(|entry| entry.value.as_ref()).map(Text::plain).collect();
    let rank = |store: &Database| {
        let names = hosts.get(&store.service).map(Vec::as_slice).unwrap_or_default();
        let told = values.iter().any(|value| names.iter().any(|host| mentions(value, host)));
        let needed = service.needs.contains_key(&store.service);
        u8::from(!told) * 2 + u8::from(!needed)
    };
    let mut order: Vec<(u8, usize)> = parts.stores.iter().enumerate().map(|(at, store)| (rank(store), at)).collect();
    order.sort_unstable();
    order
}

/// Whether a host stands in a value as a word of its own.
pub(super) fn mentions(value: &str, host: &str) -> bool {
    value.match_indices(host).any(|(at, _)| {
        let before = value[..at].chars().next_back();
        let after = value[at + host.len()..].chars().next();
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        !inside(before) && !inside(after)
    })
}

/// Words that name users, databases and hosts somewhere in the file: a password of the same text is no sign of it.
pub(super) fn stores_words(project: &Project, hosts: &IndexMap<String, Vec<String>>) -> BTreeSet<String> {
    const NAMES: [&str; 8] = ["USER", "USERNAME", "NAME", "DB", "DATABASE", "HOST", "BUCKET", "ID"];
    let env = project.services.values().flat_map(|service| &service.env);
    let named = env.filter(|(name, _)| {
        keywords::words(name).last().is_some_and(|last| NAMES.contains(&last.as_str()))
            || keywords::sort(name) == Sort::Identifier
    });
    let values = named.filter_map(|(_, entry)| entry.value.as_ref()).map(Text::plain);
    let usual = ["postgres", "root", "admin", "mysql", "redis", "default", "password"].map(str::to_owned);
    values.chain(hosts.values().flatten().cloned()).chain(usual).filter(|word| !word.is_empty()).collect()
}

/// Whether a service keeps files for others, as S3 does.
pub(super) fn is_object_store(name: &str, service: &Service) -> bool {
    let image = service.image.as_ref().map(|(_, text)| text.plain()).unwrap_or_default();
    let (path, _) = images::apart(&image);
    let known = ["minio", "garage", "seaweedfs", "localstack", "rustfs", "s3", "ceph", "versity"];
    images::family(&image) == Family::Minio
        || known.iter().any(|word| path.contains(word) || name.to_ascii_lowercase().contains(word))
}
