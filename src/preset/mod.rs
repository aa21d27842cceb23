//! What an app needs, read from an annotated TOML. Strict: unknown keys are refused.

mod catalog;
mod template;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde::Deserialize;

pub use catalog::{CATALOG, Entry, by_name};
pub use template::{Piece, TemplateError, parse_template};

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
    /// Minutes that building from Git takes on the server; 0 when all images are ready-made.
    #[serde(default)]
    pub build_minutes: u32,
    /// GiB of memory that a server needs to build the images from Git; 0 when any server can.
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
    /// Built on the server.
    #[serde(default)]
    pub build: Option<Build>,
    /// Variable to value; `${…}` stands for what is known only later (see `presets show`).
    #[serde(default)]
    pub env: IndexMap<String, String>,
}

/// How an image is built on the server.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Build {
    pub git: String,
    pub r#ref: String,
    pub dockerfile: String,
    #[serde(default)]
    pub target: Option<String>,
    /// Variables of the service that the build needs too.
    #[serde(default)]
    pub args: Vec<String>,
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
    #[error("the preset cannot be used: {0}")]
    Invalid(String),
}

impl Preset {
    /// Reads and checks a preset.
    ///
    /// # Errors
    /// When the TOML is malformed, has unknown keys or describes something impossible.
    pub fn parse(text: &str) -> Result<Self, PresetError> {
        let preset: Self = toml::from_str(text).map_err(|error| PresetError::Syntax(error.to_string()))?;
        preset.check().map_err(PresetError::Invalid)?;
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

    /// Secrets a person is asked for.
    pub fn asked_secrets(&self) -> impl Iterator<Item = (&str, &SecretNeed)> {
        self.secrets.iter().filter(|(_, need)| need.ask.is_some()).map(|(name, need)| (name.as_str(), need))
    }

    fn check(&self) -> Result<(), String> {
        self.name.parse::<crate::model::DeploymentName>().map_err(|error| format!("`name`: {error}"))?;
        if !self.health_path.starts_with('/') {
            return Err("`health_path` begins with `/`".to_owned());
        }
        if !self.architectures.contains(&self.arch) {
            return Err("`arch` must be one of `architectures`".to_owned());
        }
        let Some((_, main)) = self.main_service() else { return Err("at least one service is needed".to_owned()) };
        if !main.host.is_empty() || main.port_without_domain != 80 {
            return Err("the first service is the one people open: no `host`, `port_without_domain = 80`".to_owned());
        }
        let mut ports = BTreeSet::from([443]);
        for (name, service) in &self.services {
            if !ports.insert(service.port_without_domain) {
                return Err(format!("`port_without_domain` of `{name}` is taken: by another service, or (443) by https"));
            }
            self.check_image(name, service.image.is_some(), service.build.is_some())?;
            self.check_env(name, &service.env)?;
            if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) || ["caddy", "db", "migrate"].contains(&name.as_str()) {
                return Err(format!("service `{name}`: use small letters and digits; caddy, db and migrate are taken"));
            }
        }
        if let Some(migrate) = &self.migrate {
            self.check_image("migrate", migrate.image.is_some(), migrate.build.is_some())?;
            self.check_env("migrate", &migrate.env)?;
        }
        for (name, need) in &self.secrets {
            if need.generate.is_some() == need.ask.is_some() {
                return Err(format!("secret `{name}` needs either `generate` or `ask`"));
            }
            if !need.otherwise.is_empty() && (need.required || need.generate.is_some()) {
                return Err(format!("secret `{name}`: `otherwise` is for what is asked for and may be left out"));
            }
        }
        if self.tiers.is_empty() {
            return Err("at least one tier is needed".to_owned());
        }
        self.tiers.iter().try_for_each(|(name, tier)| self.check_tier(name, tier))
    }

    fn check_image(&self, name: &str, image: bool, build: bool) -> Result<(), String> {
        if image == build {
            return Err(format!("`{name}` of {} needs either `image` or `build`", self.name));
        }
        Ok(())
    }

    fn check_env(&self, service: &str, env: &IndexMap<String, String>) -> Result<(), String> {
        for (name, value) in env {
            let pieces = parse_template(value).map_err(|error| format!("`{service}.env.{name}`: {error}"))?;
            for piece in pieces {
                let known = match &piece {
                    Piece::Secret(secret) => self.secrets.contains_key(secret),
                    Piece::Url(other) | Piece::Host(other) => self.services.contains_key(other),
                    Piece::DatabaseUrl => self.database.is_some(),
                    Piece::Bucket => self.files.is_some(),
                    Piece::Text(_) | Piece::Region => true,
                };
                if !known {
                    return Err(format!("`{service}.env.{name}` names something the preset does not have"));
                }
            }
        }
        Ok(())
    }

    fn check_tier(&self, name: &str, tier: &Tier) -> Result<(), String> {
        if let Some(twice) = tier.formerly.iter().find(|former| self.tier(former).is_none_or(|(now, _)| now != name)) {
            return Err(format!("tier `{name}` was `{twice}`, and so is or was another"));
        }
        for arch in &self.architectures {
            if !tier.instance.contains_key(arch.name()) {
                return Err(format!("tier `{name}` names no server type for {}", arch.name()));
            }
            if self.database.is_some() && tier.database == DatabasePlace::Managed && !tier.db_class.contains_key(arch.name()) {
                return Err(format!("tier `{name}` names no database class for {}", arch.name()));
            }
        }
        match tier.compute {
            Compute::Box if tier.data_gb == 0 => Err(format!("tier `{name}` needs `data_gb`")),
            Compute::Fleet if tier.database == DatabasePlace::Server => Err(format!("tier `{name}`: a fleet needs a managed database")),
            Compute::Fleet if tier.servers_min == 0 || tier.servers_max < tier.servers_min => {
                Err(format!("tier `{name}` needs `servers_min` of at least 1 and a `servers_max` not below it"))
            }
            _ if tier.database == DatabasePlace::Managed && tier.db_gb < 20 => Err(format!("tier `{name}`: `db_gb` is at least 20")),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
