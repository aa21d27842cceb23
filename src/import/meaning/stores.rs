//! Databases and caches of the file that are plain enough to be stores: cloudstead makes their password, backs them
//! up, and may leave them to AWS. Others stay containers with a volume.

use indexmap::IndexMap;

use super::images::{self, Family};
use super::keywords::{self, Sort};
use crate::import::notes::Notes;
use crate::import::project::{Mount, Project, Service, Source};
use crate::import::variables::Text;
use crate::model::database_name::{self, LONGEST_NAME, LONGEST_USER};

/// A recognised store.
#[derive(Clone, Debug)]
#[expect(clippy::struct_field_names, reason = "a database of a server of databases is called so")]
pub(super) struct Database {
    /// What the file calls it.
    pub(super) service: String,
    /// What the preset calls it.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) version: String,
    /// None where the plain image of its kind is meant.
    pub(super) image: Option<String>,
    pub(super) user: Named,
    pub(super) database: Named,
    /// What the file has as its password; none where it asks for none.
    pub(super) password: Option<Text>,
    pub(super) persistent: bool,
    pub(super) command: Vec<String>,
    pub(super) env: IndexMap<String, String>,
    pub(super) memory_mb: u32,
}

/// A name that the file has, and the one that the preset has.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub(super) was: Text,
    pub(super) now: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Postgres,
    Pgvector,
    Mysql,
    Mariadb,
    Redis,
    Valkey,
    Mongodb,
}

impl Kind {
    /// As the preset has it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Postgres | Self::Pgvector => "postgres",
            Self::Mysql => "mysql",
            Self::Mariadb => "mariadb",
            Self::Redis => "redis",
            Self::Valkey => "valkey",
            Self::Mongodb => "mongodb",
        }
    }

    pub(super) fn is_cache(self) -> bool {
        matches!(self, Self::Redis | Self::Valkey)
    }

    pub(super) fn port(self) -> u16 {
        match self {
            Self::Postgres | Self::Pgvector => 5432,
            Self::Mysql | Self::Mariadb => 3306,
            Self::Redis | Self::Valkey => 6379,
            Self::Mongodb => 27017,
        }
    }

    /// Folders that the image keeps its data in.
    fn folders(self) -> &'static [&'static str] {
        match self {
            Self::Postgres | Self::Pgvector => {
                &["/var/lib/postgresql/data", "/var/lib/postgresql", "/bitnami/postgresql"]
            }
            Self::Mysql | Self::Mariadb => &["/var/lib/mysql"],
            Self::Redis | Self::Valkey => &["/data", "/var/lib/redis"],
            Self::Mongodb => &["/data/db", "/data/configdb"],
        }
    }

    /// Variables that its image reads for what a store has: password, user, database.
    fn variables(self) -> [&'static [&'static str]; 3] {
        match self {
            Self::Postgres | Self::Pgvector => [&["POSTGRES_PASSWORD"], &["POSTGRES_USER"], &["POSTGRES_DB"]],
            Self::Mysql => [&["MYSQL_PASSWORD"], &["MYSQL_USER"], &["MYSQL_DATABASE"]],
            Self::Mariadb => [
                &["MARIADB_PASSWORD", "MYSQL_PASSWORD"],
                &["MARIADB_USER", "MYSQL_USER"],
                &["MARIADB_DATABASE", "MYSQL_DATABASE"],
            ],
            Self::Redis | Self::Valkey => [&[], &[], &[]],
            Self::Mongodb => {
                [&["MONGO_INITDB_ROOT_PASSWORD"], &["MONGO_INITDB_ROOT_USERNAME"], &["MONGO_INITDB_DATABASE"]]
            }
        }
    }
}

/// Variables of the images that a store needs no more, and what became of them.
const SETTLED: [&str; 14] = [
    "MYSQL_ROOT_PASSWORD",
    "MARIADB_ROOT_PASSWORD",
    "MYSQL_RANDOM_ROOT_PASSWORD",
    "MARIADB_RANDOM_ROOT_PASSWORD",
    "MYSQL_ROOT_HOST",
    "MARIADB_ROOT_HOST",
    "MARIADB_AUTO_UPGRADE",
    "MARIADB_DISABLE_UPGRADE_BACKUP",
    "PGDATA",
    "TZ",
    "ALLOW_EMPTY_PASSWORD",
    "MYSQL_INITDB_SKIP_TZINFO",
    "MARIADB_INITDB_SKIP_TZINFO",
    "PGUSER",
];

/// The store that a service is; none where it is no database, or keeps its container for a reason that is told.
pub(super) fn recognise(name: &str, service: &Service, project: &Project, notes: &mut Notes) -> Option<Database> {
    let image = service.image.as_ref().map(|(_, text)| text.plain()).unwrap_or_default();
    let kind = match images::family(&image) {
        Family::Postgres => Kind::Postgres,
        Family::Pgvector => Kind::Pgvector,
        Family::Mysql => Kind::Mysql,
        Family::Mariadb => Kind::Mariadb,
        Family::Redis => Kind::Redis,
        Family::Valkey => Kind::Valkey,
        Family::Mongodb => Kind::Mongodb,
        Family::OtherPostgres | Family::OtherRedis => {
            let why = "it keeps its own container, since it is more than a plain database";
            notes.changed(service.at, format!("services.{name}"), why);
            return None;
        }
        _ => return None,
    };
    match plain(name, service, kind, &image, project) {
        Ok(database) => {
            told(name, service, &database, notes);
            Some(database)
        }
        Err(why) => {
            notes.changed(
                service.at,
                format!("services.{name}"),
                format!("it keeps its own container with a volume: {why}"),
            );
            None
        }
    }
}

fn plain(name: &str, service: &Service, kind: Kind, image: &str, project: &Project) -> Result<Database, String> {
    if service.build.is_some() || service.entrypoint.is_some() {
        return Err("it is built or started in a way of its own".to_owned());
    }
    let version = version(kind, image)?;
    let persistent = mounts(service, kind)?;
    let (password, persistent, command) = started(service, kind, persistent)?;
    let [passwords, users, databases] = kind.variables();
    let mut env = IndexMap::new();
    let mut found: [Option<Text>; 3] = [None, None, None];
    for (variable, entry) in &service.env {
        let Some(value) = &entry.value else { continue };
        let place = [passwords, users, databases].iter().position(|names| names.contains(&variable.as_str()));
        if let Some(place) = place {
            found[place] = Some(value.clone());
        } else if let Some(place) = [passwords, users, databases]
            .iter()
            .position(|names| names.iter().any(|name| variable.strip_suffix("_FILE") == Some(name)))
        {
            found[place] = Some(of_file(&value.plain(), service)?);
        } else if SETTLED.contains(&variable.as_str()) || !concerns(kind, variable) {
        } else if value.unknown().is_none()
            && variable != "POSTGRES_HOST_AUTH_METHOD"
            && (keywords::sort(variable) == Sort::Plain || value.plain().is_empty())
        {
            env.insert(variable.clone(), value.plain());
        } else {
            return Err(format!("`{variable}` has a meaning of its own"));
        }
    }
    let [password_of_env, user, database] = found;
    let (password, user, database) = if kind.is_cache() {
        (password, Named::default(), Named::default())
    } else {
        let root = if matches!(kind, Kind::Mysql | Kind::Mariadb) { root_password(service) } else { None };
        let is_root = user.as_ref().is_none_or(|user| user.plain() == "root") && root.is_some();
        if !is_root && root.as_ref().is_some_and(|root| others_have(root, password_of_env.as_ref(), name, project)) {
            return Err("others sign in to it as root, whose password a store does not have".to_owned());
        }
        let password = if is_root { root } else { password_of_env };
        let Some(password) = password else {
            return Err("it asks for no password, and whoever uses it knows none".to_owned());
        };
        let user = user.unwrap_or_else(|| Text::literal(if is_root { "root" } else { "postgres" }));
        if kind == Kind::Mongodb && service.env.get("MONGO_INITDB_ROOT_USERNAME").is_none() {
            return Err("it asks for no password".to_owned());
        }
        let database = database.unwrap_or_else(|| if is_root { Text::literal("app") } else { user.clone() });
        let database = Named { now: sql_name(&database, false), was: database };
        (Some(password), Named { now: sql_name(&user, true), was: user }, database)
    };
    let official = kind != Kind::Pgvector && {
        let (_, tag) = images::apart(image);
        let moving = !tag.bytes().any(|b| b.is_ascii_digit()) && !image.contains('@');
        moving || tag.split('-').next().is_some_and(|tag| tag == version)
    };
    Ok(Database {
        service: name.to_owned(),
        name: name.to_owned(),
        kind,
        version,
        image: (!official && crate::model::image::check(image).is_ok()).then(|| image.to_owned()),
        user,
        database,
        password,
        persistent,
        command,
        env,
        memory_mb: service.resources.memory_mb.max(service.resources.memory_limit_mb),
    })
}

/// What a version is taken for where the tag names none.
fn version(kind: Kind, image: &str) -> Result<String, String> {
    let (_, tag) = images::apart(image);
    // `0.8.0-pg17` is pgvector's own version before PostgreSQL's; `alpine3.20` names none.
    let of_postgres = tag.split('-').find_map(|part| part.strip_prefix("pg"));
    let number = of_postgres.unwrap_or_else(|| tag.trim_start_matches('v'));
    let number: String = number.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let mut parts = number.trim_matches('.').split('.');
    let major = parts.next().unwrap_or_default();
    let minor = parts.next().unwrap_or_default();
    Ok(match kind {
        Kind::Postgres | Kind::Pgvector if major.is_empty() => "17".to_owned(),
        Kind::Postgres | Kind::Pgvector if matches!(major, "14" | "15" | "16" | "17" | "18") => major.to_owned(),
        Kind::Postgres | Kind::Pgvector => return Err(format!("PostgreSQL {major} is too old to be a store")),
        Kind::Mysql if major.is_empty() => "8.4".to_owned(),
        Kind::Mysql if major == "8" || major == "9" => {
            if minor.is_empty() {
                major.to_owned()
            } else {
                format!("{major}.{minor}")
            }
        }
        Kind::Mysql => return Err(format!("MySQL {major} is too old to be a store")),
        Kind::Mariadb if major.is_empty() => "11.8".to_owned(),
        Kind::Mariadb => {
            if minor.is_empty() {
                major.to_owned()
            } else {
                format!("{major}.{minor}")
            }
        }
        Kind::Redis | Kind::Valkey | Kind::Mongodb if major.is_empty() => "8".to_owned(),
        Kind::Mongodb if matches!(major, "3" | "4" | "5") => {
            return Err(format!("MongoDB {major} is too old to be a store"));
        }
        Kind::Redis | Kind::Valkey | Kind::Mongodb => major.to_owned(),
    })
}

/// Whether its data is kept; further mounts are a reason to keep the container.
fn mounts(service: &Service, kind: Kind) -> Result<bool, String> {
    let mut kept = false;
    for Mount { source, path, .. } in &service.mounts {
        let data = kind.folders().iter().any(|folder| path.trim_end_matches('/').starts_with(folder));
        match source {
            Source::Secret { .. } => {}
            Source::Named(_) | Source::Path { .. } | Source::Anonymous | Source::Unknown(_) if data => kept = true,
            Source::Path { path, .. } if matches!(path.as_str(), "/etc/localtime" | "/etc/timezone") => {}
            Source::Named(_) | Source::Anonymous if path.ends_with("backups") || path.ends_with("backup") => {}
            _ => return Err(format!("it also mounts {path}")),
        }
    }
    Ok(kept)
}

/// Password, whether data is kept, and flags: of caches from their command.
fn started(service: &Service, kind: Kind, kept: bool) -> Result<(Option<Text>, bool, Vec<String>), String> {
    let Some(words) = service.command.as_ref().filter(|words| !words.is_empty()) else {
        return Ok((None, kept, Vec::new()));
    };
    if !kind.is_cache() {
        let plain: Vec<String> = words.iter().map(Text::plain).collect();
        let programs = ["postgres", "mysqld", "mariadbd", "mongod"];
        let first = plain.first().map(String::as_str).unwrap_or_default();
        let known = programs.contains(&first) || first.starts_with('-');
        if !known || words.iter().any(|word| word.unknown().is_some()) {
            return Err("its command is one of its own".to_owned());
        }
        if plain.iter().any(|word| word.contains("replSet") || word.contains("config_file") || word.contains("ssl")) {
            return Err("its command names files or a cluster".to_owned());
        }
        return Ok((None, kept, plain));
    }
    let mut words = words.iter().peekable();
    let program = words.next().map(Text::plain).unwrap_or_default();
    if !matches!(program.rsplit('/').next(), Some("redis-server" | "valkey-server")) {
        return Err("its command is one of its own".to_owned());
    }
    let (mut password, mut kept, mut flags) = (None, kept, Vec::new());
    while let Some(word) = words.next() {
        let flag = word.plain();
        let mut values: Vec<&Text> = Vec::new();
        while let Some(value) = words.next_if(|next| !next.plain().starts_with("--")) {
            values.push(value);
        }
        let plain: Vec<String> = values.iter().map(|value| value.plain()).collect();
        match (flag.as_str(), plain.as_slice()) {
            ("--requirepass", [_]) => password = values.first().map(|value| (*value).clone()),
            ("--appendonly", [value]) => kept |= value == "yes",
            ("--save", values) => kept |= values.iter().any(|value| !value.is_empty()),
            (
                "--loglevel" | "--bind" | "--port" | "--protected-mode" | "--appendfsync" | "--dir" | "--databases",
                [_],
            ) => {}
            (flag, _) if flag.starts_with("--maxmemory") => flags.extend(std::iter::once(flag.to_owned()).chain(plain)),
            _ => return Err("its command has flags of its own".to_owned()),
        }
    }
    if password.is_some() && !flags.is_empty() {
        return Err("its command has a password and further flags".to_owned());
    }
    if !flags.is_empty() {
        let save: [&str; 2] = if kept { ["--appendonly", "yes"] } else { ["--save", ""] };
        flags.splice(0..0, std::iter::once(program).chain(save.map(str::to_owned)));
    }
    Ok((password, kept, flags))
}

/// Variables that an image of the kind does not read are for others: such files give every container everything.
fn concerns(kind: Kind, variable: &str) -> bool {
    match kind {
        Kind::Postgres | Kind::Pgvector => variable.starts_with("POSTGRES_"),
        Kind::Mysql => variable.starts_with("MYSQL_"),
        Kind::Mariadb => variable.starts_with("MYSQL_") || variable.starts_with("MARIADB_"),
        Kind::Mongodb => variable.starts_with("MONGO_INITDB_"),
        Kind::Redis | Kind::Valkey => false,
    }
}

/// Whether a service beside the database has a text that is the password of its root alone.
fn others_have(root: &Text, password: Option<&Text>, database: &str, project: &Project) -> bool {
    let plain = root.plain();
    let same = |one: &Text| one == root || (!plain.is_empty() && one.plain() == plain);
    let others = project.services.iter().filter(|(name, _)| *name != database);
    // A file of variables that all containers get says nothing.
    let env = others.flat_map(|(_, service)| &service.env).filter(|(name, _)| !name.contains("ROOT"));
    let mut values = env.filter_map(|(_, entry)| entry.value.as_ref());
    password.is_none_or(|password| !same(password)) && values.any(same)
}

fn root_password(service: &Service) -> Option<Text> {
    let names = ["MARIADB_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD"];
    names.iter().find_map(|name| service.env.get(*name).and_then(|entry| entry.value.clone()))
}

/// `POSTGRES_PASSWORD_FILE` names a secret of the file: the variable that stands for it.
fn of_file(path: &str, service: &Service) -> Result<Text, String> {
    let mount = service.mounts.iter().find(|mount| mount.path == path);
    match mount.map(|mount| &mount.source) {
        Some(Source::Secret { name, .. }) => Ok(super::files::secret_text(name)),
        _ => Err(format!("it reads {path}")),
    }
}

/// A name that databases and RDS take.
fn sql_name(text: &Text, of_user: bool) -> String {
    let plain = match text.sole().map(|variable| super::magic::read(&variable.name)) {
        Some(Some(super::magic::Magic::User(user))) => user,
        _ => text.plain(),
    };
    let longest = if of_user { LONGEST_USER } else { LONGEST_NAME };
    let name: String = plain.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).take(longest).collect();
    let check = if of_user { database_name::check_user } else { database_name::check };
    // The images of MySQL make no second `root`.
    if check(&name).is_ok() && !name.eq_ignore_ascii_case("root") { name } else { "app".to_owned() }
}

/// What is different now, said once.
fn told(name: &str, service: &Service, database: &Database, notes: &mut Notes) {
    let what = |key: &str| format!("services.{name}.{key}");
    let kind = database.kind.word();
    let store = format!("it is the store `{name}` of the kind {kind}: cloudstead makes its password and backs it up");
    notes.changed(service.at, format!("services.{name}"), store);
    for port in &service.ports {
        let why = "only containers of the app reach it; an open database would be found within hours";
        notes.dropped(port.at, what("ports"), why);
    }
    if let Some(health) = &service.health {
        notes.changed(health.at, what("healthcheck"), "the kind's own check is used");
    }
    for mount in &service.mounts {
        notes.changed(mount.at, what("volumes"), "its data has a folder of its own on the data disk");
    }
    for (variable, entry) in &service.env {
        if database.env.contains_key(variable) {
            continue;
        }
        let why = if concerns(database.kind, variable) {
            "the store has it by itself: password, user and database"
        } else {
            "the image does not read it"
        };
        notes.changed(entry.at, what(&format!("environment.{variable}")), why);
    }
    if database.kind != Kind::Pgvector && database.image.is_some() {
        let image = service.image.as_ref().map_or(service.at, |(at, _)| *at);
        let version = &database.version;
        notes.taken(image, what("image"), format!("taken for version {version}"));
    }
    for (named, key) in [(&database.user, "user"), (&database.database, "database")] {
        let was = named.was.plain();
        if !named.now.is_empty() && was != named.now && named.was.is_literal() {
            let why = format!("its {key} is called `{}`: databases of AWS do not take the name in the file", named.now);
            notes.changed(service.at, what(key), why);
        }
    }
    let further = [
        (!service.profiles.is_empty(), "profiles"),
        (service.shm_mb > 0, "shm_size"),
        (!service.ulimits.is_empty(), "ulimits"),
        (service.user.is_some(), "user"),
        (!service.cap_add.is_empty(), "cap_add"),
        (!service.cap_drop.is_empty(), "cap_drop"),
        (!service.security_opt.is_empty(), "security_opt"),
        (!service.sysctls.is_empty(), "sysctls"),
        (!service.tmpfs.is_empty(), "tmpfs"),
        (!service.extra_hosts.is_empty(), "extra_hosts"),
        (service.hostname.is_some(), "hostname"),
        (service.container_name.is_some(), "container_name"),
        (service.stop_seconds > 0 || service.stop_signal.is_some(), "stop_grace_period"),
        (!service.needs.is_empty(), "depends_on"),
        (service.workdir.is_some(), "working_dir"),
        (service.read_only, "read_only"),
        (service.platform.is_some(), "platform"),
        (service.restart.is_some(), "restart"),
        (!service.networks.is_empty(), "networks"),
        (service.network_mode.is_some(), "network_mode"),
        (!service.exposed.is_empty(), "expose"),
        (service.command.is_some() && database.command.is_empty(), "command"),
        (service.privileged.is_some(), "privileged"),
        (!service.devices.is_empty(), "devices"),
        (!service.links.is_empty(), "links"),
        (service.build.is_some(), "build"),
        (service.init, "init"),
        (service.tty, "tty"),
        (service.resources.gpu.is_some(), "gpus"),
        (service.resources.cpu.is_some(), "cpus"),
        (service.resources.replicas.is_some(), "deploy.replicas"),
        (service.resources.restart.is_some(), "deploy.restart_policy"),
    ];
    for (_, key) in further.into_iter().filter(|(said, _)| *said) {
        notes.dropped(service.at, what(key), "a store runs as its kind does");
    }
    for (label, (at, _)) in &service.labels {
        notes.dropped(*at, what(&format!("labels.{label}")), "labels are for other programs");
    }
}
