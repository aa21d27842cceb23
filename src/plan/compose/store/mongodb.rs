//! MongoDB.

use serde_json::{Value, json};

use super::{OnServer, dump, password, program};
use crate::plan::layout::{Layout, Placed};
use crate::preset::Store;

pub(super) struct Mongodb;

impl OnServer for Mongodb {
    fn container(&self, placed: &Placed<'_>) -> Option<Value> {
        let Store { user, database, .. } = placed.store;
        let variables = json!({
            "MONGO_INITDB_ROOT_USERNAME": user, "MONGO_INITDB_ROOT_PASSWORD": password(placed.name),
            "MONGO_INITDB_DATABASE": database,
        });
        let check = json!(["CMD", "mongosh", "--quiet", "--eval", "db.adminCommand('ping').ok"]);
        Some(program(placed, &variables, "/data/db", &check, self.options()))
    }

    fn image(&self) -> &'static str {
        "public.ecr.aws/docker/library/mongo"
    }

    fn address(&self, store: &Store, _managed: bool) -> Option<(&'static str, String)> {
        Some(("mongodb", format!("/{}?authSource=admin", store.database)))
    }

    fn copy(&self, _layout: &Layout<'_>, placed: &Placed<'_>) -> Value {
        dump("mongodb", placed)
    }
}
