//! A preset before it is text.

use indexmap::IndexMap;

use super::meaning::{Content, Folder, Secret, Value};
use super::yaml::At;

/// Everything that the text of a preset says.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) source: String,
    /// The processor that the file asks for.
    pub(super) processor: Option<&'static str>,
    pub(super) main: String,
    pub(super) main_why: String,
    pub(super) services: IndexMap<String, Container>,
    pub(super) jobs: IndexMap<String, Container>,
    pub(super) databases: IndexMap<String, Store>,
    pub(super) folders: IndexMap<String, Folder>,
    pub(super) files: IndexMap<String, Content>,
    pub(super) secrets: IndexMap<String, Secret>,
    /// Databases that AWS can run for the app.
    pub(super) managed: Vec<String>,
    /// MB that all containers need together.
    pub(super) memory_mb: u32,
}

impl Draft {
    /// What the file calls everything that has a section of its own.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let containers = self.services.values().chain(self.jobs.values()).map(|container| container.from.as_str());
        containers.chain(self.databases.values().map(|store| store.from.as_str()))
    }
}

/// A service or a job: keys in the order of the file, as TOML.
#[derive(Clone, Debug, Default)]
pub(super) struct Container {
    pub(super) at: At,
    /// What the compose file calls it.
    pub(super) from: String,
    pub(super) keys: Vec<(&'static str, String)>,
    pub(super) env: IndexMap<String, (At, Value)>,
    /// Lines that say how it could be done in another way, as comments.
    pub(super) proposal: Vec<String>,
}

/// A database.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    pub(super) at: At,
    pub(super) from: String,
    pub(super) keys: Vec<(&'static str, String)>,
    pub(super) env: IndexMap<String, String>,
}
