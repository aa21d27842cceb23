//! Without the full screen: prompts line by line, and numbered questions for screen readers and dumb terminals.

use crate::steps::{PROMPTS, asked, plain_walk};
use crate::terminal::{CTRL_C, ENTER, Machine, mode};

#[test]
fn plain_prompts_lead_to_a_running_app() {
    let machine = Machine::new();
    let mut session = machine.open(&["--practice", "--plain"]);
    plain_walk(&session, &[]);
    assert!(!session.full());
    session.press("y").press(ENTER);
    session.sees("Done: https://203.0.113.");
    assert_eq!(session.code(), 0);
    session.assert_given_back();
    assert_eq!(mode(&machine.deployment("compai").join("answers.toml")), 0o600);
    let status = machine.run(&["status", "--practice"]);
    assert!(status.out.contains("· complete ·"), "{status:?}");
}

#[test]
fn a_plain_visit_can_be_left_and_says_what_happened() {
    let machine = Machine::new();
    let mut session = machine.open(&["--practice", "--plain"]);
    asked(&session, PROMPTS[0]);
    session.press(ENTER);
    asked(&session, PROMPTS[1]);
    session.press(CTRL_C);
    session.sees("Nothing was created.");
    assert_eq!(session.code(), 130);
    session.assert_given_back();
}

/// What each numbered question says that Enter means.
const DEFAULTS: [&str; 16] = [
    "Enter for Comp AI",
    "Enter for compai",
    "Enter for $50",
    "Enter for us-east-1",
    "Enter for none yet",
    "Enter for managed",
    "Enter for arm64",
    "Enter for in your account",
    "Enter for 7 days",
    "E-mail address.",
    "Resend API key.",
    "Sender of its e-mails.",
    "OpenAI API key.",
    "Trigger.dev secret key.",
    "AWS access key id for uploads.",
    "AWS secret access key for uploads.",
];

#[test]
fn numbered_questions_hold_no_control_sequences() {
    let machine = Machine::new();
    let mut session = machine.open(&["--practice", "--accessible"]);
    for default in DEFAULTS {
        session.until(default, |screen| {
            screen.lines().last().is_some_and(|line| line.contains(default) && line.trim_end().ends_with("back:"))
        });
        session.press(ENTER);
    }
    session.sees("Create all this? y for yes");
    session.press("y").press(ENTER);
    session.sees("Done: https://203.0.113.");
    assert_eq!(session.code(), 0);
    session.assert_given_back();
    let raw = session.raw();
    let control: Vec<u8> = raw.iter().copied().filter(|byte| *byte < 0x20 && !b"\r\n".contains(byte)).collect();
    assert!(control.is_empty() && !raw.contains(&0x7f), "{control:?}");
}

#[test]
fn keys_typed_at_numbered_questions_are_never_shown() {
    const KEYS: [&str; 5] =
        ["Resend API key", "OpenAI API key", "Trigger.dev", "AWS access key id", "AWS secret access"];
    let machine = Machine::new();
    let mut session = machine.open(&["--practice", "--accessible"]);
    let mut typed = 0;
    for default in DEFAULTS {
        session.until(default, |screen| {
            screen.lines().last().is_some_and(|line| line.contains(default) && line.trim_end().ends_with("back:"))
        });
        if KEYS.iter().any(|key| default.starts_with(key)) {
            session.press(&format!("canary-{typed}"));
            typed += 1;
        }
        session.press(ENTER);
    }
    session.sees("Create all this? y for yes");
    let raw = String::from_utf8_lossy(&session.raw()).into_owned();
    assert!(typed == KEYS.len() && !raw.contains("canary") && raw.contains("5 of 6 given"), "{raw}");
    // What is not hidden is shown again.
    session.press("n");
    session.until("the letter", |screen| screen.lines().last().is_some_and(|line| line.trim_end().ends_with('n')));
    session.press(ENTER).sees("Nothing was created.");
    assert_eq!(session.code(), 0);
    session.assert_given_back();
}

#[test]
fn on_pipes_nothing_is_asked() {
    let machine = Machine::new();
    for way in ["--accessible", "--plain"] {
        let ran = machine.run(&["--practice", way]);
        assert!(ran.code == 2 && ran.err.contains("there is no terminal to ask on"), "{way}: {ran:?}");
    }
}
