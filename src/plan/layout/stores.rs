//! Where the app's stores are.

use super::Layout;
use crate::plan::classes::{cache_sold, sold};
use crate::preset::{Place, Store, Tier, password_of};

/// A store at its place.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    pub name: &'a str,
    pub store: &'a Store,
    pub place: Place,
}

impl Placed<'_> {
    /// Whether it has a password: every cache that AWS runs does.
    pub(in crate::plan) fn has_password(&self) -> bool {
        self.store.has_password() || self.place == Place::Managed && self.store.kind.is_cache()
    }
}

impl<'a> Layout<'a> {
    /// Those of one place. The bucket is nowhere else, and in none of these.
    pub(in crate::plan) fn at_place(&self, place: Place) -> impl Iterator<Item = Placed<'a>> + use<'a, '_> {
        self.stores.iter().copied().filter(move |placed| placed.place == place)
    }

    /// Databases and caches that AWS runs.
    pub(in crate::plan) fn managed(&self) -> impl Iterator<Item = Placed<'a>> + use<'a, '_> {
        self.at_place(Place::Managed)
    }

    /// Those of them that RDS runs.
    pub(in crate::plan) fn managed_databases(&self) -> impl Iterator<Item = Placed<'a>> + use<'a, '_> {
        self.managed().filter(|placed| placed.store.kind.engine().is_some())
    }

    /// Those of them that ElastiCache runs.
    pub(in crate::plan) fn managed_caches(&self) -> impl Iterator<Item = Placed<'a>> + use<'a, '_> {
        self.managed().filter(|placed| placed.store.kind.is_cache())
    }

    /// Stores in containers or folders of the server.
    pub(in crate::plan) fn on_server(&self) -> impl Iterator<Item = Placed<'a>> + use<'a, '_> {
        self.at_place(Place::Server)
    }

    /// Those of them that are programs.
    pub(in crate::plan) fn databases_on_server(&self) -> impl Iterator<Item = Placed<'a>> + use<'a, '_> {
        self.on_server().filter(|placed| placed.store.kind.is_database())
    }

    /// Whether anything on the server is copied every night.
    pub(in crate::plan) fn keeps_data(&self) -> bool {
        self.on_server().any(|placed| placed.store.keeps_data())
    }

    /// Secrets that hold the passwords of stores.
    pub(in crate::plan) fn store_passwords(&self) -> impl Iterator<Item = String> + use<'_> {
        let ours = self.stores.iter().filter(|placed| placed.place != Place::External);
        ours.filter(|placed| placed.has_password()).map(|placed| password_of(placed.name))
    }

    /// Whether a second one of a managed store stands by in another zone.
    pub(in crate::plan) fn has_standby(&self, store: &str) -> bool {
        self.tier.databases.get(store).is_some_and(|size| size.multi_az)
    }

    /// The class of a managed database in a tier, as far as the region sells it.
    pub(in crate::plan) fn db_class(&self, tier: &Tier, store: &str) -> Option<String> {
        let size = tier.databases.get(store)?;
        let engine = self.preset.stores.get(store)?.kind.engine()?;
        Some(sold(self.answers.region, engine, size.class(self.arch)?, size.multi_az))
    }

    /// The type of a managed cache in a tier, as far as the region sells it.
    pub(in crate::plan) fn cache_type(&self, tier: &Tier, store: &str) -> Option<String> {
        let wanted = tier.databases.get(store)?.class(self.arch)?;
        Some(cache_sold(self.answers.region, self.preset.stores.get(store)?.kind.cache_engine()?, wanted))
    }
}
