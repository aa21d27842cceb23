//! Forms of the specification, each with what it becomes.

use super::{made, made_of, made_with, refused};

#[test]
fn jobs_run_before_a_release_in_their_order() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    depends_on: { seed: { condition: service_completed_successfully } }
  seed:
    image: a/web:1
    command: seed
    depends_on: { migrate: { condition: service_completed_successfully } }
  migrate: { image: 'a/web:1', command: [sh, -c, 'run $$X'], restart: 'no' }
",
    );
    let jobs: Vec<&String> = made.table["jobs"].as_table().unwrap().keys().collect();
    assert_eq!(jobs, ["migrate", "seed"]);
    assert_eq!(made.get(&["jobs", "seed", "run"]), "before-release");
    assert_eq!(made.get(&["jobs", "seed", "needs"]), r#"["migrate"]"#);
    assert_eq!(made.get(&["jobs", "migrate", "command"]), r#"["sh", "-c", "run $$X"]"#);
    assert_eq!(made.get(&["services", "web", "needs"]), r#"["seed"]"#);
}

#[test]
fn dollars_quotes_and_names_come_through_as_the_container_sees_them() {
    let made = made(
        "services:
  my_app.one:
    image: a/b:1
    ports: ['80:80']
    environment:
      H: \"$$2a$$12$$abc\"
      Q: \"array:'self',blob:\"
      discovery.type: single-node
      B: 'C:\\x'
      N: 007
      T: true
      E: ''
      P:
",
    );
    let env = |name: &str| made.env("my_app.one", name);
    assert_eq!(env("H"), "$$2a$$12$$abc");
    assert_eq!(env("Q"), "array:'self',blob:");
    assert_eq!(
        (env("discovery.type"), env("B"), env("N"), env("T"), env("E")),
        ("single-node".into(), "C:\\x".into(), "007".into(), "true".into(), String::new())
    );
    assert!(made.noted("services.my_app.one.environment.P").contains("no value"));
}

#[test]
fn several_files_includes_extensions_and_anchors() {
    let base = "x-common: &common
  restart: always
  environment: &env { A: 1, B: 2 }
include: [more/db.yml]
services:
  web:
    <<: *common
    image: a/web:1
    environment:
      <<: *env
      B: 3
    ports: ['80:80']
    volumes: ['data:/a']
  cli: { extends: { file: more/base.yml, service: base }, image: 'a/cli:1' }
volumes: { data: }
";
    let over = "services:
  web:
    environment: [C=4]
    ports: !override ['8080:8080']
    volumes: ['other:/a']
volumes: { other: }
";
    let folder = [
        ("more/db.yml", "services:\n  search: { image: 'a/search:1', env_file: s.env }\n"),
        ("more/s.env", "S=1\n"),
        ("more/base.yml", "services:\n  base: { image: 'a/base:1', environment: { X: 1 }, user: '7' }\n"),
    ];
    let made = made_of(&[("docker-compose.yml", base), ("over.yml", over)], &folder).unwrap();
    assert_eq!(
        (made.env("web", "A"), made.env("web", "B"), made.env("web", "C")),
        ("1".into(), "3".into(), "4".into())
    );
    assert_eq!(made.get(&["services", "web", "port"]), "8080");
    assert!(made.get(&["services", "web", "mounts"]).contains("other"));
    assert_eq!(made.env("search", "S"), "1");
    assert_eq!(
        (made.get(&["services", "cli", "image"]), made.get(&["services", "cli", "user"])),
        ("a/cli:1".into(), "7".into())
    );
}

#[test]
fn an_example_environment_is_taken_where_there_is_no_other() {
    let compose = "services:\n  web:\n    image: 'a/web:${TAG}'\n    ports: ['80:80']\n    env_file: app.env\n";
    let made = made_with(compose, &[(".env.example", "TAG=3\n"), ("app.env.example", "SECRET_KEY=changeme\nMODE=x\n")]);
    assert_eq!(made.get(&["services", "web", "image"]), "a/web:3");
    assert_eq!((made.env("web", "MODE"), made.env("web", "SECRET_KEY")), ("x".into(), "${secret:SECRET_KEY}".into()));
    assert!(made.noted(".env").contains("examples"));
    let alone = made_with(compose, &[]);
    assert!(alone.open().contains("app.env is not there") && alone.open().contains("`TAG`"), "{}", alone.open());
}

#[test]
fn run_time_settings_health_and_resources() {
    let made = made(
        "services:
  web:
    image: a/web:1
    ports: ['80:80']
    healthcheck: { test: [CMD, curl, 'http://localhost/ok'], interval: 1m30s, retries: 3, start_period: 10s }
    init: true
    shm_size: 256mb
    ulimits: { nofile: { soft: 1, hard: 2 }, nproc: 3 }
    cap_add: [NET_ADMIN]
    extra_hosts: ['host.docker.internal:host-gateway']
    tmpfs: /tmp
    stop_grace_period: 1m
    deploy: { resources: { limits: { memory: 1G, cpus: '0.5' }, reservations: { memory: 512M } }, replicas: 2 }
    container_name: the-web
    networks: { a: { aliases: [other] } }
    platform: linux/amd64
    logging: { driver: json-file }
    unheard_of: 1
networks: { a: }
",
    );
    let health = made.get(&["services", "web", "health"]);
    assert!(health.contains("path = \"/ok\"") && health.contains("interval_seconds = 90"), "{health}");
    for (key, wanted) in [
        ("init", "true"),
        ("shm_mb", "256"),
        ("memory_mb", "512"),
        ("memory_limit_mb", "1024"),
        ("cpu", "0.5"),
        ("stop_seconds", "60"),
        ("tmpfs", "[\"/tmp\"]"),
        ("extra_hosts", "[\"host.docker.internal:host-gateway\"]"),
        ("aliases", "[\"the-web\", \"other\"]"),
        ("cap_add", "[\"NET_ADMIN\"]"),
    ] {
        assert_eq!(made.get(&["services", "web", key]), wanted, "{key}");
    }
    for key in ["logging", "unheard_of", "networks", "deploy.replicas", "platform"] {
        assert!(!made.noted(&format!("services.web.{key}")).is_empty(), "{key}");
    }
}

#[test]
fn what_cannot_be_had_is_open_by_name() {
    for (key, words) in [
        ("network_mode: host", "network of the machine"),
        ("network_mode: 'service:vpn'", "another container"),
        ("devices: ['/dev/net/tun:/dev/net/tun']", "/dev/net/tun"),
        ("deploy: { resources: { reservations: { devices: [{ capabilities: [gpu] }] } } }", "graphics processor"),
        ("gpus: all", "graphics processor"),
        ("pid: host", "shares processes"),
        ("build: .", "built from the folder"),
        ("volumes: ['/:/host:ro']", "machine itself"),
        ("volumes: ['./app.conf:/etc/app.conf']", "not here"),
        ("volumes: ['../up:/x']", "outside of the folder"),
    ] {
        let made = made(&format!("services:\n  web:\n    image: web\n    ports: ['80:80']\n    {key}\n"));
        assert!(made.open().contains(words), "{key}: {}", made.open());
        assert!(made.imported.text.contains("open = ["));
    }
    let socket = made(
        "services:
  web: { image: 'a/b:1', ports: ['80:80'], volumes: ['/var/run/docker.sock:/var/run/docker.sock'], privileged: true }
",
    );
    assert_eq!(
        (socket.get(&["services", "web", "docker_socket"]), socket.get(&["services", "web", "privileged"])),
        ("true".into(), "true".into())
    );
}

#[test]
fn a_profile_that_is_off_leaves_its_services_out_by_name() {
    let compose = "services:
  web: { image: 'a/b:1', ports: ['80:80'], depends_on: [extra] }
  extra: { image: 'a/c:1', profiles: [more] }
";
    let off = made(compose);
    assert!(off.table["services"].get("extra").is_none() && off.noted("services.extra").contains("(more)"));
    let on = made_with(compose, &[(".env", "COMPOSE_PROFILES=x,more\n")]);
    assert_eq!(on.get(&["services", "extra", "image"]), "a/c:1");
}

#[test]
fn mistakes_have_a_place_and_a_word() {
    for (compose, words) in [
        ("services:\n  web:\n    image: a\n   bad\n", "docker-compose.yml:4:"),
        ("servces:\n  web: { image: a }\n", "did you mean `services`?"),
        ("services:\n  web:\n    ports: ['x:y']\n", "docker-compose.yml:3:"),
        ("services:\n  web:\n    image: '${A'\n", "not closed"),
        ("services: []\n", "keys with values"),
        ("", "no services"),
        ("- a\n", "a compose file has keys"),
        ("services:\n  a: { extends: a, image: x }\n", "circle"),
        ("services:\n  a: { extends: { file: ../x.yml, service: b } }\n", "outside of the folder"),
        ("include: [none.yml]\nservices: { a: { image: x } }\n", "not there"),
    ] {
        let why = refused(compose);
        assert!(why.contains(words), "{compose:?}: {why}");
    }
}
