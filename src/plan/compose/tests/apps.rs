//! Apps of every shape: workers, jobs, several stores, files, ports.

use serde_json::{Value, json};

use super::*;

const APP: &str = r#"
language = 2
name = "shop"
title = "Shop"
summary = "A shop"
version = "1"
arch = "arm64"
architectures = ["arm64", "x86_64"]
main = "web"

[services.search-engine]
image = "example.com/search:1"
port = 7700
memory_mb = 300
mounts = [{ store = "index", path = "/data" }]
health = { command = ["CMD-SHELL", "curl -f http://localhost:7700 || exit $?"], interval_seconds = 10 }

[services.web]
image = "example.com/web:1"
port = 3000
health = { path = "/up", codes = "200,302" }
needs = ["search-engine"]
groups = ["common"]
command = ["serve", "--url", "${url:web}", "$5"]
mounts = [
  { store = "uploads", path = "/uploads" },
  { store = "uploads", sub = "thumbs", path = "/thumbs", read_only = true },
  { file = "app.conf", path = "/etc/app.conf" },
]
ulimits = { nofile = { soft = 1024, hard = 2048 } }
stop_seconds = 30
[services.web.env]
DATABASE_URL = "${db.url}"
SEARCH = "${internal:search-engine}"
SHARED = "own"

[services.worker]
image = "example.com/web:1"
groups = ["common"]
command = ["work"]
env = { CACHE = "${cache.url}" }

[services.game]
image = "example.com/game:1"
ports = ["25565", "27015-27016/udp"]

[groups.common]
SHARED = "common"
TZ = "UTC"

[jobs.migrate]
run = "before-release"
image = "example.com/web:1"
command = ["migrate"]
env = { DATABASE_URL = "${db.url}" }
[jobs.report]
run = { cron = "0 3 * * *" }
image = "example.com/web:1"
[jobs.reset]
run = "by-hand"
image = "example.com/web:1"

[stores.db]
kind = "mariadb"
version = "11.8"
database = "shop"
user = "shop"
memory_mb = 300
[stores.cache]
kind = "valkey"
version = "8"
password = true
[stores.uploads]
kind = "volume"
owner = "1000:1000"
[stores.index]
kind = "volume"
backup = false

[files."app.conf"]
text = "key=${secret_url:KEY} price=$$5"

[secrets]
KEY = { generate = 32, form = "base64", why = "Signs" }

[tiers.starter]
on = "server"
summary = "s"
gives = "g"
gives_up = "u"
server = { arm64 = "t4g.small", x86_64 = "t3.small", root_gb = 20, data_gb = 10 }

[tiers.managed]
on = "server"
stores = { db = "managed" }
summary = "s"
gives = "g"
gives_up = "u"
server = { arm64 = "t4g.small", x86_64 = "t3.small", root_gb = 20, data_gb = 10 }
databases.db = { arm64 = "db.t4g.micro", x86_64 = "db.t3.micro", gb = 20 }
"#;

fn planned(tier: &str) -> Blueprint {
    let answers =
        Answers::parse(&format!("name='demo'\npreset='shop'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n"));
    compose(&Preset::parse(APP).unwrap(), &answers.unwrap()).unwrap()
}

fn compose_file(release: &Release) -> Value {
    serde_json::from_str(&release.files["compose.yaml"]).unwrap()
}

#[test]
fn containers_are_what_the_preset_says() {
    let release = release_of(&planned("starter"), "server-release");
    let file = compose_file(&release);
    let services = &file["services"];
    let web = &services["web"];
    assert_eq!(web["command"], json!(["serve", "--url", "${command2_web}", "$$5"]));
    assert_eq!(release.environment["command2_web"].len(), 2, "scheme and address");
    assert_eq!(
        web["volumes"],
        json!([
            "/data/stores/uploads:/uploads",
            "/data/stores/uploads/thumbs:/thumbs:ro",
            "/opt/cloudstead/files/app.conf:/etc/app.conf:ro"
        ])
    );
    assert_eq!(web["depends_on"]["db"]["condition"], "service_healthy");
    assert_eq!(web["depends_on"]["search-engine"]["condition"], "service_healthy");
    assert_eq!(web["stop_grace_period"], "30s");
    assert_eq!(web["ulimits"]["nofile"], json!({"soft": 1024, "hard": 2048}));
    assert_eq!(web["labels"]["cloudstead.files"], "${file_app_x2E_conf}", "another text is another container");
    let text = |name: &str| release.environment[name].clone();
    assert_eq!(text("WEB__SHARED"), [Part::Text("own".to_owned())]);
    assert_eq!(text("WORKER__SHARED"), [Part::Text("common".to_owned())]);
    assert_eq!(text("WEB__SEARCH"), [Part::Text("http://search-engine:7700".to_owned())]);
    let check = &services["search-engine"]["healthcheck"];
    assert_eq!(check["test"][1], "curl -f http://localhost:7700 || exit $$?");
    assert_eq!(check["interval"], "10s");
    assert_eq!(services["game"]["ports"], json!(["25565", "27015-27016/udp"]));
    assert_eq!(services["migrate"]["profiles"], json!(["jobs"]));
    assert!(services["migrate"].get("restart").is_none() && services["worker"]["restart"] == "unless-stopped");
    assert_eq!(services["cache"]["command"][4], "${CACHE__PASSWORD}");
    // Looking every five seconds whether it answers shows the password to nobody.
    assert_eq!(services["cache"]["healthcheck"]["test"], json!(["CMD", "valkey-cli", "ping"]));
    assert_eq!(services["cache"]["environment"], json!({"REDISCLI_AUTH": "${CACHE__PASSWORD}"}));
    assert_eq!(services["db"]["environment"]["MARIADB_PASSWORD"], "${DB__PASSWORD}");
    let lets_in = release.files["Caddyfile"].matches("reverse_proxy").count();
    assert_eq!(lets_in, 1, "people reach the main service alone");
}

#[test]
fn the_server_is_told_of_jobs_folders_files_and_backups() {
    let manifest = release_of(&planned("starter"), "server-release").manifest;
    assert_eq!(manifest["migrate"], json!([{"service": "migrate"}]));
    assert_eq!(
        manifest["jobs"],
        json!([{"service": "report", "calendar": "*-*-* 3:0:00 UTC"}, {"service": "reset", "calendar": ""}])
    );
    assert_eq!(
        manifest["folders"],
        json!([
            {"path": "/data/stores/index", "owner": ""},
            {"path": "/data/stores/uploads", "owner": "1000:1000"},
            {"path": "/data/stores/uploads/thumbs", "owner": "1000:1000"},
        ])
    );
    assert_eq!(manifest["files"], json!([{"name": "app.conf", "mode": "0644", "variable": "file_app_x2E_conf"}]));
    assert_eq!(manifest["health"]["codes"], "200,302");
    let uploads = json!({"store": "uploads", "kind": "folder", "folder": "/data/stores/uploads", "pause": ["web"]});
    let db = json!({"store": "db", "kind": "mariadb", "user": "shop", "database": "shop"});
    assert_eq!(manifest["backups"], json!([db, uploads]), "no cache, and nothing that can be made anew");
}

#[test]
fn a_managed_database_is_reached_there_and_its_data_leaves_the_server() {
    let blueprint = planned("managed");
    let release = release_of(&blueprint, "server-release");
    let Some(Spec::DbInstance(database)) = blueprint.get(&"database".into()).map(|node| node.spec.clone()) else {
        panic!("no database")
    };
    assert_eq!((database.engine.name(), database.engine_version.as_str()), ("mariadb", "11.8"));
    let Some(Spec::SecurityGroupRule(rule)) =
        blueprint.get(&"database-from-server-firewall".into()).map(|node| node.spec.clone())
    else {
        panic!("no rule")
    };
    assert_eq!((rule.from_port, rule.to_port), (3306, 3306));
    assert!(compose_file(&release)["services"].get("db").is_none());
    let url = &release.environment["WEB__DATABASE_URL"];
    assert!(url.iter().any(|part| matches!(part, Part::Output { .. })), "{url:?}");
    assert_eq!(release.manifest["backups"].as_array().unwrap().len(), 1);
}

#[test]
fn days_of_backups_are_the_servers_where_it_makes_them() {
    let days = |preset: &str, tier: &str| {
        let head = format!("name='demo'\npreset='{preset}'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n");
        let answers = Answers::parse(&format!("{head}[data]\nbackup_days=30\n")).unwrap();
        let blueprint = compose(&by_name(preset).unwrap(), &answers).unwrap();
        release_of(&blueprint, if tier == "standard" { "servers-release" } else { "server-release" }).manifest
            ["backup_days"]
            .clone()
    };
    assert_eq!(days("compai", "starter"), json!(30));
    assert_eq!([days("compai", "managed"), days("compai", "standard")], [Value::Null, Value::Null]);
}

/// The app with its database somewhere else.
fn elsewhere() -> String {
    let (_, tiers) = APP.split_once("[tiers.starter]").unwrap();
    let (starter, _) = tiers.split_once("[tiers.managed]").unwrap();
    format!("{APP}\n[tiers.elsewhere]{starter}stores = {{ db = \"external\" }}\n")
}

#[test]
fn of_a_database_elsewhere_only_the_address_is_asked_for() {
    let preset = Preset::parse(&elsewhere()).unwrap();
    let answers = |tier: &str, secrets: &str| {
        let head = format!("name='demo'\npreset='shop'\ntier='{tier}'\nregion='us-east-1'\nbudget=60\n");
        Answers::parse(&format!("{head}[secrets]\n{secrets}")).unwrap()
    };
    let missing = compose(&preset, &answers("elsewhere", "")).unwrap_err();
    assert_eq!(missing, ComposeError::MissingSecrets("DB_URL".to_owned()));
    let blueprint = compose(&preset, &answers("elsewhere", "DB_URL='env:X'")).unwrap();
    let nodes: Vec<String> = blueprint.nodes().map(|(id, _)| id.to_string()).collect();
    assert!(nodes.contains(&"secret-db-url".to_owned()), "{nodes:?}");
    assert!(!nodes.iter().any(|node| node == "database" || node == "secret-db-password"), "{nodes:?}");
    let release = release_of(&blueprint, "server-release");
    assert_eq!(release.environment["WEB__DATABASE_URL"], [Part::Secret("DB_URL".to_owned())]);
    assert!(compose_file(&release)["services"].get("db").is_none());
    assert_eq!(release.manifest["reach"], json!([{"store": "db", "variable": "DB__URL", "port": 3306}]));
    assert_eq!(release.environment["DB__URL"], [Part::Secret("DB_URL".to_owned())]);
    assert_eq!(release.manifest["backups"].as_array().unwrap().len(), 1, "folders on the server");
    // The other tiers are as before, and a key that is kept for this one is no mistake there.
    for secrets in ["", "DB_URL='env:X'"] {
        let there = compose(&preset, &answers("starter", secrets)).unwrap();
        let nodes: Vec<String> = there.nodes().map(|(id, _)| id.to_string()).collect();
        assert!(!nodes.contains(&"secret-db-url".to_owned()), "{nodes:?}");
        assert!(release_of(&there, "server-release").manifest.get("reach").is_none());
    }
    for (from, to, why) in [
        ("db = \"external\"", "uploads = \"external\"", "a database can be external, and `uploads` is a folder"),
        ("\"${db.url}\"", "\"${db.host}\"", "nothing is known of it but its address (`${db.url}`)"),
        ("[secrets]", "[secrets]\nDB_URL = { generate = 32, why = \"w\" }", "is the one of the address of `db`"),
    ] {
        let refused = Preset::parse(&elsewhere().replace(from, to)).unwrap_err().to_string();
        assert!(refused.contains(why), "{to}: {refused}");
    }
}

/// The rows of a backup are longer than those that the app wrote.
#[test]
fn a_database_takes_back_what_its_backup_has() {
    let command = |from: &str, to: &str| {
        let answers =
            Answers::parse("name='demo'\npreset='shop'\ntier='starter'\nregion='us-east-1'\nbudget=60\n").unwrap();
        let blueprint = compose(&Preset::parse(&APP.replace(from, to)).unwrap(), &answers).unwrap();
        compose_file(&release_of(&blueprint, "server-release"))["services"]["db"]["command"].clone()
    };
    let mysql = "kind = \"mysql\"\nversion = \"8.4\"";
    let mariadb = "kind = \"mariadb\"\nversion = \"11.8\"";
    assert_eq!(command(mariadb, mariadb), json!(["--max-allowed-packet=1G"]));
    assert_eq!(command(mariadb, mysql), json!(["--max-allowed-packet=1G", "--skip-log-bin"]));
    let options = format!("{mariadb}\ncommand = [\"--max-connections=9\"]");
    assert_eq!(command(mariadb, &options), json!(["--max-allowed-packet=1G", "--max-connections=9"]));
    let whole = format!("{mariadb}\ncommand = [\"mariadbd\"]");
    assert_eq!(command(mariadb, &whole), json!(["mariadbd"]), "a command of its own is left alone");
}

/// AWS refuses a second rule for the same port.
#[test]
fn each_port_of_managed_databases_is_opened_once() {
    let store = |name: &str, kind: &str, version: &str| {
        format!("[stores.{name}]\nkind = \"{kind}\"\nversion = \"{version}\"\ndatabase = \"shop\"\nuser = \"shop\"\n")
    };
    let more = store("orders", "postgres", "17") + &store("stock", "mysql", "8.4");
    let text = APP.replace("[stores.cache]", &format!("{more}[stores.cache]")).replace(
        "stores = { db = \"managed\" }",
        "stores = { db = \"managed\", orders = \"managed\", stock = \"managed\" }",
    );
    let size = "{ arm64 = \"db.t4g.micro\", x86_64 = \"db.t3.micro\", gb = 20 }";
    let text = format!("{text}databases.orders = {size}\ndatabases.stock = {size}\n");
    let answers =
        Answers::parse("name='demo'\npreset='shop'\ntier='managed'\nregion='us-east-1'\nbudget=60\n").unwrap();
    let blueprint = compose(&Preset::parse(&text).unwrap(), &answers).unwrap();
    let ports: Vec<u16> = blueprint
        .nodes()
        .filter(|(id, _)| id.as_str().starts_with("database-from-"))
        .filter_map(
            |(_, node)| if let Spec::SecurityGroupRule(rule) = &node.spec { Some(rule.from_port) } else { None },
        )
        .collect();
    assert_eq!(ports, [3306, 5432]);
    let Some(Spec::InstanceReport(report)) = blueprint.get(&"server-report".into()).map(|node| node.spec.clone())
    else {
        panic!("no report")
    };
    let waits = report.needs.iter().filter(|id| id.as_str().starts_with("database-from-")).count();
    assert_eq!(waits, 2, "the app starts once both are reached");
}

/// The preset with its cache left to AWS, with these keys more for its size.
fn cached(size: &str) -> Blueprint {
    let text = APP
        .replace("env = { DATABASE_URL = \"${db.url}\" }", "env = { CACHE = \"${cache.url}\", TLS = \"${cache.tls}\" }")
        .replace("stores = { db = \"managed\" }", "stores = { db = \"managed\", cache = \"managed\" }")
        .replace("password = true\n", "");
    let text =
        format!("{text}databases.cache = {{ arm64 = \"cache.t4g.micro\", x86_64 = \"cache.t3.micro\"{size} }}\n");
    let answers = Answers::parse("name='demo'\npreset='shop'\ntier='managed'\nregion='us-east-1'\nbudget=60\n");
    compose(&Preset::parse(&text).unwrap(), &answers.unwrap()).unwrap()
}

#[test]
fn a_cache_that_aws_runs_is_reached_by_tls_and_a_password_of_its_own() {
    let blueprint = cached("");
    let Some(Spec::ReplicationGroup(cache)) = blueprint.get(&"cache".into()).map(|node| node.spec.clone()) else {
        panic!("no cache")
    };
    assert_eq!((cache.identifier.as_str(), cache.engine_version.as_str(), cache.nodes()), ("demo-cache", "8.2", 1));
    assert_eq!(cache.node_type, "cache.t4g.micro");
    assert!(blueprint.get(&"secret-cache-password".into()).is_some() && blueprint.get(&"role-cache".into()).is_some());
    let release = release_of(&blueprint, "server-release");
    let url = &release.environment["MIGRATE__CACHE"];
    let wanted = [
        Part::Text("rediss://:".into()),
        Part::Secret("CACHE_PASSWORD".into()),
        Part::Text("@".into()),
        Part::Output { node: "cache".into(), value: "cache-host".to_owned() },
        Part::Text(":6379".into()),
    ];
    assert_eq!(url.as_slice(), wanted);
    assert_eq!(release.environment["MIGRATE__TLS"], [Part::Text("true".into())]);
    assert!(compose_file(&release)["services"].get("cache").is_none(), "it is no container");
    let Some(Spec::SecurityGroupRule(rule)) =
        blueprint.get(&"cache-from-server-firewall".into()).map(|node| node.spec.clone())
    else {
        panic!("the server is not let in")
    };
    assert_eq!((rule.from_port, rule.group.node().as_str()), (6379, "cache-firewall"));
    let lines = crate::plan::estimate(&blueprint, &crate::model::Usage::default()).lines;
    let line = lines.iter().find(|line| line.item == "Cache cache.t4g.micro").unwrap();
    // 0.0128 an hour, 730 hours.
    assert_eq!(line.monthly.to_string(), "9.34");
}

/// A second node is another cache: the first serves until the new one does.
#[test]
fn a_cache_with_a_second_node_is_made_beside_the_first() {
    let blueprint = cached(", multi_az = true");
    let Some(Spec::ReplicationGroup(cache)) = blueprint.get(&"cache-pair".into()).map(|node| node.spec.clone()) else {
        panic!("no pair")
    };
    assert_eq!((cache.identifier.as_str(), cache.nodes()), ("demo-cache-pair", 2));
    assert!(blueprint.get(&"cache".into()).is_none());
}

#[test]
fn raw_ports_are_let_in_as_they_are() {
    let blueprint = planned("starter");
    let rule = |id: &str| match blueprint.get(&id.into()).map(|node| node.spec.clone()) {
        Some(Spec::SecurityGroupRule(rule)) => (rule.protocol.name(), rule.from_port, rule.to_port),
        _ => panic!("no {id}"),
    };
    assert_eq!(rule("server-firewall-25565"), ("tcp", 25565, 25565));
    assert_eq!(rule("server-firewall-27015-27016-udp"), ("udp", 27015, 27016));
}

#[test]
fn files_change_the_release_and_hold_no_secret() {
    let release = release_of(&planned("starter"), "server-release");
    let parts = &release.texts["app.conf"];
    let wanted = [Part::Text("key=".into()), Part::SecretUrl("KEY".into()), Part::Text(" price=$5".into())];
    assert_eq!(parts.as_slice(), wanted);
    let other = APP.replace("price=$$5", "price=$$6");
    let answers =
        Answers::parse("name='demo'\npreset='shop'\ntier='starter'\nregion='us-east-1'\nbudget=60\n").unwrap();
    let changed = release_of(&compose(&Preset::parse(&other).unwrap(), &answers).unwrap(), "server-release");
    assert_ne!(changed.id, release.id);
}

#[test]
fn what_contradicts_itself_is_refused_with_its_place() {
    let cases = [
        ("main = \"web\"", "main = \"shop\"", "`main` names the service `shop`"),
        ("needs = [\"search-engine\"]", "needs = [\"nothing\"]", "`web.needs` names `nothing`"),
        ("needs = [\"search-engine\"]", "needs = [\"report\"]", "does not run before a release"),
        ("${db.url}", "${db.bucket}", "`db.bucket` of a MariaDB"),
        ("${db.url}", "${shop.url}", "the store `shop`"),
        ("${internal:search-engine}", "${url:search-engine}", "`search-engine` that people reach"),
        ("{ store = \"index\", path = \"/data\" }", "{ store = \"db\", path = \"/data\" }", "which is no volume"),
        ("path = \"/uploads\"", "path = \"/uploads:/etc\"", "`path` is where the container sees it"),
        ("sub = \"thumbs\"", "sub = \"../db\"", "`sub` is a folder inside"),
        ("\"25565\"", "\"443\"", "port 443 of the server is taken"),
        ("\"25565\"", "\"3307:3306\"", "3306 is a database's port"),
        ("cron = \"0 3 * * *\"", "cron = \"daily\"", "five fields"),
        ("run = \"by-hand\"\n", "", "job `reset` needs `run`"),
        ("[jobs.reset]", "[jobs.web]", "the service `web` and the job `web` have the same name"),
        ("[services.game]", "[services.Game]", "service `Game`: small letters"),
        ("[services.game]", "[services.caddy]", "the name is taken"),
        ("version = \"11.8\"", "version = \"10.5\"", "RDS creates MariaDB 10.11, 11.4, 11.8"),
        ("stores = { db = \"managed\" }", "stores = { cache = \"managed\" }", "no size for `cache`"),
        ("stores = { db = \"managed\" }", "stores = { uploads = \"managed\" }", "but not `uploads`"),
        (
            "password = true\n[stores.uploads]\nkind = \"volume\"\nowner = \"1000:1000\"\n",
            "persistent = true\n[stores.uploads]\nkind = \"volume\"\n[tiers.m]\non = \"server\"\nsummary = \"s\"\n\
             gives = \"g\"\ngives_up = \"u\"\nstores = { cache = \"managed\" }\n\
             server = { arm64 = \"t4g.small\", x86_64 = \"t3.small\", root_gb = 20, data_gb = 10 }\n",
            "`cache` is persistent, and ElastiCache keeps everything in memory",
        ),
        ("databases.db = {", "databases.bd = {", "names the store `bd`"),
        ("password = true", "password = true\nowner = \"0:0\"", "a Valkey has no `owner`"),
        ("codes = \"200,302\"", "codes = \"2xx\"", "`web.health.codes`"),
        ("groups = [\"common\"]", "groups = [\"other\"]", "not under [groups]"),
        ("text = \"key=", "mode = \"0888\"\ntext = \"key=", "`mode` is octal"),
    ];
    for (from, to, why) in cases {
        assert!(APP.contains(from), "{from}");
        let said = Preset::parse(&APP.replacen(from, to, 1)).map_or_else(|error| error.to_string(), |_| String::new());
        assert!(said.contains(why), "{to}: {said}");
    }
}

#[test]
fn a_class_that_has_no_price_for_this_kind_of_database_is_refused() {
    let text = APP.replace("db.t4g.micro", "db.m7g.xlarge");
    let said = crate::plan::sizes::check(&Preset::parse(&text).unwrap()).unwrap_err();
    assert!(said.contains("`db.m7g.xlarge` is no database class that has a price for MariaDB"), "{said}");
}

#[test]
fn a_server_that_is_too_small_is_refused_with_one_that_is_not() {
    let preset = Preset::parse(&APP.replacen("memory_mb = 300", "memory_mb = 1500", 1)).unwrap();
    let said = crate::plan::sizes::check(&preset).unwrap_err();
    assert!(
        said.contains("need 1800 MB") && said.contains("t4g.medium has enough (24.53 a month in us-east-1)"),
        "{said}"
    );
    let job = APP.replace("run = \"by-hand\"", "run = \"by-hand\"\nmemory_mb = 1200");
    let said = crate::plan::sizes::check(&Preset::parse(&job).unwrap()).unwrap_err();
    assert!(said.contains("need 1800 MB"), "a job runs beside the rest: {said}");
    assert_eq!(crate::plan::sizes::check(&Preset::parse(APP).unwrap()), Ok(()));
}
