//! What the Compose specification says about several files, and what a preset cannot have.

use std::fmt::Write as _;

use super::{made, made_of, made_with, refused};

#[test]
fn what_is_laid_over_adds_to_what_is_there() {
    let base = "services:
  web:
    image: a/web:1
    build: ./app
    ports: ['80:80']
    env_file: a.env
    tmpfs: /one
    command: [one]
    volumes: ['${DATA:-./data}:/a', '${DATA:-./data}:/b']
";
    let over = "services:
  web:
    build: { target: dev }
    env_file: b.env
    tmpfs: [/two]
    command: !reset null
    volumes: ['${OTHER:-./other}:/a']
";
    let folder = [("a.env", "A=1\n"), ("b.env", "B=2\n")];
    let made = made_of(&[("docker-compose.yml", base), ("over.yml", over)], &folder).unwrap();
    assert_eq!((made.env("web", "A"), made.env("web", "B")), ("1".into(), "2".into()));
    assert_eq!(made.get(&["services", "web", "tmpfs"]), "[\"/one\", \"/two\"]");
    assert_eq!(made.get(&["services", "web", "command"]), "");
    let mounts = made.get(&["services", "web", "mounts"]);
    assert_eq!(mounts.matches("path = \"/a\"").count(), 1, "{mounts}");
    assert!(mounts.contains("store = \"other\"") && mounts.contains("path = \"/b\""), "{mounts}");
    assert!(made.noted("services.web.build").contains("./app"), "{}", made.noted("services.web.build"));
}

#[test]
fn included_files_have_variables_of_their_own_that_are_weaker() {
    let base = "include: [more/db.yml]\nservices:\n  web: { image: 'a/web:${TAG}', ports: ['80:80'] }\n";
    let folder = [
        (".env", "TAG=1\n"),
        ("more/.env", "TAG=2\nOWN=3\n"),
        ("more/db.yml", "services:\n  search: { image: 'a/search:${TAG}', environment: { O: '${OWN}' } }\n"),
    ];
    let made = made_with(base, &folder);
    assert_eq!(
        (made.get(&["services", "search", "image"]), made.env("search", "O")),
        ("a/search:1".into(), "3".into())
    );
}

#[test]
fn many_services_may_extend_one_of_another_file() {
    let mut compose = "services:\n  web: { image: 'a/web:1', ports: ['80:80'] }\n".to_owned();
    for number in 0..70 {
        let _ = writeln!(compose, "  s{number}: {{ extends: {{ file: base.yml, service: base }} }}");
    }
    let made = made_with(&compose, &[("base.yml", "services: { base: { image: 'a/base:1' } }\n")]);
    assert_eq!(made.get(&["services", "s69", "image"]), "a/base:1");
}

#[test]
fn several_documents_anchors_and_raw_variables() {
    let compose = "x-env: &env { A: 'C:\\x #1' }
services:
  web: { image: 'a/web:1', ports: ['80:80'], environment: *env, env_file: [{ path: r.env, format: raw }] }
---
services:
  web: { environment: { B: \"it's\" } }
";
    let made = made_with(compose, &[("r.env", "R=\"quoted $X\" # all of it\nS='a'\n")]);
    assert_eq!((made.env("web", "A"), made.env("web", "B")), ("C:\\x #1".into(), "it's".into()));
    assert_eq!((made.env("web", "R"), made.env("web", "S")), ("\"quoted $$X\" # all of it".into(), "'a'".into()));
}

#[test]
fn what_no_preset_can_have_ends_in_a_word() {
    for (compose, words) in [
        ("services:\n  a: { image: x, depends_on: [b] }\n  b: { image: x, depends_on: [a] }\n", "waits for itself"),
        ("services:\n  a: { image: x, deploy: { replicas: 0 } }\n", "none of its services runs"),
        ("services:\n  a: { image: x, ports: [{ target: 80, protocol: sctp }] }\n", "tcp or udp"),
        ("services:\n  a: { image: x, ports: ['${PORT}'] }\n", "`PORT` has no value"),
    ] {
        let why = refused(compose);
        assert!(why.contains(words), "{compose:?}: {why}");
    }
}

#[test]
fn odd_settings_never_make_a_preset_that_cannot_be_read() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['80:80', '5432:5432/udp']
    user: '${UID}:${GID}'
    command: [\"a\\0b\"]
    sysctls: { net.x: '' }
    tmpfs: [\"/a\\nb\", /ok]
    entrypoint: ''
    build: 'https://github.com/a/b.git#a b'
  db:
    image: postgres:16
    environment: { POSTGRES_PASSWORD: x, POSTGRES_DB: analyze, POSTGRES_USER: a_user_of_17_char }
",
    );
    assert_eq!(made.get(&["services", "web", "user"]), "");
    assert_eq!(made.get(&["services", "web", "tmpfs"]), "[\"/ok\"]");
    assert_eq!(
        (made.get(&["stores", "db", "database"]), made.get(&["stores", "db", "user"])),
        ("app".into(), "a_user_of_17_cha".into())
    );
    assert!(made.open().contains("NUL") && made.open().contains("takes the image's own away"), "{}", made.open());
    assert!(made.noted("$").contains("`UID` has no value"));
}

#[test]
fn the_processor_that_images_are_for() {
    let of = |platforms: &[&str]| {
        let services = platforms.iter().enumerate();
        let services = services.map(|(at, platform)| {
            format!("  s{at}: {{ image: 'a/b:1', ports: ['80{at}0:80'], platform: {platform} }}\n")
        });
        made(&format!("services:\n{}", services.collect::<String>()))
    };
    assert_eq!(of(&["linux/amd64"]).get(&["arch"]), "x86_64");
    assert_eq!(of(&["linux/arm64"]).get(&["arch"]), "arm64");
    let none = of(&["'${PLATFORM:-}'"]);
    assert_eq!((none.get(&["arch"]), none.noted("services.s0.platform")), ("x86_64".into(), "it has no value".into()));
    let both = of(&["linux/amd64", "linux/arm64/v8"]);
    assert!(both.open().contains("different processors"), "{}", both.open());
}

#[test]
fn what_waits_for_health_that_nobody_checks_is_told() {
    let made = made(
        "services:
  web: { image: 'a/web:1', ports: ['80:80'], depends_on: { search: { condition: service_healthy } } }
  search: { image: 'a/search:1' }
",
    );
    assert!(made.noted("services.web.depends_on.search").contains("no check of its health"));
}

#[test]
fn only_names_that_say_so_make_a_job() {
    let made = made(
        "services:
  web: { image: 'a/web:1', ports: ['80:80'] }
  infinite: { image: 'a/b:1', command: work }
  seedbox: { image: 'a/c:1' }
  db-init: { image: 'a/d:1' }
  dbmigrations: { image: 'a/e:1' }
",
    );
    let jobs: Vec<&String> = made.table["jobs"].as_table().unwrap().keys().collect();
    assert_eq!(jobs, ["db-init", "dbmigrations"]);
}

#[test]
fn whatever_is_changed_or_left_out_stands_in_the_preset() {
    let made = made_with(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    environment: { A: '${A}' }
    volumes: [{ type: bind, source: ./d, target: /d, unheard: 1 }]
  off: { image: 'a/b:1', profiles: [x] }
unheard-of: 1
",
        &[(".env.example", "A=1\n")],
    );
    for line in ["services.off left out", "unheard-of left out", ".env changed", "volumes unheard left out"] {
        assert!(made.imported.text.contains(line), "{line}: {}", made.imported.text);
    }
}

#[test]
fn an_object_store_may_become_a_bucket_and_stays_what_it_is() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    environment: { S3_ENDPOINT: 'http://minio:9000', S3_BUCKET: files, AWS_REGION: x, S3_SECRET_KEY: minioadmin }
  minio:
    image: minio/minio:1
    environment: { MINIO_ROOT_PASSWORD: minioadmin }
",
    );
    assert_eq!(made.get(&["services", "minio", "image"]), "minio/minio:1");
    assert_eq!(made.env("web", "S3_ENDPOINT"), "http://minio:9000");
    let text = &made.imported.text;
    for line in ["# kind = \"bucket\"", "# web.S3_BUCKET: ${files.bucket}", "# web.S3_ENDPOINT: left out"] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn where_every_service_has_a_profile_the_one_that_is_taken_is_told() {
    let made = made(
        "services:
  web: { image: 'a/b:1', ports: ['80:80'], profiles: [one] }
  other: { image: 'a/c:1', profiles: [two] }
",
    );
    assert!(made.noted("services.web.profiles").contains("the first one (one) is"), "{}", made.imported.text);
    assert!(made.noted("services.other").contains("is off"));
}
