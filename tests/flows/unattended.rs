//! No terminal: no question, ever.

use crate::terminal::Machine;

#[test]
fn without_a_terminal_nothing_is_asked() {
    let machine = Machine::new();
    let alone = machine.run(&["--practice"]);
    alone.assert_fails(2, &["there is no terminal", "--answers FILE --yes"]);
    let answers = machine.answers("demo");
    let deploy = machine.run(&["deploy", "--practice", "--answers", answers.to_str().unwrap()]);
    assert_eq!(deploy.code, 2, "{deploy:?}");
    assert!(deploy.err.contains("hint: add --yes"), "{deploy:?}");
    assert!(!machine.deployment("demo").exists());
    for command in [vec!["status"], vec!["resume"], vec!["destroy"], vec!["upgrade", "--tier", "standard"]] {
        let ran = machine.run(&[command.as_slice(), &["--practice"]].concat());
        ran.assert_fails(2, &["there is no deployment yet"]);
    }
}

#[test]
fn with_yes_a_whole_life_needs_no_terminal() {
    let machine = Machine::new();
    let deploy = machine.deploy("demo");
    assert_eq!(deploy.code, 0, "{deploy:?}");
    assert!(deploy.out.starts_with("Done: https://203.0.113."), "{deploy:?}");
    assert!(!deploy.err.contains('\u{1b}') && !deploy.out.contains('\u{1b}'), "{deploy:?}");
    for refused in [vec!["destroy"], vec!["upgrade", "--tier", "standard"]] {
        let ran = machine.run(&[refused.as_slice(), &["--practice"]].concat());
        assert!(ran.code == 2 && ran.err.contains("hint: add --yes"), "{refused:?}: {ran:?}");
    }
    let upgrade = machine.run(&["upgrade", "--practice", "--tier", "standard", "--yes"]);
    assert_eq!(upgrade.code, 0, "{upgrade:?}");
    let again = machine.run(&["resume", "--practice"]);
    assert!(again.code == 0 && again.err.contains("complete: nothing was left to do"), "{again:?}");
    let destroy = machine.run(&["destroy", "--practice", "--yes", "--confirm", "demo"]);
    assert_eq!(destroy.code, 0, "{destroy:?}");
    assert!(destroy.out.contains("Kept, as you wanted:"), "{destroy:?}");
    let gone = machine.run(&["status", "demo", "--practice"]);
    assert!(gone.code == 2 && gone.err.starts_with("error: there is no deployment called `demo`"), "{gone:?}");
}

#[test]
fn a_reader_that_has_seen_enough_is_not_a_failure() {
    let machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    let script =
        format!("'{}' status --practice 2>err | head -1; echo ${{PIPESTATUS[0]}}; cat err", crate::terminal::BINARY);
    let mut command = std::process::Command::new("bash");
    command
        .args(["-c", &script])
        .env("CLOUDSTEAD_STATE_DIR", machine.state())
        .env("HOME", machine.path(""))
        .current_dir(machine.path(""));
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("demo · managed") && text.ends_with("\n0\n"), "{text}");
}

#[test]
fn destroy_keeps_what_was_asked_for_and_says_the_same_price_everywhere() {
    let machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    let destroyed = machine.run(&["destroy", "--practice", "--json", "--yes", "--confirm", "demo", "--keep-data"]);
    let last: serde_json::Value = serde_json::from_str(destroyed.out.lines().last().unwrap()).unwrap();
    let kept = |ends: &str| {
        let kept = last["kept"].as_array().unwrap().iter();
        kept.filter(|kept| kept["aws_id"].as_str().unwrap().contains(ends))
            .map(|kept| kept["monthly"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(kept("demo-files-"), [serde_json::json!(0.23)], "{last}");
    assert_eq!(kept("-final-").len(), 1, "{last}");

    // Nobody who keeps something reads that it was removed.
    assert_eq!(machine.deploy("third").code, 0);
    let keep = ["--keep-data", "--keep-images"];
    let told = machine.run(&[&["destroy", "--practice", "--yes", "--confirm", "third"], &keep[..]].concat()).err;
    for stays in [" files  ", " repository-app  ", " image-app  "] {
        let lines: Vec<&str> = told.lines().filter(|line| line.contains(stays)).collect();
        assert!(
            lines.iter().any(|line| line.contains(" left ") && line.ends_with(": kept as you chose"))
                && !lines.iter().any(|line| line.contains(" removed ")),
            "{lines:?} in {told}"
        );
    }

    // On a terminal, with the flag nothing about data is asked.
    assert_eq!(machine.deploy("second").code, 0);
    let mut session = machine.open(&["destroy", "second", "--practice", "--plain", "--keep-data"]);
    session.sees("Keep the images that were built");
    session.press(crate::terminal::ENTER);
    let asked = session.sees("Type the name of the deployment");
    assert!(!asked.contains("[Y/n]"), "{asked}");
    session.press("second").press(crate::terminal::ENTER);
    assert_eq!(session.code(), 0);
    session.sees("0.23 per month");
    let lines = machine.run(&["list", "--practice"]);
    assert!(lines.out.contains("There is no deployment now"), "{lines:?}");
}

#[test]
fn roles_shared_by_the_account_are_left_and_said_to_be() {
    let machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    let destroyed = machine.run(&["destroy", "--practice", "--yes", "--confirm", "demo", "--delete-files"]);
    let roles: Vec<&str> = destroyed.err.lines().filter(|line| line.contains("own role for ")).collect();
    assert!(
        !roles.is_empty()
            && roles.iter().all(|line| line.contains(" left ") && line.ends_with(": shared by the account, free")),
        "{roles:?}"
    );
    assert!(destroyed.err.contains(" removed  ") && !destroyed.out.contains("demo-files-"), "{destroyed:?}");
}

#[test]
fn other_answers_say_what_they_change() {
    let machine = Machine::new();
    let answers = machine.answers("demo");
    let deploy = || machine.deploy_file(&answers, &[]);
    assert_eq!(deploy().code, 0);
    let text = std::fs::read_to_string(&answers).unwrap();
    machine.write("answers.toml", &format!("{text}[images]\napp = \"example/app:2\"\n"));
    let changed = deploy();
    assert_eq!(changed.code, 0, "{changed:?}");
    let told = changed.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.contains("~ change server t4g.small (EC2)") && told.contains("Time without the app: about"),
        "{changed:?}"
    );
    let same = deploy();
    assert!(same.code == 0 && !same.err.contains("replace") && !same.err.contains("Time without"), "{same:?}");
}
