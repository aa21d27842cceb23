//! Secrets, files and managed databases.

use super::Composer;
use super::names::hyphened;
use super::store::database_id;
use crate::preset::{Place, Store, password_of};
use crate::resource::SecretForm;
use crate::resource::bucket::Bucket;
use crate::resource::bucket_cors::BucketCors;
use crate::resource::db_instance::DbInstance;
use crate::resource::db_parameter_group::DbParameterGroup;
use crate::resource::db_subnet_group::DbSubnetGroup;
use crate::resource::secret_parameter::{SecretParameter, SecretSource};

const PASSWORD_LENGTH: usize = 32;
/// How many times its first size a database's storage may become by itself: full storage stops the app.
const STORAGE_GROWS_TO: u32 = 5;
/// The most that RDS gives a PostgreSQL database, and the most that a preset may ask for, GiB.
const LARGEST_STORAGE_GB: u32 = 65_536;
/// Without a file store of its own an app still needs a bucket for its releases; nothing old is kept there for long.
const DEFAULT_OLD_VERSION_DAYS: u32 = 7;

impl Composer<'_> {
    pub(super) fn data(&mut self) {
        self.secrets();
        self.files();
        let managed: Vec<_> = self.preset.managed(self.tier).collect();
        if managed.is_empty() {
            return;
        }
        let subnets = vec![self.at("private-a"), self.at("private-b")];
        self.add::<DbSubnetGroup>("database-subnets", DbSubnetGroup { name: self.named(255, "db"), subnets });
        for (name, store) in &managed {
            self.database_settings(name, store);
        }
        self.firewall("database-firewall", "database", &[]);
        for (name, store) in managed {
            self.database(name, store);
        }
    }

    /// Secrets that hold the passwords of stores.
    pub(super) fn store_passwords(&self) -> impl Iterator<Item = String> + use<'_> {
        let ours = self.preset.stores.iter().filter(|(name, _)| self.tier.place(name) != Place::External);
        let stores = ours.filter(|(_, store)| store.has_password());
        stores.map(|(name, _)| password_of(name))
    }

    /// Stores that run as containers of the server.
    pub(super) fn databases_on_server(&self) -> impl Iterator<Item = (&str, &Store)> {
        self.preset.on_server(self.tier).filter(|(_, store)| store.kind.is_database())
    }

    fn secrets(&mut self) {
        let source = SecretSource::Generated { length: PASSWORD_LENGTH, form: SecretForm::Letters };
        for name in self.store_passwords().collect::<Vec<_>>() {
            self.secret(&name, source.clone(), false);
        }
        let outlives = self.preset.stores.values().any(Store::keeps_data);
        for (name, need) in &self.preset.secrets {
            match need.generate {
                Some(length) => self.secret(name, SecretSource::Generated { length, form: need.form }, outlives),
                None if self.has_secret(name) => self.secret(name, SecretSource::Asked, false),
                None => {}
            }
        }
    }

    fn secret(&mut self, name: &str, source: SecretSource, outlives: bool) {
        let parameter = self.parameter(&format!("secrets/{name}"));
        self.add::<SecretParameter>(&secret_id(name), SecretParameter { name: parameter, source, outlives });
    }

    fn files(&mut self) {
        let files = self.preset.bucket().map(|(_, store)| store);
        let backups = self.preset.on_server(self.tier).any(|(_, store)| store.keeps_data());
        let folders = self.preset.on_server(self.tier).any(|(_, store)| store.is_copied_folder());
        let days = |of: fn(&Store) -> Option<u32>| files.and_then(of).unwrap_or(DEFAULT_OLD_VERSION_DAYS);
        let bucket = Bucket {
            base: self.named(35, "files"),
            versioning: true,
            old_version_days: days(|store| store.old_version_days),
            unfinished_upload_days: days(|store| store.unfinished_upload_days),
            backup_days: backups.then_some(self.answers.data.backup_days),
            copied_disk_gb: folders.then_some(self.tier.server.data_gb),
            no_uploads: files.is_none(),
        };
        let bucket = self.add("files", bucket);
        if files.is_some_and(|store| store.cors) {
            let origins = self.origins();
            self.add::<BucketCors>("files-cors", BucketCors { bucket, origins });
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
        let Some(size) = self.tier.databases.get(name) else { return };
        let instance = DbInstance {
            identifier: self.named(63, &hyphened(name)),
            class: self.db_class(self.tier, name).unwrap_or_default(),
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
            backup_days: self.answers.data.backup_days,
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

/// Node id of a secret.
pub(super) fn secret_id(name: &str) -> String {
    format!("secret-{}", name.to_ascii_lowercase().replace('_', "-"))
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
