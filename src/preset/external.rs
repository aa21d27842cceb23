//! Databases that somebody else runs: the app has their whole address, a secret that a person is asked for.

use super::address::schemes;
use super::{Place, Preset, SecretNeed, Store, Tier};

/// Name of the secret that holds the address of a store.
#[must_use]
pub fn address_of(store: &str) -> String {
    format!("{}_URL", store.to_ascii_uppercase().replace(['-', '.'], "_"))
}

impl Preset {
    /// Databases that a tier has somewhere else.
    pub fn external<'a>(&'a self, tier: &'a Tier) -> impl Iterator<Item = (&'a str, &'a Store)> {
        let there = self.stores.iter().filter(|(name, _)| tier.place(name) == Place::External);
        there.map(|(name, store)| (name.as_str(), store))
    }

    /// Asks for the addresses of databases, in the tiers that have them elsewhere.
    pub(super) fn ask_for_addresses(&mut self) {
        for (name, store) in self.stores.iter().filter(|(_, store)| store.kind.is_database()) {
            let there = self.tiers.iter().filter(|(_, tier)| tier.place(name) == Place::External);
            let tiers: Vec<String> = there.map(|(tier, _)| tier.clone()).collect();
            let Some(scheme) = schemes(store.kind).first().filter(|_| !tiers.is_empty()) else { continue };
            let (title, port) = (store.kind.title(), store.kind.port());
            let need = SecretNeed {
                ask: Some(format!("Address of {name} ({title})")),
                why: format!(
                    "Where the app finds its database, such as {scheme}://user:password@host:{port}/name. It runs \
                     elsewhere and must let the server in; its bill and its backups are yours"
                ),
                required: true,
                tiers,
                address_of: Some(store.kind),
                ..SecretNeed::default()
            };
            self.secrets.entry(address_of(name)).or_insert(need);
        }
    }
}
