//! Values on their way from the release and Parameter Store into the containers.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Map, Value, json};

use crate::given::release;
use crate::harness::{CHORES, RELEASE, Server};
use crate::serve::with;

const CANARY: &str = "c4n4ry";

/// A small generator with a fixed seed, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn value(&mut self) -> String {
        const PIECES: [&str; 40] = [
            "'",
            "\"",
            "`",
            "$",
            "$(touch /tmp/x)",
            "${HOME}",
            "$$",
            "\\",
            "\\n",
            "\n",
            "\r\n",
            "\t",
            " ",
            "  ",
            "%",
            "%s",
            "#",
            "!",
            "-",
            "--",
            "=",
            "&",
            "|",
            ";",
            "*",
            "?",
            "~",
            "{{",
            "}}",
            "\u{7f}",
            "\u{1}",
            "\u{1b}[31m",
            "\u{1f980}",
            "e\u{301}",
            "\u{202e}",
            "\u{feff}",
            "file://",
            "https://u:p@h/?a=b",
            "Zz9",
            "0",
        ];
        let length = 1 + self.below(24);
        (0..length).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}

fn hostile() -> Vec<String> {
    let mut values: Vec<String> = [
        "-rf",
        "--help",
        " leading",
        "trailing ",
        "\nnewline first",
        "newline last\n",
        "'",
        "\"",
        "$(id)",
        "`id`",
        "${PATH}",
        "%d%n",
        "\\",
        "file:///etc/passwd",
        "http://x",
        "null",
        "true",
        "{\"a\": [1]}",
        "\u{1f980}\u{1f468}\u{200d}\u{1f469}",
        "a=b=c",
        "A",
        "#",
    ]
    .map(str::to_owned)
    .to_vec();
    values.push("\u{1f980}'\"$`\\".repeat(300).chars().take(700).collect());
    values.push("x".repeat(3000));
    values.push("-----BEGIN KEY-----\nMIIE+/=\n\n-----END KEY-----\n".to_owned());
    let mut random = Random(2026);
    values.extend((0..300).map(|_| random.value()));
    values
}

/// The environment of the last `docker compose up`.
fn environment(server: &Server) -> Map<String, Value> {
    let composed = server.composed();
    let up = composed.iter().rfind(|call| call["args"][0] == "up").unwrap();
    up["env"].as_object().unwrap().clone()
}

#[test]
fn every_value_arrives_unchanged() {
    let server = Server::new();
    let mut wanted = release();
    let mut expected = BTreeMap::new();
    for (index, value) in hostile().into_iter().enumerate() {
        let secret = format!("S{index}");
        server.secret(&secret, &value);
        let mut place = |kind: &str, parts: Value, whole: String| {
            let name = format!("{kind}_{index}");
            wanted["env"][&name] = parts;
            expected.insert(name, whole);
        };
        place("SECRET", json!([{"secret": secret}]), value.clone());
        place("LITERAL", json!([value]), value.clone());
        place(
            "MIXED",
            json!([value, {"secret": secret}, "", {"secret": "DB_PASSWORD"}]),
            format!("{value}{value}correct-horse"),
        );
    }
    wanted["env"]["EMPTY"] = json!([""]);
    expected.insert("EMPTY".to_owned(), String::new());
    server.publish(RELEASE, &wanted);
    server.succeed();
    let found = environment(&server);
    assert!(expected.len() > 900);
    for (name, value) in &expected {
        assert_eq!(found[name].as_str(), Some(value.as_str()), "{name}");
    }
    // The migration and the rest of compose see the same.
    let composed = server.composed();
    let run = composed.iter().find(|call| call["args"][0] == "run").unwrap();
    assert!(expected.iter().all(|(name, value)| run["env"][name] == *value));
}

#[test]
fn secrets_appear_nowhere_else() {
    let server = Server::new();
    let mut wanted = release();
    wanted["env"]["KEY"] = json!(["-----", {"secret": "KEY"}]);
    wanted["health"]["timeout_seconds"] = json!(0);
    wanted["env"]["URL"] = json!(["postgres://", {"secret": "URL", "url": true}]);
    wanted["backups"] = json!([{"store": "db", "kind": "postgres", "user": "app", "database": "app"}]);
    wanted["jobs"] = json!([{"service": "report", "calendar": "*-*-* 03:00:00 UTC"}]);
    server.publish(RELEASE, &wanted);
    server.secret("DB_PASSWORD", &format!("{CANARY}-'one'$"));
    server.secret("KEY", &format!("{CANARY}-line-1\n{CANARY}-line-2\n"));
    server.secret("URL", &format!("p@ss/{CANARY}"));
    // The app itself is careless and prints its secrets.
    server.write("leak", "DATABASE_URL KEY URL");
    server.write("health", "500");
    server.write(
        "logs",
        &format!("app-1 | using {CANARY}-'one'$ and\napp-1 | {CANARY}-line-1\napp-1 | {CANARY}-line-2\n"),
    );
    server.write("dump/db", "PGDMP data");
    let mut outcomes = vec![server.up()];
    assert!(server.reports().last().unwrap().detail.contains("using *** and"));
    server.write("health", "200");
    outcomes.extend([server.up(), server.run(&["backup"]), server.run(&["restore", "db"])]);
    server.fail(" run --rm", 1, &format!("cannot reach postgres://p%40ss%2F{CANARY}"));
    outcomes.push(server.run(&["job", "report"]));
    let told = server.stored(CHORES).unwrap()["jobs"]["report"]["said"].clone();
    assert!(told.as_str().unwrap().contains("postgres://***"), "{told}");
    outcomes.push(server.run(&["job", "report"]));
    // Another release ends the watch at once.
    server.tag("release", "r2");
    outcomes.push(server.run(&["watch"]));
    assert_eq!(outcomes.iter().map(|outcome| outcome.code).collect::<Vec<_>>(), [1, 0, 0, 0, 1, 0, 0]);
    for outcome in &outcomes {
        assert!(!outcome.log.contains(CANARY), "{}", outcome.log);
    }
    for outcome in [&outcomes[0], &outcomes[5]] {
        for shown in ["connecting to postgres://app:***@db/app", "connecting to postgres://***\n"] {
            assert!(outcome.log.contains(shown), "{}", outcome.log);
        }
    }
    assert!(!server.calls().iter().any(|call| call.contains(CANARY)));
    for name in [crate::harness::BOX, CHORES, crate::harness::LOCK] {
        assert!(!server.put(name).iter().any(|put| put.to_string().contains(CANARY)), "{name}");
    }
    let leaks = server.files().into_iter().filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(CANARY));
    let leaks: Vec<_> = leaks.map(|(path, _)| path).collect();
    assert_eq!(leaks, [server.root("run/cloudstead/env.json")]);
    let mode = leaks[0].metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_secret_in_a_url_is_encoded_and_elsewhere_it_is_not() {
    let server = Server::new();
    let mut wanted = release();
    wanted["env"]["URL"] = json!(["redis://:", {"secret": "ODD", "url": true}, "@cache"]);
    wanted["env"]["RAW"] = json!([{"secret": "ODD"}]);
    server.publish(RELEASE, &wanted);
    server.secret("ODD", "a/b@c:d?e#f%g h+\u{fc}~");
    server.succeed();
    let found = environment(&server);
    assert_eq!(found["URL"], "redis://:a%2Fb%40c%3Ad%3Fe%23f%25g%20h%2B%C3%BC~@cache");
    assert_eq!(found["RAW"], "a/b@c:d?e#f%g h+\u{fc}~");
}

#[test]
fn what_the_script_keeps_is_not_readable_by_others() {
    let server = Server::new();
    server.succeed();
    let private = ["run/cloudstead", "opt/cloudstead/release"].map(|folder| server.root(folder));
    for (path, _) in server.files() {
        if private.iter().any(|folder| path.starts_with(folder)) {
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o077, 0, "{}", path.display());
        }
    }
}

#[test]
fn a_missing_secret_is_named() {
    let server = Server::new();
    let mut wanted = release();
    wanted["env"]["A"] = json!([{"secret": "NOT_THERE"}]);
    wanted["env"]["B"] = json!([{"secret": "NOR_THIS"}]);
    server.publish(RELEASE, &wanted);
    let detail = server.failure("secrets");
    assert!(detail.contains("/cloudstead/demo/secrets/NOR_THIS, /cloudstead/demo/secrets/NOT_THERE"), "{detail}");
    assert!(!detail.contains("DB_PASSWORD"));
    assert_eq!(server.called("docker compose -p"), 0);
    server.secret("NOT_THERE", "a");
    server.secret("NOR_THIS", "b");
    server.succeed();
}

#[test]
fn a_changed_secret_reaches_the_app_with_the_next_run() {
    let server = Server::new();
    server.succeed();
    server.secret("DB_PASSWORD", "rotated");
    server.succeed();
    assert_eq!(environment(&server)["DATABASE_URL"], "postgres://app:rotated@db/app");
}

#[test]
fn a_database_of_others_is_reached_before_anything_starts_or_named() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let elsewhere = |address: String| {
        let server = with(|release| {
            release["env"]["DB__URL"] = json!([{"secret": "DB_URL"}]);
            release["reach"] = json!([{"store": "db", "variable": "DB__URL", "port": 5432}]);
        });
        server.secret("DB_URL", &address);
        server
    };
    for address in [
        format!("postgres://app:canary@127.0.0.1:{port}/app"),
        format!("mongodb://app:canary@127.0.0.1:{port},127.0.0.2:1/app"),
        "mongodb+srv://app:canary@nowhere.invalid/app".to_owned(),
    ] {
        elsewhere(address).succeed();
    }
    drop(listener);
    let server = elsewhere(format!("postgres://app:canary@127.0.0.1:{port}/app"));
    let said = server.failure("secrets");
    assert!(said.contains("the database db at 127.0.0.1 is not reached") && !said.contains("canary"), "{said}");
    assert_eq!(server.called(" up -d"), 0);
}
