//! What is said line by line is true, can be copied, and is not said in vain.

use crate::steps::plain_walk;
use crate::terminal::{CTRL_C, ENTER, ESC, Machine};

#[test]
fn an_address_answers_only_when_it_was_asked() {
    let machine = Machine::new();
    let unverified = machine.deploy_file(&machine.answers("demo"), &["--no-verify"]);
    assert_eq!(unverified.code, 0, "{unverified:?}");
    assert!(unverified.out.contains("It was not checked whether that answers (--no-verify)."), "{unverified:?}");
    assert!(unverified.out.contains("cloudstead status demo --practice"), "{unverified:?}");
    for again in [machine.deploy("demo"), machine.run(&["resume", "--practice"])] {
        assert!(again.code == 0 && again.out.contains("Nothing was to do: demo is at https://203.0.113."), "{again:?}");
        assert!(again.out.contains("It was not asked whether that answers."), "{again:?}");
    }
    let other = Machine::new();
    let asked = other.deploy("demo");
    for wanted in [
        " answers.\n",
        "https://203.0.113.",
        " per month from now",
        "cloudstead upgrade demo --practice --tier standard",
    ] {
        assert!(asked.out.contains(wanted), "{wanted}: {asked:?}");
    }
    assert!(!asked.out.contains("Plain http"), "{asked:?}");
    let status = other.run(&["status", "--practice"]);
    assert!(status.out.contains("Certificate: valid until 2027-06-07, renewed by itself."), "{status:?}");
}

#[test]
fn commands_that_are_shown_work_as_they_are() {
    let machine = Machine::new();
    let folder = machine.path("another folder");
    let given = ["--state-dir", folder.to_str().unwrap(), "--profile", "work", "--region", "us-east-1"];
    let asked = machine.deploy_file(&machine.answers("demo"), &given);
    let flags = format!("demo --practice --profile work --region us-east-1 --state-dir '{}'", folder.display());
    assert!(asked.out.contains(&format!("cloudstead status {flags}")), "{asked:?}");
    let missing = machine.run(&[["status", "--practice"].as_slice(), &["--profile", "work"]].concat());
    assert!(missing.err.contains("run `cloudstead --practice --profile work` to make one"), "{missing:?}");
}

#[test]
fn a_region_that_does_not_exist_is_refused_by_every_command() {
    let machine = Machine::new();
    for command in [vec![], vec!["list"], vec!["status"], vec!["presets"], vec!["resume"]] {
        let ran = machine.run(&[command.as_slice(), &["--practice", "--region", "us-east-9"]].concat());
        assert!(ran.code == 2 && ran.err.contains("did you mean `us-east-"), "{command:?}: {ran:?}");
    }
}

#[test]
fn a_dumb_terminal_gets_numbered_questions_and_no_control_sequence() {
    for way in [["--practice"].as_slice(), &["--practice", "--plain"]] {
        let machine = Machine::new().with("TERM", "dumb");
        let mut session = machine.open(way);
        session.sees("Enter for Comp AI");
        session.press("\u{4}");
        assert_eq!(session.code(), 130);
        let raw = session.raw();
        assert!(
            raw.iter().all(|byte| *byte >= 0x20 || b"\r\n\x08".contains(byte)),
            "{}",
            String::from_utf8_lossy(&raw)
        );
    }
}

#[test]
fn yes_and_no_are_words_and_anything_else_is_asked_again() {
    let machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    let mut session = machine.open(&["upgrade", "--practice", "--plain", "--tier", "standard"]);
    // Beyond the budget: that is asked first.
    session.sees("Raise the budget to $");
    session.press("no").press(ENTER);
    session.sees("Change `demo` to standard? [y/N]");
    session.press("maybe").press(ENTER);
    session.sees("Please type y or n.");
    session.press("Yes").press(ENTER);
    assert_eq!(session.code(), 0);
    let mut session = machine.open(&["destroy", "--practice", "--plain"]);
    session.sees("Keep a last snapshot of the data");
    session.press("no").press(ENTER);
    session.sees("Keep the uploaded files");
    session.press("NO").press(ENTER);
    session.sees("Keep the images that were built");
    session.press("n").press(ENTER);
    session.sees("Type the name of the deployment");
    session.press("demo").press(ENTER);
    assert_eq!(session.code(), 0);
    assert!(!session.screen().contains("Kept, as you wanted"), "{}", session.screen());
}

#[test]
fn bars_fit_the_width_and_nothing_is_left_twice() {
    let mut machine = Machine::new();
    machine.at_speed(40);
    let answers = machine.answers("demo");
    let mut session =
        machine.open(&["deploy", "--practice", "--plain", "--answers", answers.to_str().unwrap(), "--yes"]);
    session.until("the database under way", |screen| screen.contains("PostgreSQL 17"));
    session.press(CTRL_C);
    assert_eq!(session.code(), 130);
    let screen = session.sees("goes on.");
    for once in ["gone, about", "Stopping safely", "Stopped safely: ", "cloudstead resume demo --practice --plain`"] {
        assert_eq!(screen.matches(once).count(), 1, "{once}: {screen}");
    }
}

#[test]
fn without_a_full_screen_assumptions_are_seen_and_changed_too() {
    let machine = Machine::new();
    let mut session = machine.open(&["--practice", "--plain"]);
    plain_walk(&session, &[]);
    session.press("maybe").press(ENTER);
    session.sees("type y, n, u or e");
    session.press("\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}u").press(ENTER);
    session.sees("? Traffic");
    session.press(ESC);
    session.sees("? Create all this?");
    session.press(ENTER);
    assert_eq!(session.code(), 0);
    session.sees("Nothing was created.");
}

#[test]
fn records_to_add_elsewhere_are_named_one_by_one() {
    for (tier, wanted) in [
        ("managed", ["app.example.org A 203.0.113.", "portal.app.example.org A "]),
        ("standard", ["CNAME _", "app.example.org CNAME "]),
    ] {
        let machine = Machine::new();
        let text = std::fs::read_to_string(machine.answers("demo"))
            .unwrap()
            .replace("kind = \"none\"", "kind = \"external\"\nname = \"app.example.org\"");
        let answers =
            machine.write("elsewhere.toml", &text.replace("tier = \"managed\"", &format!("tier = \"{tier}\"")));
        let ran = machine.deploy_file(&answers, &[]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let told = ran.out.clone() + &ran.err;
        for record in wanted {
            assert!(
                told.lines().any(|line| line.contains(&format!("add at your DNS provider: {record}"))),
                "{record}: {told}"
            );
        }
        // What has to stay there is said at the end, and whenever it is looked for.
        let text = ran.out.clone();
        assert!(text.contains("lead to it, they must stay"), "{text}");
        let status = machine.run(&["status", "demo", "--practice", "--json"]);
        let status: serde_json::Value = serde_json::from_str(&status.out).unwrap();
        let again = machine.deploy_file(&answers, &["--json"]);
        let last: serde_json::Value = serde_json::from_str(again.out.lines().last().unwrap()).unwrap();
        assert_eq!(status["records"], last["records"]);
        for record in status["records"].as_array().unwrap() {
            assert!(text.contains(record.as_str().unwrap()), "{record}: {text}");
        }
        assert!(status["records"].as_array().unwrap().len() > 1, "{status}");
        // What was added there leads nowhere afterwards, and only its owner can delete it.
        let gone = machine.run(&["destroy", "--practice", "--json", "--yes", "--confirm", "demo"]);
        let last: serde_json::Value = serde_json::from_str(gone.out.lines().last().unwrap()).unwrap();
        let records: Vec<&str> =
            last["records"].as_array().unwrap().iter().map(|record| record.as_str().unwrap()).collect();
        let host = if tier == "managed" { "app.example.org A 203.0.113." } else { "app.example.org CNAME " };
        assert!(records.iter().any(|record| record.starts_with(host)), "{records:?}");
        let proofs =
            records.iter().filter(|record| record.starts_with('_') && record.contains("acm-validations.aws")).count();
        assert_eq!(proofs > 0, tier == "standard", "{records:?}");
    }
}

#[test]
fn a_removal_names_the_records_to_delete_elsewhere_and_only_those() {
    for (domain, named) in [("kind = \"external\"\nname = \"app.example.org\"", true), ("kind = \"none\"", false)] {
        let machine = Machine::new();
        let text = std::fs::read_to_string(machine.answers("demo")).unwrap().replace("kind = \"none\"", domain);
        assert_eq!(machine.deploy_file(&machine.write("elsewhere.toml", &text), &[]).code, 0);
        let gone = machine.run(&["destroy", "--practice", "--yes", "--confirm", "demo"]);
        assert_eq!(gone.out.contains("Delete these at your DNS provider"), named, "{gone:?}");
        assert_eq!(gone.out.contains("  app.example.org A 203.0.113."), named, "{gone:?}");
    }
}
