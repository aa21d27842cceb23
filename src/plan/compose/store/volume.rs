//! Folders of the data disk.

use serde_json::{Value, json};

use super::{OnServer, folder};
use crate::plan::layout::{Layout, Placed};
use crate::preset::{Container, Store};

pub(super) struct Volume;

impl OnServer for Volume {
    fn container(&self, _placed: &Placed<'_>) -> Option<Value> {
        None
    }

    fn address(&self, _store: &Store, _managed: bool) -> Option<(&'static str, String)> {
        None
    }

    /// What is in it, while who writes to it is paused.
    fn copy(&self, layout: &Layout<'_>, placed: &Placed<'_>) -> Value {
        let writes = |one: &Container| one.mounts.iter().any(|mount| mount.store.as_deref() == Some(placed.name));
        let users = layout.preset.services.iter().filter(|(_, service)| writes(service)).map(|(name, _)| name);
        let pause: Vec<&String> = users.collect();
        let folder = folder(placed.name, placed.store);
        json!({"store": placed.name, "kind": "folder", "folder": folder, "pause": pause})
    }
}
