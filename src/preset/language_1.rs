//! The first language of presets: one PostgreSQL database, one file store, one migration. People have copies of such
//! files, so they are read as they were and become presets of today's language.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;

use super::container::{Build, Container, Health, Run};
use super::secret::SecretNeed;
use super::sign_in::SignIn;
use super::store::{Store, StoreKind};
use super::tier::{self, DatabaseSize, Host, Place, ServerCount, ServerSize};
use super::{LANGUAGE, Preset};
use crate::resource::Architecture;

/// What the database, the file store and the migration are called in today's language.
const DATABASE: &str = "db";
const FILES: &str = "files";
const MIGRATE: &str = "migrate";

/// A whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct First {
    name: String,
    title: String,
    summary: String,
    version: String,
    arch: Architecture,
    architectures: Vec<Architecture>,
    health_path: String,
    #[serde(default)]
    build_minutes: u32,
    #[serde(default)]
    build_memory_gb: u32,
    services: IndexMap<String, Service>,
    #[serde(default)]
    migrate: Option<Migrate>,
    #[serde(default)]
    database: Option<Database>,
    #[serde(default)]
    files: Option<Files>,
    #[serde(default)]
    secrets: IndexMap<String, SecretNeed>,
    #[serde(default)]
    sign_in: Vec<SignIn>,
    tiers: IndexMap<String, Tier>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    port: u16,
    #[serde(default)]
    host: String,
    port_without_domain: u16,
    #[serde(default)]
    image: Option<String>,
    #[serde(default)]
    build: Option<Build>,
    #[serde(default)]
    env: IndexMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Migrate {
    #[serde(default)]
    image: Option<String>,
    #[serde(default)]
    build: Option<Build>,
    command: Vec<String>,
    #[serde(default)]
    env: IndexMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Database {
    version: String,
    name: String,
    user: String,
    image: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Files {
    old_version_days: u32,
    unfinished_upload_days: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Compute {
    Box,
    Fleet,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tier {
    #[serde(default)]
    formerly: Vec<String>,
    compute: Compute,
    database: Place,
    summary: String,
    gives: String,
    gives_up: String,
    instance: BTreeMap<String, String>,
    #[serde(default)]
    db_class: BTreeMap<String, String>,
    root_gb: u32,
    #[serde(default)]
    data_gb: u32,
    #[serde(default)]
    db_gb: u32,
    #[serde(default)]
    multi_az: bool,
    #[serde(default)]
    servers_min: u32,
    #[serde(default)]
    servers_max: u32,
}

impl From<First> for Preset {
    fn from(first: First) -> Self {
        let health = Health { path: Some(first.health_path), ..Health::default() };
        let mut services: IndexMap<String, Container> =
            first.services.into_iter().map(|(name, service)| (name, service.into())).collect();
        if let Some(main) = services.values_mut().next() {
            main.health = Some(health);
        }
        let has_database = first.database.is_some();
        let mut stores = IndexMap::new();
        stores.extend(first.database.map(|database| (DATABASE.to_owned(), database.into())));
        stores.extend(first.files.map(|files| (FILES.to_owned(), files.into())));
        Self {
            language: LANGUAGE,
            name: first.name,
            title: first.title,
            summary: first.summary,
            version: first.version,
            licence: String::new(),
            source: String::new(),
            arch: first.arch,
            architectures: first.architectures,
            region: None,
            main: services.keys().next().cloned().unwrap_or_default(),
            build_minutes: first.build_minutes,
            build_memory_gb: first.build_memory_gb,
            open: Vec::new(),
            services,
            groups: IndexMap::new(),
            jobs: first.migrate.into_iter().map(|migrate| (MIGRATE.to_owned(), migrate.into())).collect(),
            stores,
            files: IndexMap::new(),
            secrets: first.secrets,
            sign_in: first.sign_in,
            notes: super::Notes::default(),
            tiers: first.tiers.into_iter().map(|(name, tier)| (name, tier.with_database(has_database))).collect(),
        }
    }
}

impl From<Service> for Container {
    fn from(service: Service) -> Self {
        Self {
            image: service.image,
            build: service.build,
            port: Some(service.port),
            public: Some(true),
            host: service.host,
            port_without_domain: Some(service.port_without_domain),
            env: renamed(service.env),
            ..Self::default()
        }
    }
}

impl From<Migrate> for Container {
    fn from(migrate: Migrate) -> Self {
        Self {
            image: migrate.image,
            build: migrate.build,
            run: Some(Run::BeforeRelease),
            command: migrate.command.iter().map(|word| literal(word)).collect(),
            env: renamed(migrate.env),
            ..Self::default()
        }
    }
}

impl From<Database> for Store {
    fn from(database: Database) -> Self {
        Self {
            version: database.version,
            database: database.name,
            user: database.user,
            image: Some(database.image),
            ..Self::of(StoreKind::Postgres)
        }
    }
}

impl From<Files> for Store {
    fn from(files: Files) -> Self {
        Self {
            cors: true,
            old_version_days: Some(files.old_version_days),
            unfinished_upload_days: Some(files.unfinished_upload_days),
            ..Self::of(StoreKind::Bucket)
        }
    }
}

impl Tier {
    fn with_database(self, has_database: bool) -> tier::Tier {
        let place = self.database;
        let managed = has_database && place == Place::Managed;
        let size = DatabaseSize {
            arm64: self.db_class.get(Architecture::Arm64.name()).cloned(),
            x86_64: self.db_class.get(Architecture::X86.name()).cloned(),
            gb: self.db_gb,
            multi_az: self.multi_az,
        };
        let several = matches!(self.compute, Compute::Fleet);
        tier::Tier {
            formerly: self.formerly,
            on: if several { Host::Servers } else { Host::Server },
            summary: self.summary,
            gives: self.gives,
            gives_up: self.gives_up,
            server: ServerSize {
                arm64: self.instance.get(Architecture::Arm64.name()).cloned(),
                x86_64: self.instance.get(Architecture::X86.name()).cloned(),
                root_gb: self.root_gb,
                data_gb: self.data_gb,
            },
            servers: several.then_some(ServerCount { min: self.servers_min, max: self.servers_max }),
            stores: has_database.then(|| (DATABASE.to_owned(), place)).into_iter().collect(),
            databases: managed.then(|| (DATABASE.to_owned(), size)).into_iter().collect(),
        }
    }
}

/// A value with today's names; `$$` meant nothing.
fn renamed(env: IndexMap<String, String>) -> IndexMap<String, String> {
    let value = |value: String| {
        let value = value.replace("$$", "$$$$");
        value.replace("${database_url}", "${db.url}").replace("${bucket}", "${files.bucket}")
    };
    env.into_iter().map(|(name, text)| (name, value(text))).collect()
}

/// A word that was taken as it stood.
fn literal(word: &str) -> String {
    word.replace('$', "$$")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::{Piece, StoreValue, parse_template};

    const TEXT: &str = r#"
name = "app"
title = "App"
summary = "An app"
version = "1"
arch = "arm64"
architectures = ["arm64"]
health_path = "/up"
[services.web]
port = 3000
port_without_domain = 80
image = "example.com/web:1"
env = { URL = "${database_url}", FILES = "${bucket}", PRICE = "5$$" }
[services.api]
port = 4000
host = "api"
port_without_domain = 8081
image = "example.com/api:1"
[migrate]
image = "example.com/web:1"
command = ["sh", "-c", "echo $HOME"]
[database]
version = "17"
name = "app"
user = "app"
image = "example.com/postgres:17"
[files]
old_version_days = 30
unfinished_upload_days = 7
[tiers.one]
compute = "box"
database = "server"
summary = "s"
gives = "g"
gives_up = "u"
instance = { arm64 = "t4g.small" }
root_gb = 20
data_gb = 10
[tiers.many]
compute = "fleet"
database = "managed"
summary = "s"
gives = "g"
gives_up = "u"
instance = { arm64 = "t4g.small" }
db_class = { arm64 = "db.t4g.micro" }
root_gb = 20
db_gb = 20
servers_min = 1
servers_max = 2
"#;

    #[test]
    fn an_old_file_means_what_it_meant() {
        let preset = Preset::parse(TEXT).unwrap();
        assert_eq!((preset.main.as_str(), preset.health()), ("web", ("/up", "200-399")));
        let public: Vec<_> = preset.public().map(|service| (service.name, service.outside)).collect();
        assert_eq!(public, [("web", 80), ("api", 8081)]);
        let pieces = |name: &str| parse_template(&preset.services["web"].env[name]).unwrap();
        assert_eq!(pieces("URL"), [Piece::Store { store: "db".to_owned(), value: StoreValue::Url }]);
        assert_eq!(pieces("FILES"), [Piece::Store { store: "files".to_owned(), value: StoreValue::Bucket }]);
        assert_eq!(pieces("PRICE"), [Piece::Text("5$$".to_owned())]);
        let (name, job) = preset.migrations().next().unwrap();
        assert_eq!(name, "migrate");
        assert_eq!(parse_template(&job.command[2]).unwrap(), [Piece::Text("echo $HOME".to_owned())]);
        let places = |tier: &str| preset.managed(&preset.tiers[tier]).map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!((places("one"), places("many")), (Vec::new(), vec!["db"]));
        assert_eq!(preset.tiers["many"].servers, Some(ServerCount { min: 1, max: 2 }));
        assert_eq!(preset.tiers["many"].databases["db"].gb, 20);
    }

    #[test]
    fn a_language_of_later_is_said_to_be_one() {
        let later = format!("language = 3{TEXT}");
        let said = Preset::parse(&later).unwrap_err().to_string();
        assert!(said.contains("language 3") && said.contains("a newer cloudstead"), "{said}");
    }
}
