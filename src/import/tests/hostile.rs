//! Files that mean harm.

use std::fmt::Write as _;

use super::{import_of, made_of, refused};

#[test]
fn bombs_towers_and_giants_end_with_a_word() {
    let mut bomb = "x-a0: &a0 {k: v, l: w}\n".to_owned();
    for level in 1..20 {
        let one = level - 1;
        let _ = writeln!(bomb, "x-a{level}: &a{level} {{a: *a{one}, b: *a{one}, c: *a{one}, d: *a{one}}}");
    }
    assert!(refused(&bomb).contains("unfolds"), "{}", refused(&bomb));
    let deep = format!("services:\n  web:\n    image: {}x{}\n", "[".repeat(5000), "]".repeat(5000));
    assert!(!refused(&deep).is_empty());
    let wide = format!("services:\n  web:\n    image: a\n    command: [{}]\n", "x, ".repeat(200_000));
    assert!(refused(&wide).contains("unfolds"));
    let nested = format!("services:\n  web:\n    image: {}x{}\n", "${A:-".repeat(500), "}".repeat(500));
    assert!(refused(&nested).contains("deeper"));
}

#[test]
fn what_is_many_is_no_hang() {
    let mut compose = "services:\n  web:\n    image: a/b:1\n    ports: ['80:80']\n    environment:\n".to_owned();
    for number in 0..2_000 {
        let _ = writeln!(compose, "      SECRET_{number}_KEY: value-{number}-of-many");
    }
    compose += "    command: [value-1-of-many, --key=value-2-of-many]\n";
    for number in 0..40 {
        let _ = writeln!(
            compose,
            "  db{number}: {{ image: 'postgres:16', environment: {{ POSTGRES_PASSWORD: pw{number}pw }} }}"
        );
    }
    let begun = std::time::Instant::now();
    assert!(import_of(&[("docker-compose.yml", &compose)], &[]).is_ok());
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
    let ports = |from: u32| -> Vec<String> { (from..from + 3_000).map(|port| format!("'{port}'")).collect() };
    let file = |from: u32| format!("services:\n  web:\n    image: a/b:1\n    ports: [{}]\n", ports(from).join(", "));
    assert!(import_of(&[("a.yml", &file(2_000)), ("b.yml", &file(4_000))], &[]).is_ok());
    assert!(begun.elapsed().as_secs() < 120, "{:?}", begun.elapsed());
}

#[test]
fn nothing_outside_is_read_and_nothing_in_a_name_breaks_the_text() {
    let compose = "services:
  \"a\\n[b]\\\"'$(x)\":
    image: 'a/b:1'
    ports: ['80:80']
    environment: { \"K\\\"=\": 1, OK: \"\\u0000\\u001b[31m'''\\\"\\\"\\\"\" }
    volumes: ['x\\\"y:/p', './../../etc/passwd:/q', '/etc/passwd:/r']
    command: [\"$(rm -rf /)\", '`id`', \"a\\nb\"]
";
    let made = made_of(&[("docker-compose.yml", compose)], &[]).unwrap();
    let services = made.table["services"].as_table().unwrap();
    assert_eq!(services.len(), 1);
    let (_, service) = services.iter().next().unwrap();
    assert_eq!(service["command"].as_array().unwrap()[0].as_str(), Some("$$(rm -rf /)"));
    assert!(made.open().contains("outside of the folder") && made.open().contains("machine itself"), "{}", made.open());
}

#[test]
fn one_file_that_is_named_again_and_again_ends_with_a_word() {
    let mut base = "services:\n  base:\n    image: a/b:1\n    environment:\n".to_owned();
    for number in 0..3_000 {
        let _ = writeln!(base, "      V{number}: x");
    }
    let (mut inside, mut outside) = (base.clone(), "services:\n".to_owned());
    for number in 0..500 {
        let _ = writeln!(inside, "  s{number}: {{ extends: base }}");
        let _ = writeln!(outside, "  s{number}: {{ extends: {{ file: base.yml, service: base }} }}");
    }
    assert!(refused(&inside).contains("extend too much"), "{}", refused(&inside));
    let folder = [("base.yml", base.as_str())];
    let why = made_of(&[("docker-compose.yml", &outside)], &folder).err().unwrap();
    assert!(why.contains("extend too much") || why.contains("MB of files"), "{why}");
    let circle = [("a.yml", "include: [a.yml, a.yml, a.yml, a.yml]\nservices: { a: { image: x } }\n")];
    let why = made_of(&[("docker-compose.yml", "include: [a.yml]\n")], &circle).err().unwrap();
    assert!(why.contains("include each other") || why.contains("files belong"), "{why}");
}
