//! Valkey and Redis: one program under two names.

use serde_json::{Value, json};

use super::{OnServer, folder, password};
use crate::plan::layout::{Layout, Placed};
use crate::preset::Store;

pub(super) const VALKEY: Cache = Cache { program: "valkey", image: "docker.io/valkey/valkey" };
pub(super) const REDIS: Cache = Cache { program: "redis", image: "public.ecr.aws/docker/library/redis" };

pub(super) struct Cache {
    program: &'static str,
    image: &'static str,
}

impl OnServer for Cache {
    fn container(&self, placed: &Placed<'_>) -> Option<Value> {
        let (store, program) = (placed.store, self.program);
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
        Some(container)
    }

    fn image(&self) -> &'static str {
        self.image
    }

    fn address(&self, _store: &Store, managed: bool) -> Option<(&'static str, String)> {
        // AWS's own are reached by TLS alone.
        Some((if managed { "rediss" } else { "redis" }, String::new()))
    }

    /// Its file, while it is paused.
    fn copy(&self, _layout: &Layout<'_>, placed: &Placed<'_>) -> Value {
        let folder = folder(placed.name, placed.store);
        json!({"store": placed.name, "kind": "folder", "folder": folder, "pause": [placed.name]})
    }
}
