//! One way to run an app: on which host, and where its stores are.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::resource::Architecture;

/// One way to run the app.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Names that this tier had before: they are still understood wherever a tier is named.
    #[serde(default)]
    pub formerly: Vec<String>,
    pub on: Host,
    /// A few words for the list: `one server, managed database`.
    pub summary: String,
    /// What one gets, in a sentence or two.
    pub gives: String,
    /// What one gives up, in a sentence.
    pub gives_up: String,
    pub server: ServerSize,
    /// How many servers, where they are several.
    #[serde(default)]
    pub servers: Option<ServerCount>,
    /// Where a store is; on the server where it is left out.
    #[serde(default)]
    pub stores: BTreeMap<String, Place>,
    /// Sizes of the managed ones.
    #[serde(default)]
    pub databases: BTreeMap<String, DatabaseSize>,
}

/// How servers are arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Host {
    /// One server with Docker Compose and Caddy.
    Server,
    /// A load balancer and a group of servers.
    Servers,
}

/// Where a store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In a container, on the server's data disk.
    Server,
    /// A service of AWS: RDS for databases, ElastiCache for caches.
    Managed,
    /// A database that somebody else runs: its address is asked for.
    External,
}

/// Type per processor, and disks in GiB.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSize {
    #[serde(default)]
    pub arm64: Option<String>,
    #[serde(default)]
    pub x86_64: Option<String>,
    /// The system disk.
    pub root_gb: u32,
    /// The data disk of a single server.
    #[serde(default)]
    pub data_gb: u32,
}

impl ServerSize {
    #[must_use]
    pub fn of(&self, arch: Architecture) -> Option<&String> {
        match arch {
            Architecture::Arm64 => self.arm64.as_ref(),
            Architecture::X86 => self.x86_64.as_ref(),
        }
    }
}

/// Servers of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerCount {
    pub min: u32,
    pub max: u32,
}

/// Class per processor of the servers, and storage in GiB: a cache has none, it keeps everything in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSize {
    #[serde(default)]
    pub arm64: Option<String>,
    #[serde(default)]
    pub x86_64: Option<String>,
    #[serde(default)]
    pub gb: u32,
    /// A copy in a second zone that takes over by itself.
    #[serde(default)]
    pub multi_az: bool,
}

impl DatabaseSize {
    #[must_use]
    pub fn class(&self, arch: Architecture) -> Option<&String> {
        match arch {
            Architecture::Arm64 => self.arm64.as_ref(),
            Architecture::X86 => self.x86_64.as_ref(),
        }
    }
}

impl Tier {
    /// Where a store is, if its kind can be elsewhere than on the server.
    #[must_use]
    pub fn place(&self, store: &str) -> Place {
        self.stores.get(store).copied().unwrap_or(Place::Server)
    }
}
