//! Stores: what others are told of one wherever it is, and what a server does for it. One file per kind.

mod bucket;
mod cache;
mod elasticache;
mod mongodb;
mod mysql;
mod postgres;
mod rds;
mod volume;

use serde_json::{Value, json};

use super::Composer;
use super::names::{hyphened, scoped};
use crate::plan::layout::{Layout, Placed};
use crate::preset::{Place, Store, StoreKind, StoreValue, address_of, password_of};
use crate::resource::bucket::Bucket;
use crate::resource::db_instance::DbInstance;
use crate::resource::replication_group::ReplicationGroup;
use crate::resource::{Part, Ref};

/// Where containers see what `fetch` of the manifest brings.
const CA: &str = "/etc/cloudstead/rds-ca.pem";

/// A kind of store that a server has itself.
trait OnServer {
    /// Its container, without what every database's has; none for a folder.
    fn container(&self, placed: &Placed<'_>) -> Option<Value>;

    /// Options that its program always gets, before the preset's own.
    fn options(&self) -> &'static [&'static str] {
        &[]
    }

    /// A plain image, without its version.
    fn image(&self) -> &'static str {
        ""
    }

    /// How addresses of it begin, and what follows the port.
    fn address(&self, store: &Store, managed: bool) -> Option<(&'static str, String)>;

    /// How it is copied every night.
    fn copy(&self, layout: &Layout<'_>, placed: &Placed<'_>) -> Value;
}

fn on_server(kind: StoreKind) -> &'static dyn OnServer {
    match kind {
        StoreKind::Postgres => &postgres::Postgres,
        StoreKind::Mysql => &mysql::Mysql,
        StoreKind::Mariadb => &mysql::Mariadb,
        StoreKind::Mongodb => &mongodb::Mongodb,
        StoreKind::Valkey => &cache::VALKEY,
        StoreKind::Redis => &cache::REDIS,
        StoreKind::Volume | StoreKind::Bucket => &volume::Volume,
    }
}

/// What others are told of a store: one of its values.
pub(super) fn provided(composer: &Composer<'_>, name: &str, store: &Store, value: StoreValue) -> Vec<Part> {
    let text = |text: &str| vec![Part::Text(text.to_owned())];
    let placed = composer.layout.stores.iter().find(|placed| placed.name == name);
    let place = placed.map_or(Place::Server, |placed| placed.place);
    if place == Place::External {
        return vec![Part::Secret(address_of(name))];
    }
    let managed = place == Place::Managed;
    let cache = store.kind.is_cache();
    let host = || {
        if managed && cache {
            let id = elasticache::cache_id(composer.layout, name);
            Part::output::<ReplicationGroup>(&Ref::to(id.as_str().into()), "cache-host")
        } else if managed {
            Part::output::<DbInstance>(&Ref::to(database_id(name).as_str().into()), "database-host")
        } else {
            Part::Text(name.to_owned())
        }
    };
    match value {
        StoreValue::Host => vec![host()],
        StoreValue::Port => text(&store.kind.port().to_string()),
        StoreValue::User => text(&store.user),
        StoreValue::Name => text(&store.database),
        StoreValue::Password | StoreValue::PasswordUrl if !(Placed { name, store, place }).has_password() => text(""),
        // Letters and digits only, so that it is the same in a URL.
        StoreValue::Password | StoreValue::PasswordUrl => vec![Part::Secret(password_of(name))],
        StoreValue::Tls => text(if managed { "true" } else { "false" }),
        StoreValue::Sslmode => text(if managed { "require" } else { "disable" }),
        StoreValue::Ca => text(if managed && !cache { CA } else { "" }),
        StoreValue::Bucket => vec![Part::output::<Bucket>(&Ref::to("files".into()), "bucket")],
        StoreValue::Region => text(composer.layout.answers.region.code()),
        StoreValue::Url => url(name, store, place, host()),
    }
}

fn url(name: &str, store: &Store, place: Place, host: Part) -> Vec<Part> {
    let found = on_server(store.kind).address(store, place == Place::Managed);
    let Some((scheme, path)) = found else { return Vec::new() };
    let end = Part::Text(format!(":{}{path}", store.kind.port()));
    if (Placed { name, store, place }).has_password() {
        let begin = Part::Text(format!("{scheme}://{}:", store.user));
        vec![begin, Part::Secret(password_of(name)), Part::Text("@".to_owned()), host, end]
    } else {
        vec![Part::Text(format!("{scheme}://")), host, end]
    }
}

/// Node id of a managed database.
pub(super) fn database_id(store: &str) -> String {
    if store == "db" { "database".to_owned() } else { format!("database-{}", hyphened(store)) }
}

/// Folder of the data disk in which a store on the server has its data.
pub(super) fn folder(name: &str, store: &Store) -> String {
    if name == "db" && store.kind == StoreKind::Postgres {
        // Where the first servers had it.
        "/data/postgres".to_owned()
    } else {
        format!("/data/stores/{name}")
    }
}

/// The container of a database on the server.
pub(super) fn container(placed: &Placed<'_>) -> Option<Value> {
    let (store, kind) = (placed.store, on_server(placed.store.kind));
    let mut container = kind.container(placed)?;
    let image = store.image.clone().unwrap_or_else(|| format!("{}:{}", kind.image(), store.version));
    container["image"] = json!(image);
    container["restart"] = json!("unless-stopped");
    container["healthcheck"]["interval"] = json!("5s");
    container["healthcheck"]["retries"] = json!(30);
    // What the preset adds of its own.
    if store.shm_mb > 0 {
        container["shm_size"] = json!(format!("{}m", store.shm_mb));
    }
    for (variable, value) in &store.env {
        container["environment"][variable] = json!(super::names::escape(value));
    }
    if let Some(first) = store.command.first() {
        // Options alone come after ours.
        let ours = if first.starts_with('-') { kind.options() } else { &[] };
        let theirs = store.command.iter().map(|word| super::names::escape(word));
        container["command"] = ours.iter().map(|&word| word.to_owned()).chain(theirs).collect();
    }
    Some(container)
}

/// What the nightly copy does with a store on the server.
pub(super) fn backup(layout: &Layout<'_>, placed: &Placed<'_>) -> Option<Value> {
    placed.store.keeps_data().then(|| on_server(placed.store.kind).copy(layout, placed))
}

/// The variable that holds a store's password, as Compose reads it.
fn password(name: &str) -> String {
    format!("${{{}}}", scoped(name, "PASSWORD"))
}

/// A program with its variables, the folder that it has inside, its check, and options.
fn program(placed: &Placed<'_>, variables: &Value, inside: &str, check: &Value, options: &[&str]) -> Value {
    let mut container = json!({
        "environment": variables,
        "volumes": [format!("{}:{inside}", folder(placed.name, placed.store))],
        "healthcheck": {"test": check},
    });
    if !options.is_empty() {
        container["command"] = json!(options);
    }
    container
}

/// A dump of one database.
fn dump(kind: &str, placed: &Placed<'_>) -> Value {
    json!({"store": placed.name, "kind": kind, "user": placed.store.user, "database": placed.store.database})
}
