//! Compose files at random: whatever stands in one ends in the preset, in a note or in an open point.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::made_of;

/// A key of a service with a value that is one of its kind, and what must be found of it.
fn key() -> impl Strategy<Value = (String, String)> {
    let word = "[a-z]{6,12}";
    prop_oneof![
        word.prop_map(|word| (
            format!("environment: {{ V_{}: {word} }}", word.to_uppercase()),
            format!("V_{}", word.to_uppercase())
        )),
        word.prop_map(|word| (
            format!("environment: ['W_{0}=${{U_{0}:-x}}']", word.to_uppercase()),
            format!("W_{}", word.to_uppercase())
        )),
        word.prop_map(|word| (format!("volumes: ['{word}:/srv/{word}']"), format!("/srv/{word}"))),
        word.prop_map(|word| (format!("volumes: ['./{word}:/srv/{word}:ro']"), word)),
        word.prop_map(|word| (
            format!("volumes: [{{ type: bind, source: /opt/{word}, target: /mnt/{word} }}]"),
            format!("/mnt/{word}")
        )),
        word.prop_map(|word| (format!("command: run --{word} 'a b'"), word)),
        word.prop_map(|word| (format!("entrypoint: [sh, -c, '{word} $$X']"), word)),
        word.prop_map(|word| (format!("labels: ['{word}=1']"), format!("labels.{word}"))),
        word.prop_map(|word| (format!("healthcheck: {{ test: [CMD, {word}], interval: 5s, {word}: 1 }}"), word)),
        word.prop_map(|word| (format!("{word}: {{ a: [1, 2] }}"), word)),
        word.prop_map(|word| (format!("x-{word}: 1"), format!("x-{word}"))),
        word.prop_map(|word| (format!("container_name: {word}"), word)),
        word.prop_map(|word| (format!("<<: {{ working_dir: /srv/{word} }}"), format!("/srv/{word}"))),
        word.prop_map(|word| (format!("tmpfs: /tmp/{word}"), format!("/tmp/{word}"))),
        word.prop_map(|word| (format!("cap_add: [CAP_{}]", word.to_uppercase()), word.to_uppercase())),
        word.prop_map(|word| (format!("hostname: {word}"), word)),
        word.prop_map(|word| (format!("user: {word}"), word)),
        word.prop_map(|word| (
            format!("depends_on: {{ {word}: {{ condition: service_started, required: false }} }}"),
            word
        )),
        word.prop_map(|word| (format!("networks: {{ {word}: {{ aliases: [{word}] }} }}"), word)),
        word.prop_map(|word| (format!("network_mode: 'container:{word}'"), "network of another container".to_owned())),
        word.prop_map(|word| (format!("devices: ['/dev/{word}']"), word)),
        word.prop_map(|word| (format!("sysctls: {{ net.{word}: 1 }}"), word)),
        word.prop_map(|word| (format!("ulimits: {{ {word}: 5 }}"), word)),
        word.prop_map(|word| (format!("extra_hosts: ['{word}:10.0.0.1']"), word)),
        word.prop_map(|word| (format!("env_file: {word}.env"), word)),
        word.prop_map(|word| (format!("build: {{ context: ./{word} }}"), word)),
        word.prop_map(|word| (format!("deploy: {{ {word}: 1, resources: {{ limits: {{ memory: 100M }} }} }}"), word)),
        (1024_u16..60_000).prop_map(|port| (format!("ports: ['{port}:{port}']"), port.to_string())),
        (1024_u16..60_000).prop_map(|port| (format!("ports: [{{ target: {port}, protocol: udp }}]"), port.to_string())),
        Just(("privileged: true".to_owned(), "privileged".to_owned())),
        Just(("restart: on-failure".to_owned(), "restart".to_owned())),
        Just(("gpus: all".to_owned(), "graphics".to_owned())),
        Just(("logging: { driver: none }".to_owned(), "logging".to_owned())),
        Just(("profiles: [seldom]".to_owned(), "seldom".to_owned())),
    ]
}

fn image() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a/b:1",
        "nginx:1",
        "ghcr.io/x/y",
        "minio/mc:1",
        "a/web:2",
        "clickhouse/clickhouse-server:24",
        "postgres:16",
        "mysql:8.4",
        "redis:7-alpine",
        "mongo:7",
        "traefik:v3",
    ])
}

type Service = (String, &'static str, Vec<(String, String)>);

fn project() -> impl Strategy<Value = Vec<Service>> {
    prop::collection::vec(("s[a-z]{5,9}", image(), prop::collection::vec(key(), 0..6)), 1..5)
}

/// What must be found: the service, its key and a marker in its value. Of what becomes a store, or is replaced, the key
/// alone is told.
type Wanted = (String, String, String);

fn text(services: &[Service]) -> (String, Vec<Wanted>) {
    let (mut text, mut wanted, mut names) = ("services:\n".to_owned(), Vec::new(), Vec::new());
    for (name, image, keys) in services {
        if names.contains(&name) {
            continue;
        }
        names.push(name);
        let _ = writeln!(text, "  {name}:\n    image: {image}");
        let whole = ["postgres", "mysql", "redis", "mongo", "traefik"].iter().any(|one| image.starts_with(one));
        wanted.push((name.clone(), String::new(), name.clone()));
        let mut seen: Vec<&str> = Vec::new();
        for (key, marker) in keys {
            let word = key.split(':').next().unwrap_or_default();
            if !seen.contains(&word) {
                seen.push(word);
                let _ = writeln!(text, "    {key}");
                let key = if word == "<<" { "working_dir" } else { word };
                wanted.push((name.clone(), if whole { key.to_owned() } else { String::new() }, marker.clone()));
            }
        }
    }
    (text, wanted)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_dropped_silently(services in project()) {
        let (compose, wanted) = text(&services);
        let made = made_of(&[("docker-compose.yml", &compose)], &[]);
        let made = made.map_err(|why| TestCaseError::fail(format!("{why}\n{compose}")))?;
        let notes = &made.imported.notes;
        // A service that is left out is told as a whole.
        let whole = |name: &str| notes.iter().any(|note| {
            note.what == format!("services.{name}") && note.outcome == crate::import::Outcome::Dropped
        });
        let lines = made.imported.text.lines().filter(|line| !line.starts_with('#'));
        let plain: String = lines.collect::<Vec<_>>().join("\n");
        let told: Vec<String> = notes.iter().map(|note| format!("{} {}", note.what, note.why)).collect();
        let open = made.open();
        for (name, key, marker) in wanted {
            let place = format!("services.{name}.{key}");
            let found = plain.contains(&marker) || open.contains(&marker);
            let found = found || (!key.is_empty() && notes.iter().any(|note| note.what.starts_with(&place)));
            let found = found || told.iter().any(|note| note.contains(&marker)) || whole(&name);
            prop_assert!(found, "{} of {} is nowhere:\n{}\n{}", marker, name, compose, made.imported.text);
        }
    }

    #[test]
    fn whatever_is_read_ends_in_a_preset_or_in_a_word(
        text in ".{0,200}",
        inside in "[a-z:\\-\\[\\]{}&*!|>'\"#%@$ \n]{0,120}",
    ) {
        let _ = made_of(&[("docker-compose.yml", &text)], &[]);
        let compose = format!("services:
  web:
    image: a/b:1
    command: {inside}
    environment: {inside}
");
        let _ = made_of(&[("docker-compose.yml", &compose)], &[(".env", &text)]);
    }
}

/// 10,000 with `CLOUDSTEAD_EXHAUSTIVE=1`.
fn cases() -> u32 {
    if std::env::var_os("CLOUDSTEAD_EXHAUSTIVE").is_some() { 10_000 } else { 128 }
}
