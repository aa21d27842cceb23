//! MySQL and MariaDB. A backup has rows as text, twice as long, and must fit when it comes back. Nobody reads a log of
//! changes here, which would fill the disk with those of a month and keep users from bringing back triggers.

use serde_json::{Value, json};

use super::{OnServer, dump, password, program};
use crate::plan::layout::{Layout, Placed};
use crate::preset::Store;

const FOLDER: &str = "/var/lib/mysql";

pub(super) struct Mysql;

impl OnServer for Mysql {
    fn container(&self, placed: &Placed<'_>) -> Option<Value> {
        let Store { user, database, .. } = placed.store;
        let variables = json!({
            "MYSQL_USER": user, "MYSQL_DATABASE": database, "MYSQL_PASSWORD": password(placed.name),
            "MYSQL_RANDOM_ROOT_PASSWORD": "yes",
        });
        // By TCP: while it sets itself up it answers on its socket alone.
        let check = json!([
            "CMD-SHELL",
            "MYSQL_PWD=\"$$MYSQL_PASSWORD\" mysqladmin ping -h 127.0.0.1 -u\"$$MYSQL_USER\" --silent"
        ]);
        Some(program(placed, &variables, FOLDER, &check, self.options()))
    }

    fn options(&self) -> &'static [&'static str] {
        &["--max-allowed-packet=1G", "--skip-log-bin"]
    }

    fn image(&self) -> &'static str {
        "public.ecr.aws/docker/library/mysql"
    }

    fn address(&self, store: &Store, _managed: bool) -> Option<(&'static str, String)> {
        Some(("mysql", format!("/{}", store.database)))
    }

    fn copy(&self, _layout: &Layout<'_>, placed: &Placed<'_>) -> Value {
        dump("mysql", placed)
    }
}

pub(super) struct Mariadb;

impl OnServer for Mariadb {
    fn container(&self, placed: &Placed<'_>) -> Option<Value> {
        let Store { user, database, .. } = placed.store;
        let variables = json!({
            "MARIADB_USER": user, "MARIADB_DATABASE": database, "MARIADB_PASSWORD": password(placed.name),
            "MARIADB_RANDOM_ROOT_PASSWORD": "yes",
        });
        let check = json!(["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"]);
        Some(program(placed, &variables, FOLDER, &check, self.options()))
    }

    fn options(&self) -> &'static [&'static str] {
        &["--max-allowed-packet=1G"]
    }

    fn image(&self) -> &'static str {
        "public.ecr.aws/docker/library/mariadb"
    }

    fn address(&self, store: &Store, managed: bool) -> Option<(&'static str, String)> {
        Mysql.address(store, managed)
    }

    fn copy(&self, _layout: &Layout<'_>, placed: &Placed<'_>) -> Value {
        dump("mariadb", placed)
    }
}
