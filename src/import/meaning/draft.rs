//! A preset before it is text.

use indexmap::IndexMap;

use super::files::Content;
use super::secrets::Secret;
use super::values::Value;
use super::volumes::Folder;
use crate::import::yaml::At;

/// Everything that the text of a preset says.
#[derive(Clone, Debug, Default)]
pub(in crate::import) struct Draft {
    pub(in crate::import) name: String,
    pub(in crate::import) title: String,
    pub(in crate::import) summary: String,
    pub(in crate::import) source: String,
    /// The processor that the file asks for.
    pub(in crate::import) processor: Option<&'static str>,
    pub(in crate::import) main: String,
    pub(in crate::import) main_why: String,
    pub(in crate::import) services: IndexMap<String, Container>,
    pub(in crate::import) jobs: IndexMap<String, Container>,
    pub(in crate::import) databases: IndexMap<String, Store>,
    pub(in crate::import) folders: IndexMap<String, Folder>,
    pub(in crate::import) files: IndexMap<String, Content>,
    pub(in crate::import) secrets: IndexMap<String, Secret>,
    /// Databases that AWS can run for the app.
    pub(in crate::import) managed: Vec<String>,
    /// MB that all containers need together.
    pub(in crate::import) memory_mb: u32,
}

impl Draft {
    /// What the file calls everything that has a section of its own.
    pub(in crate::import) fn names(&self) -> impl Iterator<Item = &str> {
        let containers = self.services.values().chain(self.jobs.values()).map(|container| container.from.as_str());
        containers.chain(self.databases.values().map(|store| store.from.as_str()))
    }
}

/// A service or a job: keys in the order of the file, as TOML.
#[derive(Clone, Debug, Default)]
pub(in crate::import) struct Container {
    pub(in crate::import) at: At,
    /// What the compose file calls it.
    pub(in crate::import) from: String,
    pub(in crate::import) keys: Vec<(&'static str, String)>,
    pub(in crate::import) env: IndexMap<String, (At, Value)>,
    /// Lines that say how it could be done in another way, as comments.
    pub(in crate::import) proposal: Vec<String>,
}

/// A database.
#[derive(Clone, Debug, Default)]
pub(in crate::import) struct Store {
    pub(in crate::import) at: At,
    pub(in crate::import) from: String,
    pub(in crate::import) keys: Vec<(&'static str, String)>,
    pub(in crate::import) env: IndexMap<String, String>,
}
