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
    /// Its images are known to exist for x86 alone.
    pub(super) x86_only: bool,
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

/// A service or a job: keys in the order of the file, as TOML.
#[derive(Clone, Debug, Default)]
pub(super) struct Container {
    pub(super) at: At,
    /// What the compose file calls it.
    pub(super) from: String,
    pub(super) keys: Vec<(&'static str, String)>,
    pub(super) env: IndexMap<String, (At, Value)>,
}

/// A database.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    pub(super) at: At,
    pub(super) from: String,
    pub(super) keys: Vec<(&'static str, String)>,
    pub(super) env: IndexMap<String, String>,
}
