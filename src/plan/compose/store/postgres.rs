//! PostgreSQL.

use serde_json::{Value, json};

use super::{OnServer, dump, password, program};
use crate::plan::layout::{Layout, Placed};
use crate::preset::Store;

pub(super) struct Postgres;

impl OnServer for Postgres {
    fn container(&self, placed: &Placed<'_>) -> Option<Value> {
        let Store { user, database, version, .. } = placed.store;
        let variables =
            json!({"POSTGRES_USER": user, "POSTGRES_DB": database, "POSTGRES_PASSWORD": password(placed.name)});
        let check = json!(["CMD", "pg_isready", "-U", user, "-d", database]);
        Some(program(placed, &variables, inside(version), &check, self.options()))
    }

    fn image(&self) -> &'static str {
        "public.ecr.aws/docker/library/postgres"
    }

    fn address(&self, store: &Store, managed: bool) -> Option<(&'static str, String)> {
        let tls = if managed { "?sslmode=require" } else { "" };
        Some(("postgresql", format!("/{}{tls}", store.database)))
    }

    fn copy(&self, _layout: &Layout<'_>, placed: &Placed<'_>) -> Value {
        dump("postgres", placed)
    }
}

/// From version 18 on the image wants the folder above, and has one of its own per version in it (docker-library/docs,
/// postgres, "PGDATA").
fn inside(version: &str) -> &'static str {
    if version.parse::<u32>().is_ok_and(|major| major >= 18) {
        "/var/lib/postgresql"
    } else {
        "/var/lib/postgresql/data"
    }
}
