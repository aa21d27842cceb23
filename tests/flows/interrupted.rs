//! Stopped, killed, locked: the same command goes on.

use crate::steps::reviewed;
use crate::terminal::{CTRL_C, ENTER, FAST, Machine, Session, eventually};

/// The menu offers to go on; Enter does, to the end.
fn resume(machine: &mut Machine) {
    machine.at_speed(FAST);
    let mut session = machine.open(&["--practice"]);
    let menu = session.sees("› Resume");
    assert!(menu.contains("unfinished") && menu.contains("compai"), "{menu}");
    session.press(ENTER);
    let done = session.sees("Enter quit");
    assert!(done.contains("✓ https://203.0.113."), "{done}");
    session.press(ENTER);
    assert_eq!(session.code(), 0);
    session.assert_given_back();
    // Nothing is there twice, and nothing is missing.
    let status = machine.run(&["status", "--practice", "--json"]);
    let status: serde_json::Value = serde_json::from_str(&status.out).unwrap();
    assert_eq!(status["state"], "complete", "{status}");
    let account = std::fs::read_to_string(machine.state().join("practice/account.json")).unwrap();
    let account: serde_json::Value = serde_json::from_str(&account).unwrap();
    let nodes: Vec<&str> =
        account["things"].as_array().unwrap().iter().map(|thing| thing["node"].as_str().unwrap()).collect();
    let mut distinct = nodes.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(nodes.len(), distinct.len(), "{nodes:?}");
}

/// A run that is well under way: some things exist, some are waited for.
fn in_the_middle(machine: &mut Machine) -> Session {
    machine.at_speed(40);
    let session = reviewed(machine);
    session.press("y");
    session.sees("✓ Monitoring 2/2");
    session
}

#[test]
fn ctrl_c_stops_safely_and_the_same_command_resumes() {
    let mut machine = Machine::new();
    let mut session = in_the_middle(&mut machine);
    session.press(CTRL_C);
    session
        .until("an acknowledgement", |screen| screen.contains("Stopping safely") || screen.contains("Stopped safely"));
    assert_eq!(session.code(), 130);
    session.assert_given_back();
    session.sees("Stopped safely. Continue with: cloudstead resume compai --practice");
    resume(&mut machine);
}

#[test]
fn a_signal_from_outside_gives_the_terminal_back() {
    let mut machine = Machine::new();
    let mut session = in_the_middle(&mut machine);
    let killed = std::process::Command::new("kill").args(["-TERM", &session.process().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(session.code(), 143);
    session.assert_given_back();
    resume(&mut machine);
}

/// Nothing runs, nothing was begun, and the answers wait.
fn assert_nothing_began(machine: &Machine) {
    let list = machine.run(&["list", "--practice", "--json"]);
    assert!(list.code == 0 && !list.out.contains("compai"), "{list:?}");
    let journal = std::fs::read_to_string(machine.deployment("compai").join("journal.jsonl")).unwrap_or_default();
    assert!(!journal.contains("run-began"), "{journal}");
    assert!(machine.state().join("practice/draft.toml").exists());
}

#[test]
fn ctrl_c_right_after_the_yes_creates_nothing() {
    for speed in [1, FAST] {
        let mut machine = Machine::new();
        machine.at_speed(speed);
        let mut session = reviewed(&machine);
        session.press("y").press(CTRL_C);
        assert_eq!(session.code(), 130, "{speed}");
        session.assert_given_back();
        session.sees("Nothing was created.");
        assert_nothing_began(&machine);
    }
}

#[test]
fn a_signal_right_after_the_yes_creates_nothing() {
    let mut machine = Machine::new();
    machine.at_speed(1);
    let mut session = reviewed(&machine);
    session.press("y").sees("getting ready");
    let killed = std::process::Command::new("kill").args(["-TERM", &session.process().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(session.code(), 143);
    session.assert_given_back();
    assert_nothing_began(&machine);
}

#[test]
fn a_yes_is_taken_back_with_esc() {
    let mut machine = Machine::new();
    machine.at_speed(1);
    let mut session = reviewed(&machine);
    session.press("y").sees("Esc takes it back");
    session.back_to("taken back: nothing has begun");
    session.press(CTRL_C);
    assert_eq!(session.code(), 130);
    assert_nothing_began(&machine);
}

#[test]
fn keys_are_read_again_before_a_run_goes_on() {
    let mut machine = Machine::new().with("MAIL_KEY", "re-1");
    let text =
        std::fs::read_to_string(machine.answers("demo")).unwrap() + "[secrets]\nRESEND_API_KEY = \"env:MAIL_KEY\"\n";
    let answers = machine.write("keyed.toml", &text);
    machine.at_speed(1);
    let deploy = ["deploy", "--practice", "--yes", "--json", "--answers", answers.to_str().unwrap()];
    machine.begin(&deploy, "run_started").kill();
    machine.at_speed(FAST);
    let journal = machine.deployment("demo").join("journal.jsonl");
    let before = std::fs::read(&journal).unwrap();
    // Another terminal, which does not know the key.
    let mut machine = machine.with("MAIL_KEY", "");
    let mut session = machine.open(&["--practice"]);
    session.sees("› Resume");
    session.press(ENTER);
    let said = session.sees("That could not be done");
    for wanted in ["RESEND_API_KEY", "MAIL_KEY is empty", "`cloudstead resume demo --answers FILE --practice`"] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    session.press(CTRL_C);
    assert_eq!(session.code(), 2);
    assert_eq!(std::fs::read(&journal).unwrap(), before, "nothing was begun");
    // What is being removed needs no keys.
    machine.at_speed(1);
    machine.begin(&["destroy", "--practice", "--json", "--yes", "--confirm", "demo"], "run_started").kill();
    machine.at_speed(FAST);
    let mut session = machine.open(&["--practice"]);
    session.press(crate::terminal::DOWN).sees("› Go on removing");
    session.press(ENTER).sees("y go on removing");
    session.press("y").sees("demo is gone");
    session.press(ENTER);
    assert_eq!(session.code(), 0);
}

#[test]
fn a_closed_window_stops_safely() {
    let full = |machine: &mut Machine| in_the_middle(machine);
    let plain = |machine: &mut Machine| {
        machine.at_speed(40);
        let answers = machine.answers("compai");
        let session =
            machine.open(&["deploy", "--practice", "--plain", "--yes", "--answers", answers.to_str().unwrap()]);
        session.sees("gone, about");
        session
    };
    for open in [full as fn(&mut Machine) -> Session, plain] {
        let mut machine = Machine::new();
        let code = open(&mut machine).close();
        let journal = std::fs::read_to_string(machine.deployment("compai").join("journal.jsonl")).unwrap();
        assert!([130, 143].contains(&code), "{code}: {journal}");
        assert!(journal.lines().last().unwrap().contains(r#"{"run-ended":{"outcome":"interrupted"}}"#), "{journal}");
        resume(&mut machine);
    }
}

#[test]
fn killed_in_the_middle_it_resumes() {
    let mut machine = Machine::new();
    in_the_middle(&mut machine).kill();
    resume(&mut machine);
}

#[test]
fn killed_again_and_again_it_still_arrives() {
    let mut machine = Machine::new();
    in_the_middle(&mut machine).kill();
    for _ in 0..3 {
        machine.at_speed(40);
        let session = machine.open(&["--practice"]);
        session.sees("› Resume");
        session.press(ENTER);
        session.sees("gone, about");
        session.kill();
    }
    resume(&mut machine);
}

#[test]
fn a_failure_is_explained_and_the_same_screen_goes_on() {
    let mut machine = Machine::new();
    machine.at_speed(20);
    let mut session = reviewed(&machine);
    session.press("y");
    session.sees("gone, about");
    // Something is in the way of the practice account: what happens next fails.
    let account = machine.state().join("practice/account.json");
    let aside = machine.path("aside.json");
    // The program may write it again between the two.
    let taken = || (std::fs::rename(&account, &aside).is_ok() && std::fs::create_dir(&account).is_ok()).then_some(());
    eventually(taken, || "the account's file was always there again".to_owned());
    let failed = session.sees("r try again now");
    for wanted in ["✗", "did not succeed", "What happened", "What to do", "Safe"] {
        assert!(failed.contains(wanted), "{wanted}: {failed}");
    }
    std::fs::remove_dir(&account).unwrap();
    std::fs::rename(&aside, &account).unwrap();
    session.press("r");
    session.sees("gone, about");
    session.press(CTRL_C);
    assert_eq!(session.code(), 130);
    resume(&mut machine);
}

#[test]
fn something_is_broken_on_purpose_and_the_second_try_arrives() {
    let mut machine = Machine::new();
    machine.at_speed(150);
    let mut session = reviewed(&machine);
    session.press("y");
    let run = session.sees("b break it");
    assert!(run.contains("d details") && run.contains("↑↓ move"), "{run}");
    session.press("b");
    let failed = session.sees("r try again now");
    assert!(failed.contains("✗") && failed.contains("You pressed b: this is practice."), "{failed}");
    machine.at_speed(FAST);
    session.press("r");
    let done = session.sees("Enter quit");
    assert!(done.contains("✓ https://203.0.113."), "{done}");
    session.press(ENTER);
    assert_eq!(session.code(), 0);
}

#[test]
fn a_second_process_is_refused_and_told_who_is_at_work() {
    let mut machine = Machine::new();
    let mut first = in_the_middle(&mut machine);
    let holder = format!("process {}", first.process());
    let before = std::fs::read_to_string(machine.deployment("compai").join("answers.toml")).unwrap();
    let answers = machine.answers("compai");
    let text = std::fs::read_to_string(&answers).unwrap().replace("budget = 50", "budget = 77");
    std::fs::write(&answers, text).unwrap();
    let file = answers.to_str().unwrap();
    for arguments in
        [vec!["deploy", "--answers", file, "--yes"], vec!["resume"], vec!["destroy", "--yes", "--confirm", "compai"]]
    {
        let second = machine.run(&[arguments.as_slice(), &["--practice"]].concat());
        assert_eq!(second.code, 3, "{arguments:?}: {second:?}");
        assert!(second.err.contains(&holder), "{arguments:?}: {second:?}");
    }
    // Whoever is refused has changed nothing.
    assert_eq!(std::fs::read_to_string(machine.deployment("compai").join("answers.toml")).unwrap(), before);

    // The second window offers nothing that would be refused.
    let mut second = machine.open(&["--practice"]);
    let menu = second.sees(&holder);
    assert!(menu.contains("! running") && !menu.contains("Resume") && !menu.contains("Destroy"), "{menu}");
    second.press("q");
    assert_eq!(second.code(), 0);
    second.assert_given_back();

    first.press(CTRL_C);
    assert_eq!(first.code(), 130);
    resume(&mut machine);
}
