//! Secrets, files and the database.

use std::collections::BTreeMap;

use super::Composer;
use crate::resource::bucket::Bucket;
use crate::resource::bucket_cors::BucketCors;
use crate::resource::db_instance::DbInstance;
use crate::resource::db_parameter_group::DbParameterGroup;
use crate::resource::db_subnet_group::DbSubnetGroup;
use crate::resource::secret_parameter::{SecretParameter, SecretSource};

/// Name of the generated password of the database.
pub(super) const DB_PASSWORD: &str = "DB_PASSWORD";
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
        if self.managed_database() {
            self.database();
        }
    }

    fn secrets(&mut self) {
        if self.preset.database.is_some() {
            self.secret(DB_PASSWORD, SecretSource::Generated { length: PASSWORD_LENGTH }, false);
        }
        let outlives = self.preset.database.is_some();
        for (name, need) in &self.preset.secrets {
            match need.generate {
                Some(length) => self.secret(name, SecretSource::Generated { length }, outlives),
                None if self.answers.secrets.contains_key(name) => self.secret(name, SecretSource::Asked, false),
                None => {}
            }
        }
    }

    fn secret(&mut self, name: &str, source: SecretSource, outlives: bool) {
        let parameter = self.parameter(&format!("secrets/{name}"));
        self.add::<SecretParameter>(&secret_id(name), SecretParameter { name: parameter, source, outlives });
    }

    fn files(&mut self) {
        let files = self.preset.files.as_ref();
        let on_server = self.preset.database.is_some() && !self.managed_database();
        let bucket = Bucket {
            base: self.named(35, "files"),
            versioning: true,
            old_version_days: files.map_or(DEFAULT_OLD_VERSION_DAYS, |files| files.old_version_days),
            unfinished_upload_days: files.map_or(DEFAULT_OLD_VERSION_DAYS, |files| files.unfinished_upload_days),
            backup_days: on_server.then_some(self.answers.data.backup_days),
        };
        let bucket = self.add("files", bucket);
        if files.is_some() {
            let origins = self.origins();
            self.add::<BucketCors>("files-cors", BucketCors { bucket, origins });
        }
    }

    fn database(&mut self) {
        let Some(database) = &self.preset.database else { return };
        let subnets = vec![self.at("private-a"), self.at("private-b")];
        let subnet_group = self.add("database-subnets", DbSubnetGroup { name: self.named(255, "db"), subnets });
        let parameter_group = DbParameterGroup {
            name: self.named(255, &format!("db-postgres{}", database.version)),
            family: format!("postgres{}", database.version),
            parameters: BTreeMap::from([("rds.force_ssl".to_owned(), "1".to_owned())]),
        };
        let parameter_group = self.add("database-settings", parameter_group);
        self.firewall("database-firewall", "database", &[]);
        let instance = DbInstance {
            identifier: self.named(63, "db"),
            class: self.db_class(self.tier).unwrap_or_default(),
            engine_version: database.version.clone(),
            storage_gb: self.tier.db_gb,
            max_storage_gb: grows_to(self.tier.db_gb),
            database: database.name.clone(),
            username: database.user.clone(),
            password: self.at(&secret_id(DB_PASSWORD)),
            subnet_group,
            parameter_group,
            group: self.at("database-firewall"),
            backup_days: self.answers.data.backup_days,
            multi_az: self.tier.multi_az,
        };
        self.add_after::<DbInstance>("database", instance, &["role-rds".into()]);
    }
}

/// How far storage may grow; 0, not at all, where RDS would refuse: it wants at least a tenth of room.
fn grows_to(storage_gb: u32) -> u32 {
    let most = storage_gb.saturating_mul(STORAGE_GROWS_TO).min(LARGEST_STORAGE_GB);
    if u64::from(most) * 10 >= u64::from(storage_gb) * 11 { most } else { 0 }
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
