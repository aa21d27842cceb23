//! What a compose file says, in types. Every key is taken here or left over, and what is left over is told.

mod build;
mod definitions;
mod environment;
mod health;
mod left_over;
mod mounts;
mod ports;
mod resources;
mod scalars;
mod service;
mod words;

use indexmap::IndexMap;

use super::load::{Reading, as_keys};
use super::refusal::Refusal;
use super::yaml::{At, Fields, Node};

pub(super) use build::Build;
pub(super) use definitions::{Origin, Shared, Volume};
pub(super) use environment::Entry;
pub(super) use health::Health;
pub(super) use mounts::{Mount, Source};
pub(super) use ports::Port;
pub(super) use resources::{Limit, Resources};
pub(super) use service::{Condition, Service};

/// Services that one server can have by any measure.
const MOST_SERVICES: usize = 300;

/// All that a compose file and what belongs to it say.
#[derive(Debug, Default)]
pub(super) struct Project {
    pub(super) name: Option<String>,
    pub(super) services: IndexMap<String, Service>,
    pub(super) volumes: IndexMap<String, Volume>,
    /// Networks that somebody else makes, and where they are named.
    pub(super) external_networks: IndexMap<String, At>,
    pub(super) configs: IndexMap<String, Shared>,
    pub(super) secrets: IndexMap<String, Shared>,
}

impl Project {
    /// # Errors
    /// With the place, where a key holds something that it cannot hold.
    pub(super) fn read(tree: Node, reading: &mut Reading<'_>) -> Result<Self, Refusal> {
        let begin = tree.at;
        let mut project = Self::default();
        let mut fields = Fields::of(tree, "a compose file")?;
        if let Some(node) = fields.take("name") {
            let name = reading.plain(&node)?;
            project.name = Some(name).filter(|name| !name.is_empty());
        }
        if let Some(node) = fields.take("version") {
            reading.notes.dropped(node.at, "version", "Compose has not looked at it for years");
        }
        for (name, node) in map(fields.take("volumes"), "`volumes`")? {
            let volume = definitions::volume(&name, node, reading)?;
            project.volumes.insert(name, volume);
        }
        for (name, node) in map(fields.take("networks"), "`networks`")? {
            definitions::network(&name, node, &mut project.external_networks, reading)?;
        }
        for (name, node) in map(fields.take("configs"), "`configs`")? {
            let shared = definitions::shared("configs", &name, node, reading)?;
            project.configs.insert(name, shared);
        }
        for (name, node) in map(fields.take("secrets"), "`secrets`")? {
            let shared = definitions::shared("secrets", &name, node, reading)?;
            project.secrets.insert(name, shared);
        }
        let services = fields.take("services");
        for (key, node) in fields.rest() {
            left_over::top(&key, &node, reading)?;
        }
        for (name, node) in map(services, "`services`")? {
            let service = Service::read(&name, node, reading)?;
            project.services.insert(name, service);
        }
        if project.services.len() > MOST_SERVICES {
            return Err(Refusal::at(begin, format!("there are more than {MOST_SERVICES} services")));
        }
        if project.services.is_empty() {
            return Err(Refusal::at(begin, "there are no services: a compose file names them under `services:`"));
        }
        if let Some(name) = project.circle() {
            let at = project.services.get(&name).map_or(begin, |service| service.at);
            let name = crate::model::text::clean_line(&name);
            return Err(Refusal::at(at, format!("`{name}` waits for itself, through `depends_on` of others")));
        }
        Ok(project)
    }

    /// A service that waits for itself through others.
    fn circle(&self) -> Option<String> {
        let further = |name: &str| self.services.get(name).into_iter().flat_map(|service| service.needs.keys());
        self.services
            .keys()
            .find(|name| {
                let mut open: Vec<&String> = further(name).filter(|other| other != name).collect();
                let mut seen: Vec<&String> = Vec::new();
                while let Some(next) = open.pop() {
                    if next == *name {
                        return true;
                    }
                    if !seen.contains(&next) {
                        seen.push(next);
                        open.extend(further(next));
                    }
                }
                false
            })
            .cloned()
    }
}

/// The keys of a map; none where there is nothing.
fn map(node: Option<Node>, what: &str) -> Result<IndexMap<String, Node>, Refusal> {
    node.map_or_else(|| Ok(IndexMap::new()), |node| Ok(Fields::of(node, what)?.rest()))
}

/// The same where a list may stand for it.
fn pairs(key: &str, node: Option<Node>) -> Result<IndexMap<String, Node>, Refusal> {
    map(node.map(|node| as_keys(key, node)), &format!("`{key}`"))
}
