//! `presets new` as a command: from compose files to a preset that is planned.

use std::fs;

use serde_json::Value;

use crate::terminal::Machine;

/// The README's example.
const READER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/reader");

#[test]
fn the_readmes_example_is_made_planned_and_deployed_in_practice() {
    let machine = Machine::new();
    let preset = machine.path("reader.toml");
    let made = machine.run(&["presets", "new", "--from", READER, "-o", preset.to_str().unwrap()]);
    assert!(made.code == 0 && made.out.is_empty(), "{made:?}");
    assert!(made.err.contains("reader.toml is ready: name it in your answers"), "{made:?}");
    let text = fs::read_to_string(&preset).unwrap();
    assert!(text.contains("?sslmode=${db.sslmode}\"") && text.contains("[tiers.managed]"), "{text}");
    assert!(!text.contains("change-me-please"), "{text}");
    let again = machine.run(&["presets", "new", "--from", READER, "-o", preset.to_str().unwrap()]);
    again.assert_fails(3, &["reader.toml cannot be written", "it is there already"]);
    assert_eq!(fs::read_to_string(&preset).unwrap(), text);

    let answers = format!(
        "name = 'reader'\npreset = '{}'\ntier = 'starter'\nregion = 'us-east-1'\nbudget = 30\n",
        preset.display()
    );
    machine.write("reader-answers.toml", &answers);
    let answers = machine.path("reader-answers.toml");
    let done = machine.run(&["deploy", "--answers", answers.to_str().unwrap(), "--practice", "--yes"]);
    assert!(done.code == 0 && done.out.contains("Done: https://"), "{done:?}");
    let shows = done.out.lines().find(|line| line.trim().starts_with("cloudstead secret reader")).unwrap();
    let shows: Vec<&str> = shows.split_whitespace().skip(1).collect();
    let listed = machine.run(&shows);
    assert!(listed.code == 0 && listed.out.contains("ADMIN_PASSWORD"), "{listed:?}");
}

#[test]
fn files_lie_over_each_other_and_their_variables_are_given() {
    let machine = Machine::new();
    let base =
        "services:\n  web: { image: 'example/web:${VERSION}', ports: ['8080:8080'], environment: { MODE: base } }\n";
    machine.write("base.yml", base);
    machine.write("over.yml", "services:\n  web: { environment: { MODE: over, GREETING: hello } }\n");
    machine.write("my.env", "VERSION=1.2\n");
    let path = |name: &str| machine.path(name).to_str().unwrap().to_owned();
    let (base, over, env) = (path("base.yml"), path("over.yml"), path("my.env"));
    let arguments = ["presets", "new", "-f", &base, "-f", &over, "--env-file", &env, "--name", "shop"];
    let printed = machine.run(&arguments);
    assert!(printed.code == 0 && printed.err.contains("With -o FILE it goes into a file"), "{printed:?}");
    for wanted in ["name = \"shop\"", "example/web:1.2", "MODE = \"over\"", "GREETING = \"hello\""] {
        assert!(printed.out.contains(wanted), "{wanted}: {}", printed.out);
    }
    let as_json = machine.run(&[&arguments[..], &["--json"]].concat());
    let said: Value = serde_json::from_str(&as_json.out).unwrap();
    assert_eq!((said["ready"].as_bool(), said["preset"].as_str()), (Some(true), Some(printed.out.as_str())));
}

#[test]
fn what_must_be_settled_is_listed_and_keeps_a_preset_from_being_deployed() {
    let machine = Machine::new();
    machine.write("compose.yml", "services:\n  web: { build: ., ports: ['8080:8080'] }\n");
    let (from, out) = (machine.path("compose.yml"), machine.path("web.toml"));
    let made = machine.run(&["presets", "new", "-f", from.to_str().unwrap(), "-o", out.to_str().unwrap()]);
    assert!(made.code == 0 && made.err.contains("To settle before it can be deployed"), "{made:?}");
    let answers =
        format!("name = 'web'\npreset = '{}'\ntier = 'starter'\nregion = 'us-east-1'\nbudget = 30\n", out.display());
    machine.write("answers.toml", &answers);
    let answers = machine.path("answers.toml");
    let refused = machine.run(&["deploy", "--answers", answers.to_str().unwrap(), "--practice", "--yes"]);
    assert!(refused.code == 3 && refused.err.contains("a point is open"), "{refused:?}");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let machine = Machine::new();
    machine.write("bad.yml", "services:\n  web: [\n");
    let from = machine.path("bad.yml");
    machine.run(&["presets", "new", "-f", from.to_str().unwrap()]).assert_fails(2, &["bad.yml:3:1"]);
    let none = machine.path("none");
    machine.run(&["presets", "new", "-f", none.to_str().unwrap()]).assert_fails(2, &["none"]);
    machine.run(&["presets", "new", "-f", "http://example.com/c.yml"]).assert_fails(2, &["only addresses with https"]);
}
