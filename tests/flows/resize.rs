//! Windows change their size at any moment.

use crate::steps::{QUESTIONS, enter_through, reviewed};
use crate::terminal::{CTRL_C, CTRL_U, ENTER, Machine, Session, TAB};

/// All lines fit and none is torn: the title is at the top, the keys are at the bottom.
fn assert_laid_out(session: &Session, rows: usize, title: &str, keys: &str) {
    session.until(&format!("{title} and {keys} in {rows} rows"), |screen| {
        let lines: Vec<&str> = screen.split('\n').collect();
        lines.len() == rows && lines[0].contains(title) && lines[rows - 1].contains(keys)
    });
}

#[test]
fn a_question_is_laid_out_anew_at_every_size() {
    let session = Machine::new().open(&["--practice"]);
    enter_through(&session, 0, 4);
    session.sees(QUESTIONS[4]);
    assert_laid_out(&session, 24, "cloudstead", "? keys");
    assert!(session.screen().contains("Per month, us-east-1"));
    session.resize(120, 40);
    assert_laid_out(&session, 40, "cloudstead", "? keys");
    session.sees("Per month, us-east-1");
    session.resize(50, 12);
    // The cost folds into the title line.
    assert_laid_out(&session, 12, "35.31", "? keys");
    assert!(!session.screen().contains("Per month, us-east-1"));
    session.resize(30, 8);
    session.sees("30x8. Make it larger.");
    session.resize(80, 24);
    session.sees(QUESTIONS[4]);
    assert_laid_out(&session, 24, "cloudstead", "? keys");
    session.press(ENTER);
    session.sees(QUESTIONS[5]);
}

#[test]
fn a_run_is_laid_out_anew_at_every_size() {
    let mut machine = Machine::new();
    machine.at_speed(20);
    let mut session = reviewed(&machine);
    session.press("y");
    session.sees("gone, about");
    assert_laid_out(&session, 24, "compai", "? keys");
    for (columns, rows) in [(120, 40), (50, 12), (60, 20)] {
        session.resize(columns, rows);
        assert_laid_out(&session, rows.into(), "comp", "? keys");
    }
    session.resize(30, 8);
    session.sees("30x8. Make it larger.");
    session.resize(80, 24);
    assert_laid_out(&session, 24, "compai", "? keys");
    let screen = session.screen();
    assert!(screen.contains("Ctrl-C stop safely"), "{screen}");
    session.press(CTRL_C);
    assert_eq!(session.code(), 130);
    session.assert_given_back();
}

#[test]
fn no_key_is_lost_while_the_window_changes() {
    let session = Machine::new().open(&["--practice"]);
    session.sees(QUESTIONS[0]);
    // The name of the deployment, emptied.
    session.press(TAB).press(CTRL_U);
    for round in 1..=20_u16 {
        session.resize(80 + round % 2, 24);
        session.press("z");
        session.sees(&"z".repeat(round.into()));
    }
}
