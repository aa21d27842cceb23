//! Valkey and Redis.

use serde_json::{Value, json};

use super::{OnServer, folder, password};
use crate::plan::layout::{Layout, Placed};
use crate::preset::Store;

pub(super) struct Valkey;

impl OnServer for Valkey {
    fn container(&self, placed: &Placed<'_>) -> Option<Value> {
        Some(cache("valkey", placed))
    }

    fn image(&self) -> &'static str {
        "docker.io/valkey/valkey"
    }

    fn address(&self, _store: &Store, _managed: bool) -> Option<(&'static str, String)> {
        Some(("redis", String::new()))
    }

    fn copy(&self, _layout: &Layout<'_>, placed: &Placed<'_>) -> Value {
        copy(placed)
    }
}

pub(super) struct Redis;

impl OnServer for Redis {
    fn container(&self, placed: &Placed<'_>) -> Option<Value> {
        Some(cache("redis", placed))
    }

    fn image(&self) -> &'static str {
        "public.ecr.aws/docker/library/redis"
    }

    fn address(&self, _store: &Store, _managed: bool) -> Option<(&'static str, String)> {
        Some(("redis", String::new()))
    }

    fn copy(&self, _layout: &Layout<'_>, placed: &Placed<'_>) -> Value {
        copy(placed)
    }
}

fn cache(program: &str, placed: &Placed<'_>) -> Value {
    let store = placed.store;
    let save = if store.persistent { ["--appendonly", "yes"] } else { ["--save", ""] };
    let mut command = vec![format!("{program}-server")];
    command.extend(save.map(str::to_owned));
    let mut container = json!({"healthcheck": {"test": ["CMD", format!("{program}-cli"), "ping"]}});
    if store.password {
        command.extend(["--requirepass".to_owned(), password(placed.name)]);
        // The client reads it there.
        container["environment"] = json!({"REDISCLI_AUTH": password(placed.name)});
    }
    container["command"] = json!(command);
    if store.persistent {
        container["volumes"] = json!([format!("{}:/data", folder(placed.name, store))]);
    }
    container
}

/// Its file, while it is paused.
fn copy(placed: &Placed<'_>) -> Value {
    let folder = folder(placed.name, placed.store);
    json!({"store": placed.name, "kind": "folder", "folder": folder, "pause": [placed.name]})
}
