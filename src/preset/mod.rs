//! What an app needs, read from an annotated TOML. Strict: unknown keys are refused.

mod catalog;
mod check;
mod sign_in;
mod template;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;

pub use catalog::{CATALOG, Entry, by_name};
pub use sign_in::{Half, SignIn};
pub use template::{Piece, TemplateError, parse_template};

use crate::model::syntax;
use crate::resource::Architecture;

/// An app: services, data, secrets and the tiers it can run as.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Catalog name, also the default deployment name.
    pub name: String,
    pub title: String,
    /// One sentence for a person who has never heard of it.
    pub summary: String,
    /// Version of the app that the images or Git references below stand for.
    pub version: String,
    /// Default processor architecture.
    pub arch: Architecture,
    /// Architectures the images exist for.
    pub architectures: Vec<Architecture>,
    /// Path that answers 2xx when the app is well, on the first service.
    pub health_path: String,
    /// Minutes that building all images from Git takes on a server; 0 when all images are ready-made.
    #[serde(default)]
    pub build_minutes: u32,
    /// GiB of memory that it takes to build the images from Git; 0 when any machine has it.
    #[serde(default)]
    pub build_memory_gb: u32,
    /// The first service is the one people open.
    pub services: IndexMap<String, Service>,
    #[serde(default)]
    pub migrate: Option<Migrate>,
    #[serde(default)]
    pub database: Option<Database>,
    #[serde(default)]
    pub files: Option<Files>,
    #[serde(default)]
    pub secrets: IndexMap<String, SecretNeed>,
    /// Ways to sign in, easiest first; none where everybody can.
    #[serde(default)]
    pub sign_in: Vec<SignIn>,
    /// Smallest first.
    pub tiers: IndexMap<String, Tier>,
}

/// One container that people or other services talk to.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Port inside the container.
    pub port: u16,
    /// Label before the domain name; empty for the domain itself.
    #[serde(default)]
    pub host: String,
    /// Port at the bare address while there is no domain.
    pub port_without_domain: u16,
    /// A ready-made image; exactly one of `image` and `build`.
    #[serde(default)]
    pub image: Option<String>,
    /// Built from Git, in the account or on the server.
    #[serde(default)]
    pub build: Option<Build>,
    /// Variable to value; `${…}` stands for what is known only later (see `presets show`).
    #[serde(default)]
    pub env: IndexMap<String, String>,
}

/// How an image is built from Git.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Build {
    pub git: String,
    pub r#ref: String,
    pub dockerfile: String,
    #[serde(default)]
    pub target: Option<String>,
    /// Variables of the service that the build needs too. They stay readable in the image: no secret may be among them.
    #[serde(default)]
    pub args: Vec<String>,
    /// Secrets that the Dockerfile mounts (`RUN --mount=type=secret,id=NAME`): they do not stay in the image.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// Minutes that it takes by itself on a machine with the memory for it; 0 where nobody knows.
    #[serde(default)]
    pub minutes: u32,
    /// MB of the image, compressed; 0 where nobody knows.
    #[serde(default)]
    pub image_mb: u32,
}

/// The command that brings the database to the version of the app; must be safe to repeat.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Migrate {
    #[serde(default)]
    pub image: Option<String>,
    #[serde(default)]
    pub build: Option<Build>,
    pub command: Vec<String>,
    #[serde(default)]
    pub env: IndexMap<String, String>,
}

/// The PostgreSQL database.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Major version only.
    pub version: String,
    pub name: String,
    pub user: String,
    /// Image used where the database runs on the server itself.
    pub image: String,
}

/// The file store.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    pub old_version_days: u32,
    pub unfinished_upload_days: u32,
}

/// A secret: made by cloudstead or asked for.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretNeed {
    /// Length of a generated value in letters and digits.
    #[serde(default)]
    pub generate: Option<usize>,
    /// The question, when a person must give it.
    #[serde(default)]
    pub ask: Option<String>,
    /// What it is for and what does not work without it.
    #[serde(default)]
    pub why: String,
    #[serde(default)]
    pub required: bool,
    /// What the app gets in its place while nothing is given, for apps that do not start on an empty value.
    #[serde(default)]
    pub otherwise: String,
    /// Asked secrets that it is of use only together with: all of them are given, or none.
    #[serde(default)]
    pub with: Vec<String>,
}

/// How servers are arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compute {
    /// One server with Docker Compose and Caddy.
    Box,
    /// A load balancer and a group of servers.
    Fleet,
}

/// Where the database lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DatabasePlace {
    /// In a container, on the server's data disk.
    Server,
    /// RDS.
    Managed,
}

/// One way to run the app.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Names that this tier had before: they are still understood wherever a tier is named.
    #[serde(default)]
    pub formerly: Vec<String>,
    pub compute: Compute,
    pub database: DatabasePlace,
    /// A few words for the list: `one server, managed database`.
    pub summary: String,
    /// What one gets, in a sentence or two.
    pub gives: String,
    /// What one gives up, in a sentence.
    pub gives_up: String,
    /// Server type per architecture.
    pub instance: BTreeMap<String, String>,
    /// Database class per architecture, for managed databases.
    #[serde(default)]
    pub db_class: BTreeMap<String, String>,
    /// GiB of the system disk.
    pub root_gb: u32,
    /// GiB of the data disk (box only).
    #[serde(default)]
    pub data_gb: u32,
    /// GiB of a managed database.
    #[serde(default)]
    pub db_gb: u32,
    #[serde(default)]
    pub multi_az: bool,
    /// Servers of a fleet.
    #[serde(default)]
    pub servers_min: u32,
    #[serde(default)]
    pub servers_max: u32,
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
    #[error("the preset cannot be used: {0}")]
    Invalid(String),
}

const KEYS: &[&str] = &[
    "name",
    "title",
    "summary",
    "version",
    "arch",
    "architectures",
    "health_path",
    "build_minutes",
    "build_memory_gb",
    "services",
    "migrate",
    "database",
    "files",
    "secrets",
    "sign_in",
    "tiers",
];

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
        let preset: Self = toml::from_str(text).map_err(explain)?;
        check::check(&preset).map_err(PresetError::Invalid)?;
        Ok(preset)
    }

    /// The service that people open. A checked preset has one.
    #[must_use]
    pub fn main_service(&self) -> Option<(&str, &Service)> {
        self.services.first().map(|(name, service)| (name.as_str(), service))
    }

    /// The tier of this name, also of a former one, with the name it has now.
    #[must_use]
    pub fn tier(&self, name: &str) -> Option<(&str, &Tier)> {
        let renamed = || self.tiers.iter().find(|(_, tier)| tier.formerly.iter().any(|former| former == name));
        self.tiers.get_key_value(name).or_else(renamed).map(|(name, tier)| (name.as_str(), tier))
    }

    /// What is built from Git unless somebody names an image for it: services in their order, then `migrate`.
    pub fn builds(&self) -> impl Iterator<Item = (&str, &Build, &IndexMap<String, String>)> {
        let services =
            self.services.iter().map(|(name, service)| (name.as_str(), service.build.as_ref(), &service.env));
        let migrate = self.migrate.iter().map(|migrate| ("migrate", migrate.build.as_ref(), &migrate.env));
        services.chain(migrate).filter_map(|(name, build, env)| Some((name, build?, env)))
    }

    /// Minutes that an image usually takes: where the preset does not say, its share of them all.
    #[must_use]
    pub fn minutes_of(&self, build: &Build) -> u32 {
        let count = u32::try_from(self.builds().count()).unwrap_or(1).max(1);
        let known = if build.minutes > 0 { build.minutes } else { self.build_minutes.div_ceil(count) };
        known.clamp(SHORTEST_BUILD, LONGEST_BUILD)
    }

    /// Secrets a person is asked for.
    pub fn asked_secrets(&self) -> impl Iterator<Item = (&str, &SecretNeed)> {
        self.secrets.iter().filter(|(_, need)| need.ask.is_some()).map(|(name, need)| (name.as_str(), need))
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
        let text = by_name("compai").map(|_| CATALOG[0].text).unwrap();
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
