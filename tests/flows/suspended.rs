//! Put aside with Ctrl-Z and brought back.

use std::process::Command;

use crate::steps::{QUESTIONS, reviewed};
use crate::terminal::{DOWN, ENTER, Machine, Session};

const CTRL_Z: &str = "\u{1a}";

/// The letter of the process's state; minimal systems have no `ps`.
fn state(process: u32) -> String {
    if let Ok(text) = std::fs::read_to_string(format!("/proc/{process}/stat")) {
        return text.rsplit(") ").next().unwrap_or_default().to_owned();
    }
    let shown = Command::new("ps").args(["-o", "stat=", "-p", &process.to_string()]).output().unwrap();
    String::from_utf8(shown.stdout).unwrap()
}

fn stopped(session: &Session) {
    session.until("a stopped process", |_| state(session.process()).starts_with('T'));
}

fn signal(session: &Session, name: &str) {
    assert!(Command::new("kill").args([name, &session.process().to_string()]).status().unwrap().success());
}

#[test]
fn ctrl_z_gives_the_terminal_back_and_the_question_comes_back() {
    let machine = Machine::new();
    let mut session = machine.open(&["--practice"]);
    session.sees(QUESTIONS[0]);
    session.press(CTRL_Z);
    stopped(&session);
    session.assert_given_back();
    signal(&session, "-CONT");
    session.until("the full screen", |screen| session.full() && screen.contains(QUESTIONS[0]));
    session.press(ENTER).sees(QUESTIONS[1]);
    // From outside it is the same.
    signal(&session, "-TSTP");
    stopped(&session);
    session.assert_given_back();
    signal(&session, "-CONT");
    session.until("the full screen", |screen| session.full() && screen.contains(QUESTIONS[1]));
    session.press("\u{3}");
    assert_eq!(session.code(), 130);
    session.assert_given_back();
}

#[test]
fn a_run_that_was_put_aside_arrives() {
    let mut machine = Machine::new();
    // Ten seconds and more: what is put aside is far from its end.
    machine.at_speed(150);
    let mut session = reviewed(&machine);
    session.press("y");
    session.sees("gone, about");
    session.press(CTRL_Z);
    stopped(&session);
    session.assert_given_back();
    let journal = std::fs::read_to_string(machine.deployment("compai").join("journal.jsonl")).unwrap();
    assert!(!journal.contains("run-ended"), "put aside after its end: {journal}");
    signal(&session, "-CONT");
    session.until("the last page", |screen| session.full() && screen.contains("Enter quit"));
    session.press(ENTER);
    assert_eq!(session.code(), 0);
    session.assert_given_back();
}

#[test]
fn control_l_draws_over_what_another_program_wrote() {
    let machine = Machine::new();
    let session = machine.open(&["--practice"]);
    let whole = |screen: &str| screen.contains(QUESTIONS[0]) && screen.ends_with("to run");
    let before = session.until("the whole question", whole);
    session.scribble("\u{1b}7\u{1b}[2;3Hmail arrived\u{1b}[12;1Hand more of it\u{1b}8");
    session.sees("mail arrived");
    // Any other key draws only what it changes.
    session.press(DOWN).press("\u{1b}[A");
    session.sees("and more of it");
    session.press("\u{c}");
    session.sees_no_more("mail arrived");
    session.until("the question as it was", |screen| screen == before);
}
