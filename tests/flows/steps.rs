//! What many visits have in common.

use crate::terminal::{ENTER, Machine, Session};

/// Titles of the questions in their order.
pub(crate) const QUESTIONS: [&str; 7] = [
    "What do you want to run?",
    "How much may a month cost?",
    "Where should it run?",
    "Under which name will people reach it?",
    "How should it run?",
    "How long should backups be kept?",
    "Who should be told",
];
/// Fields of the last question.
const FIELDS: usize = 7;
pub(crate) const REVIEW: &str = "Your answers";

/// Enter through the questions from one (counted from zero) up to before another.
pub(crate) fn enter_through(session: &Session, from: usize, to: usize) {
    for question in QUESTIONS.iter().take(to).skip(from) {
        session.sees(question);
        session.press(ENTER);
    }
}

/// From the last question to the review. Enter goes from field to field.
pub(crate) fn to_review(session: &Session) -> String {
    session.sees(QUESTIONS[6]);
    for _ in 0..FIELDS {
        session.press(ENTER);
    }
    session.sees(REVIEW)
}

/// A wizard at its review with all defaults.
pub(crate) fn reviewed(machine: &Machine) -> Session {
    let session = machine.open(&["--practice"]);
    enter_through(&session, 0, 6);
    to_review(&session);
    session
}

/// Deploys the defaults in the full screen and leaves; the deployment is called `compai`.
pub(crate) fn deployed(machine: &Machine) {
    let mut session = reviewed(machine);
    session.press("y");
    let done = session.sees("Enter quit");
    assert!(done.contains("upgrade compai --practice --tier standard") && !done.contains("--tier starter"), "{done}");
    session.press(ENTER);
    assert_eq!(session.code(), 0);
}

/// Labels of the plain prompts in their order.
pub(crate) const PROMPTS: [&str; 16] = [
    "App",
    "Name of this deployment",
    "USD per month",
    "Region",
    "Domain",
    "Runs as",
    "Processor",
    "Images built",
    "Backups",
    "E-mail address",
    "Resend API key",
    "Sender of its e-mails",
    "OpenAI API key",
    "Trigger.dev secret key",
    "AWS access key id for uploads",
    "AWS secret access key for uploads",
];

pub(crate) fn asked(session: &Session, prompt: &str) {
    session.until(prompt, |screen| screen.lines().any(|line| line.starts_with(&format!("? {prompt}"))));
}

/// Through all plain prompts, up to the question whether to create it. `typed` is written at prompts, Enter taken at
/// the others.
pub(crate) fn plain_walk(session: &Session, typed: &[(&str, &str)]) {
    for prompt in PROMPTS {
        asked(session, prompt);
        if let Some((_, text)) = typed.iter().find(|(at, _)| *at == prompt) {
            session.press(text);
        }
        session.press(ENTER);
    }
    session.sees("? Create all this?");
}
