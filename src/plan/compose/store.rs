//! Stores on a server: their containers, and what others are told of them.

use serde_json::{Value, json};

use super::Composer;
use super::names::{hyphened, scoped};
use crate::preset::{Place, Store, StoreKind, StoreValue, address_of, password_of};
use crate::resource::bucket::Bucket;
use crate::resource::db_instance::DbInstance;
use crate::resource::{Part, Ref};

/// Where containers see what `fetch` of the manifest brings.
const CA: &str = "/etc/cloudstead/rds-ca.pem";

/// What others are told of a store: one of its values.
pub(super) fn provided(composer: &Composer<'_>, name: &str, store: &Store, value: StoreValue) -> Vec<Part> {
    let text = |text: &str| vec![Part::Text(text.to_owned())];
    if composer.tier.place(name) == Place::External {
        return vec![Part::Secret(address_of(name))];
    }
    let managed = composer.tier.place(name) == Place::Managed;
    let host = || {
        if managed {
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
        // Letters and digits only, so that it is the same in a URL.
        StoreValue::Password | StoreValue::PasswordUrl => vec![Part::Secret(password_of(name))],
        StoreValue::Tls => text(if managed { "true" } else { "false" }),
        StoreValue::Sslmode => text(if managed { "require" } else { "disable" }),
        StoreValue::Ca => text(if managed { CA } else { "" }),
        StoreValue::Bucket => vec![Part::output::<Bucket>(&Ref::to("files".into()), "bucket")],
        StoreValue::Region => text(composer.answers.region.code()),
        StoreValue::Url => url(name, store, managed, host()),
    }
}

fn url(name: &str, store: &Store, managed: bool, host: Part) -> Vec<Part> {
    let port = store.kind.port();
    let (scheme, path) = match store.kind {
        StoreKind::Postgres if managed => ("postgresql", format!("/{}?sslmode=require", store.database)),
        StoreKind::Postgres => ("postgresql", format!("/{}", store.database)),
        StoreKind::Mysql | StoreKind::Mariadb => ("mysql", format!("/{}", store.database)),
        StoreKind::Mongodb => ("mongodb", format!("/{}?authSource=admin", store.database)),
        StoreKind::Valkey | StoreKind::Redis => ("redis", String::new()),
        StoreKind::Bucket | StoreKind::Volume => return Vec::new(),
    };
    let end = Part::Text(format!(":{port}{path}"));
    if store.has_password() {
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
pub(super) fn container(name: &str, store: &Store) -> Value {
    let password = || format!("${{{}}}", scoped(name, "PASSWORD"));
    let (variables, inside, check) = match store.kind {
        StoreKind::Postgres => (
            json!({"POSTGRES_USER": store.user, "POSTGRES_DB": store.database, "POSTGRES_PASSWORD": password()}),
            postgres_folder(&store.version),
            json!(["CMD", "pg_isready", "-U", store.user, "-d", store.database]),
        ),
        StoreKind::Mysql => (
            json!({"MYSQL_USER": store.user, "MYSQL_DATABASE": store.database, "MYSQL_PASSWORD": password(),
                "MYSQL_RANDOM_ROOT_PASSWORD": "yes"}),
            "/var/lib/mysql",
            // By TCP: while it sets itself up it answers on its socket alone.
            json!([
                "CMD-SHELL",
                "MYSQL_PWD=\"$$MYSQL_PASSWORD\" mysqladmin ping -h 127.0.0.1 -u\"$$MYSQL_USER\" --silent"
            ]),
        ),
        StoreKind::Mariadb => (
            json!({"MARIADB_USER": store.user, "MARIADB_DATABASE": store.database, "MARIADB_PASSWORD": password(),
                "MARIADB_RANDOM_ROOT_PASSWORD": "yes"}),
            "/var/lib/mysql",
            json!(["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"]),
        ),
        StoreKind::Mongodb => (
            json!({"MONGO_INITDB_ROOT_USERNAME": store.user, "MONGO_INITDB_ROOT_PASSWORD": password(),
                "MONGO_INITDB_DATABASE": store.database}),
            "/data/db",
            json!(["CMD", "mongosh", "--quiet", "--eval", "db.adminCommand('ping').ok"]),
        ),
        StoreKind::Valkey | StoreKind::Redis | StoreKind::Bucket | StoreKind::Volume => return cache(name, store),
    };
    let mut container = json!({
        "image": image(store), "restart": "unless-stopped", "environment": variables,
        "volumes": [format!("{}:{inside}", folder(name, store))],
        "healthcheck": {"test": check, "interval": "5s", "retries": 30},
    });
    let settings = settings(store.kind);
    if !settings.is_empty() {
        container["command"] = json!(settings);
    }
    further(store, &mut container);
    container
}

/// Options of the server. A backup has rows as text, twice as long, and must fit when it comes back. Nobody reads a log
/// of changes here, which would fill the disk with those of a month and keep users from bringing back triggers.
fn settings(kind: StoreKind) -> &'static [&'static str] {
    match kind {
        StoreKind::Mysql => &["--max-allowed-packet=1G", "--skip-log-bin"],
        StoreKind::Mariadb => &["--max-allowed-packet=1G"],
        _ => &[],
    }
}

fn cache(name: &str, store: &Store) -> Value {
    let program = if store.kind == StoreKind::Valkey { "valkey" } else { "redis" };
    let save = if store.persistent { ["--appendonly", "yes"] } else { ["--save", ""] };
    let mut command = vec![format!("{program}-server")];
    command.extend(save.map(str::to_owned));
    let mut check = vec!["CMD".to_owned(), format!("{program}-cli")];
    if store.password {
        let password = format!("${{{}}}", scoped(name, "PASSWORD"));
        command.extend(["--requirepass".to_owned(), password]);
    }
    check.push("ping".to_owned());
    let mut container = json!({
        "image": image(store), "restart": "unless-stopped", "command": command,
        "healthcheck": {"test": check, "interval": "5s", "retries": 30},
    });
    if store.password {
        // The client reads it there.
        container["environment"] = json!({"REDISCLI_AUTH": format!("${{{}}}", scoped(name, "PASSWORD"))});
    }
    if store.persistent {
        container["volumes"] = json!([format!("{}:/data", folder(name, store))]);
    }
    further(store, &mut container);
    container
}

/// What the preset adds of its own.
fn further(store: &Store, container: &mut Value) {
    if store.shm_mb > 0 {
        container["shm_size"] = json!(format!("{}m", store.shm_mb));
    }
    for (variable, value) in &store.env {
        container["environment"][variable] = json!(super::names::escape(value));
    }
    if let Some(first) = store.command.first() {
        // Options alone come after ours.
        let ours = if first.starts_with('-') { settings(store.kind) } else { &[] };
        let theirs = store.command.iter().map(|word| super::names::escape(word));
        container["command"] = ours.iter().map(|&word| word.to_owned()).chain(theirs).collect();
    }
}

/// From version 18 on the image wants the folder above, and has one of its own per version in it (docker-library/docs,
/// postgres, "PGDATA").
fn postgres_folder(version: &str) -> &'static str {
    if version.parse::<u32>().is_ok_and(|major| major >= 18) {
        "/var/lib/postgresql"
    } else {
        "/var/lib/postgresql/data"
    }
}

/// A plain image of its kind, where the preset names none.
fn image(store: &Store) -> String {
    let name = match store.kind {
        StoreKind::Postgres => "public.ecr.aws/docker/library/postgres",
        StoreKind::Mysql => "public.ecr.aws/docker/library/mysql",
        StoreKind::Mariadb => "public.ecr.aws/docker/library/mariadb",
        StoreKind::Mongodb => "public.ecr.aws/docker/library/mongo",
        StoreKind::Redis => "public.ecr.aws/docker/library/redis",
        StoreKind::Valkey | StoreKind::Bucket | StoreKind::Volume => "docker.io/valkey/valkey",
    };
    store.image.clone().unwrap_or_else(|| format!("{name}:{}", store.version))
}

/// What the nightly backup does with a store on the server.
pub(super) fn backup(composer: &Composer<'_>, name: &str, store: &Store) -> Option<Value> {
    if !store.keeps_data() {
        return None;
    }
    Some(match store.kind {
        StoreKind::Postgres | StoreKind::Mysql | StoreKind::Mariadb | StoreKind::Mongodb => {
            let kind: &str = match store.kind {
                StoreKind::Postgres => "postgres",
                StoreKind::Mysql => "mysql",
                StoreKind::Mariadb => "mariadb",
                _ => "mongodb",
            };
            json!({"store": name, "kind": kind, "user": store.user, "database": store.database})
        }
        StoreKind::Valkey | StoreKind::Redis => {
            json!({"store": name, "kind": "folder", "folder": folder(name, store), "pause": [name]})
        }
        StoreKind::Volume | StoreKind::Bucket => {
            let users = composer
                .preset
                .services
                .iter()
                .filter(|(_, service)| service.mounts.iter().any(|mount| mount.store.as_deref() == Some(name)));
            let users: Vec<&String> = users.map(|(service, _)| service).collect();
            json!({"store": name, "kind": "folder", "folder": folder(name, store), "pause": users})
        }
    })
}
