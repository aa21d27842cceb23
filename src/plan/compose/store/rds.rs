//! Databases that AWS runs (RDS).

use super::database_id;
use crate::plan::compose::Composer;
use crate::plan::compose::names::hyphened;
use crate::plan::compose::secrets::secret_id;
use crate::plan::layout::Placed;
use crate::preset::{Store, password_of};
use crate::resource::db_instance::DbInstance;
use crate::resource::db_parameter_group::DbParameterGroup;
use crate::resource::db_subnet_group::DbSubnetGroup;

/// How many times its first size a database's storage may become by itself: full storage stops the app.
const STORAGE_GROWS_TO: u32 = 5;
/// The most that RDS gives a PostgreSQL database, and the most that a preset may ask for, GiB.
const LARGEST_STORAGE_GB: u32 = 65_536;

impl Composer<'_> {
    /// The databases of a tier, their subnets, settings and firewall.
    pub(in crate::plan::compose) fn managed_databases(&mut self) {
        let managed: Vec<_> = self.layout.managed_databases().collect();
        if managed.is_empty() {
            return;
        }
        let subnets = vec![self.at("private-a"), self.at("private-b")];
        self.add::<DbSubnetGroup>("database-subnets", DbSubnetGroup { name: self.named(255, "db"), subnets });
        for Placed { name, store, .. } in &managed {
            self.database_settings(name, store);
        }
        self.firewall("database-firewall", "database", &[]);
        for Placed { name, store, .. } in managed {
            self.database(name, store);
        }
    }

    fn database_settings(&mut self, name: &str, store: &Store) {
        let engine = store.kind.engine().unwrap_or_default();
        let family = format!("{}{}", engine.name(), store.version);
        let parameters = engine.settings().iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let settings = DbParameterGroup {
            // Its name has no dots.
            name: self.named(255, &format!("{}-{}", hyphened(name), hyphened(&family))),
            family,
            parameters: parameters.collect(),
        };
        self.add::<DbParameterGroup>(&settings_id(name), settings);
    }

    fn database(&mut self, name: &str, store: &Store) {
        let Some(size) = self.layout.tier.databases.get(name) else { return };
        let instance = DbInstance {
            identifier: self.named(63, &hyphened(name)),
            class: self.layout.db_class(self.layout.tier, name).unwrap_or_default(),
            engine: store.kind.engine().unwrap_or_default(),
            engine_version: store.version.clone(),
            storage_gb: size.gb,
            max_storage_gb: grows_to(size.gb),
            database: store.database.clone(),
            username: store.user.clone(),
            password: self.at(&secret_id(&password_of(name))),
            subnet_group: self.at("database-subnets"),
            parameter_group: self.at(&settings_id(name)),
            group: self.at("database-firewall"),
            backup_days: self.layout.answers.data.backup_days,
            multi_az: size.multi_az,
        };
        self.add_after::<DbInstance>(&database_id(name), instance, &["role-rds".into()]);
    }
}

/// How far storage may grow; 0, not at all, where RDS would refuse: it wants at least a tenth of room.
fn grows_to(storage_gb: u32) -> u32 {
    let most = storage_gb.saturating_mul(STORAGE_GROWS_TO).min(LARGEST_STORAGE_GB);
    if u64::from(most) * 10 >= u64::from(storage_gb) * 11 { most } else { 0 }
}

fn settings_id(store: &str) -> String {
    format!("{}-settings", database_id(store))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storage_grows_only_as_far_as_rds_lets_it() {
        assert_eq!([20, 13_107, 20_000, 59_578].map(grows_to), [100, 65_535, 65_536, 65_536]);
        assert_eq!([59_579, 65_536].map(grows_to), [0, 0], "less than a tenth of room is refused");
    }
}
