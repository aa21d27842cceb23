//! What keeps an app's data.

use indexmap::IndexMap;
use serde::Deserialize;

use crate::resource::{CacheEngine, Engine};

/// One store. What only some kinds have says so; the check refuses it elsewhere.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "keys of a file, each with a word of its own")]
pub struct Store {
    pub kind: StoreKind,
    /// Databases: major version, such as `17` or `8.4`.
    #[serde(default)]
    pub version: String,
    /// Databases: name of the one database.
    #[serde(default)]
    pub database: String,
    /// Databases: the app's user.
    #[serde(default)]
    pub user: String,
    /// Databases: the image of its container, where it runs on the server; a plain one where it is left out.
    #[serde(default)]
    pub image: Option<String>,
    /// PostgreSQL: extensions that the app needs.
    #[serde(default)]
    pub extensions: Vec<String>,
    /// Databases on the server: variables and command of its container.
    #[serde(default)]
    pub env: IndexMap<String, String>,
    #[serde(default)]
    pub command: Vec<String>,
    /// Databases on the server: MB that it needs; 0 where nobody knows.
    #[serde(default)]
    pub memory_mb: u32,
    /// Databases on the server: MB of shared memory; 0 for Docker's 64.
    #[serde(default)]
    pub shm_mb: u32,
    /// Volume: false where the app can make its content anew, so that no copy of it is kept.
    #[serde(default = "Store::usual_backup")]
    pub backup: bool,
    /// Caches: whether its data outlives a restart, and is backed up.
    #[serde(default)]
    pub persistent: bool,
    /// Caches: whether it asks for a password.
    #[serde(default)]
    pub password: bool,
    /// Bucket: whether browsers reach it from the app's addresses.
    #[serde(default)]
    pub cors: bool,
    #[serde(default)]
    pub old_version_days: Option<u32>,
    #[serde(default)]
    pub unfinished_upload_days: Option<u32>,
    /// Volume: `user:group` as numbers that it belongs to at first, where the image does not run as root.
    #[serde(default)]
    pub owner: Option<String>,
}

/// What a store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreKind {
    Postgres,
    Mysql,
    Mariadb,
    Valkey,
    Redis,
    Mongodb,
    /// S3.
    Bucket,
    /// A folder on the server's data disk.
    Volume,
}

impl StoreKind {
    /// True for what runs as a program of its own.
    #[must_use]
    pub fn is_database(self) -> bool {
        !matches!(self, Self::Bucket | Self::Volume)
    }

    /// True for what is reached without a user and a database name.
    #[must_use]
    pub fn is_cache(self) -> bool {
        matches!(self, Self::Valkey | Self::Redis)
    }

    /// What RDS runs in its place; none where AWS does not run it for people, or at no known price.
    #[must_use]
    pub fn engine(self) -> Option<Engine> {
        match self {
            Self::Postgres => Some(Engine::Postgres),
            Self::Mysql => Some(Engine::Mysql),
            Self::Mariadb => Some(Engine::Mariadb),
            Self::Valkey | Self::Redis | Self::Mongodb | Self::Bucket | Self::Volume => None,
        }
    }

    /// What ElastiCache runs in its place.
    #[must_use]
    pub fn cache_engine(self) -> Option<CacheEngine> {
        match self {
            Self::Valkey => Some(CacheEngine::Valkey),
            Self::Redis => Some(CacheEngine::Redis),
            _ => None,
        }
    }

    #[must_use]
    pub fn port(self) -> u16 {
        match self {
            Self::Postgres => 5432,
            Self::Mysql | Self::Mariadb => 3306,
            Self::Valkey | Self::Redis => 6379,
            Self::Mongodb => 27017,
            Self::Bucket | Self::Volume => 0,
        }
    }

    /// As people read it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
            Self::Mariadb => "MariaDB",
            Self::Valkey => "Valkey",
            Self::Redis => "Redis",
            Self::Mongodb => "MongoDB",
            Self::Bucket => "file store",
            Self::Volume => "folder",
        }
    }
}

impl Store {
    /// A store of a kind, without anything else.
    #[must_use]
    pub fn of(kind: StoreKind) -> Self {
        Self {
            kind,
            version: String::new(),
            database: String::new(),
            user: String::new(),
            image: None,
            extensions: Vec::new(),
            env: IndexMap::new(),
            command: Vec::new(),
            memory_mb: 0,
            shm_mb: 0,
            backup: true,
            persistent: false,
            password: false,
            cors: false,
            old_version_days: None,
            unfinished_upload_days: None,
            owner: None,
        }
    }

    fn usual_backup() -> bool {
        true
    }

    /// Whether something is lost when the server's data disk is, where the store is on it.
    #[must_use]
    pub fn keeps_data(&self) -> bool {
        match self.kind {
            StoreKind::Bucket => false,
            StoreKind::Volume => self.backup,
            kind => !kind.is_cache() || self.persistent,
        }
    }

    /// Whether it is a folder of which a copy is kept.
    #[must_use]
    pub fn is_copied_folder(&self) -> bool {
        self.kind == StoreKind::Volume && self.backup
    }

    /// Whether it has a password, which cloudstead makes.
    #[must_use]
    pub fn has_password(&self) -> bool {
        self.kind.is_database() && (!self.kind.is_cache() || self.password)
    }
}

/// Name of the secret that holds a store's password: `DB_PASSWORD` for `db`.
#[must_use]
pub fn password_of(store: &str) -> String {
    format!("{}_PASSWORD", store.to_ascii_uppercase().replace('-', "_"))
}
