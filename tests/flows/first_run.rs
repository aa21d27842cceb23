//! From nothing to a running app, and changes of mind on the way.

use crate::steps::{QUESTIONS, enter_through, reviewed, to_review};
use crate::terminal::{ENTER, Machine, PAGE_DOWN, mode};

#[test]
fn enter_all_the_way_yes_and_the_app_answers() {
    let machine = Machine::new();
    let mut session = reviewed(&machine);
    assert!(session.full());
    session.press("y");
    session.sees("Enter quit");
    let done = session.screen();
    assert!(done.contains("https://203.0.113.") && done.contains("cloudstead status compai --practice"), "{done}");
    session.press(ENTER);
    assert_eq!(session.code(), 0);
    session.assert_given_back();
    // The page is in the scrollback, within the terminal's width.
    let left = session.sees("Files");
    assert!(left.contains("https://203.0.113.") && left.contains("35.31 per month from now"), "{left}");

    let folder = machine.deployment("compai");
    for file in ["journal.jsonl", "answers.toml", "lock"] {
        assert_eq!(mode(&folder.join(file)), 0o600, "{file}");
    }
    assert_eq!(mode(&machine.state().join("practice/account.json")), 0o600);
    for folder in [machine.state(), machine.state().join("practice"), folder.clone()] {
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
    }
    assert!(!machine.state().join("practice/draft.toml").exists(), "the draft became the deployment");
    let status = machine.run(&["status", "--practice"]);
    assert!(
        status.code == 0 && status.out.starts_with("compai · managed · us-east-1 · complete · 35.31"),
        "{status:?}"
    );
}

#[test]
fn the_nearest_region_comes_first_with_what_others_cost() {
    for zone in ["Europe/Berlin", ":Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin"] {
        let machine = Machine::new().with("TZ", zone);
        let session = machine.open(&["--practice"]);
        enter_through(&session, 0, 2);
        let screen = session.sees(QUESTIONS[2]);
        assert!(screen.contains("› ● eu-central-1") && screen.contains("Per month, eu-central-1"), "{zone}: {screen}");
    }
}

#[test]
fn going_back_changes_the_cost_and_keeps_later_answers() {
    let machine = Machine::new();
    let session = machine.open(&["--practice"]);
    enter_through(&session, 0, 6);
    session.sees(QUESTIONS[6]);
    session.press("anna@example.com");
    session.sees("anna@example.com");
    let review = to_review(&session);
    assert!(review.contains("managed: one server"), "{review}");
    // Back to the tier: three questions before the review.
    session.back_to(QUESTIONS[6]);
    session.back_to(QUESTIONS[5]);
    session.back_to(QUESTIONS[4]);
    session.press("\u{1b}[B");
    session.sees("› ● standard");
    let dearer = session.screen();
    assert!(dearer.lines().any(|line| line.contains("Total") && line.contains("105.58")), "{dearer}");
    enter_through(&session, 4, 6);
    to_review(&session);
    let review = session.sees("6 of 6: all fine");
    assert!(review.contains("standard: two zones"), "{review}");
    session.press(PAGE_DOWN);
    session.sees("anna@example.com");
    // Back to the budget: $160 fits what was chosen.
    for question in QUESTIONS[1..].iter().rev() {
        session.back_to(question);
    }
    session.press("\u{1b}[B").press("\u{1b}[B");
    session.sees("● $160");
    enter_through(&session, 1, 6);
    let review = to_review(&session);
    assert!(review.contains("$160 per month") && review.contains("standard: two zones"), "{review}");
    session.press("y");
    let done = session.sees("Enter quit");
    assert!(done.contains("105.58 per month from now, alarm at 160.00 to anna@example.com"), "{done}");
}

#[test]
fn answers_wait_for_the_next_visit() {
    let machine = Machine::new();
    let mut session = machine.open(&["--practice"]);
    enter_through(&session, 0, 2);
    session.sees(QUESTIONS[2]);
    session.press("\u{1b}[B").sees("● ap-northeast-1");
    session.press(ENTER).sees(QUESTIONS[3]);
    session.press("\u{3}");
    assert_eq!(session.code(), 130);
    session.assert_given_back();
    session.sees("Nothing was created.");
    let mut again = machine.open(&["--practice"]);
    enter_through(&again, 0, 2);
    again.sees(QUESTIONS[2]);
    again.sees("● ap-northeast-1");
    for question in QUESTIONS[..2].iter().rev() {
        again.back_to(question);
    }
    // Leaving in peace is not an interruption.
    again.back_to("Esc again quits");
    again.press("\u{1b}");
    assert_eq!(again.code(), 0);
    again.assert_given_back();
    again.sees("Nothing was created.");
}
