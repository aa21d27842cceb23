//! What cannot be is said on the screen, and nothing goes on until it is right.

use crate::steps::{QUESTIONS, enter_through, to_review};
use crate::terminal::{CTRL_U, DOWN, ENTER, ESC, Machine, PAGE_DOWN, TAB};

#[test]
fn bad_names_domains_and_addresses_are_explained_and_can_be_fixed() {
    let machine = Machine::new();
    let session = machine.open(&["--practice"]);
    session.sees(QUESTIONS[0]);
    session.press(TAB).press(CTRL_U).press("Bad Name").press(ENTER);
    let screen = session.sees("`B` cannot be in a name");
    assert!(screen.contains(QUESTIONS[0]), "{screen}");
    session.press(CTRL_U).press("x").press(ENTER);
    let screen = session.sees_no_more("`B` cannot be");
    assert!(screen.contains(QUESTIONS[0]), "{screen}");
    session.press(CTRL_U).press("my-app");
    session.sees("my-app");
    session.press(ENTER);
    enter_through(&session, 1, 3);

    session.sees(QUESTIONS[3]);
    session.press(DOWN).press(DOWN).press(ENTER);
    session.sees("Domain name");
    for wrong in ["not a domain", "localhost", "-x.example.com"] {
        session.press(CTRL_U).press(wrong).press(ENTER);
        session.sees(wrong);
        let screen = session.sees("✗");
        assert!(screen.contains(QUESTIONS[3]), "{wrong}: {screen}");
    }
    session.press(CTRL_U).press("app.example.org");
    session.sees_no_more("✗");
    session.press(ENTER);
    enter_through(&session, 4, 6);

    session.sees(QUESTIONS[6]);
    session.press("anna at home").press(ENTER).press(ENTER).press(ENTER);
    let screen = session.sees("✗");
    assert!(screen.contains("› E-mail address"), "{screen}");
    session.press(CTRL_U).press("anna@example.com");
    session.sees_no_more("✗");
    let review = to_review(&session);
    for wanted in ["my-app", "app.example.org"] {
        assert!(review.contains(wanted), "{wanted}: {review}");
    }
    session.press(PAGE_DOWN);
    session.sees("anna@example.com");
}

#[test]
fn pasted_keys_are_taken_whole_or_refused_at_once() {
    let machine = Machine::new();
    let session = machine.open(&["--practice"]);
    enter_through(&session, 0, 6);
    session.sees(QUESTIONS[6]);
    session.press(ENTER);
    // As terminals paste: in brackets, a line break as Enter.
    let paste = |text: &str| session.press(&format!("\u{1b}[200~{text}\u{1b}[201~"));
    paste("-----BEGIN KEY-----\rcanary\r-----END KEY-----\r");
    let screen = session.sees("3 lines");
    assert!(screen.contains("› Resend API key") && !screen.contains("canary"), "{screen}");
    session.press(ENTER);
    session.sees("› Sender of its e-mails");
    let begun = std::time::Instant::now();
    paste(&"x".repeat(1_000_000));
    session.sees("too long: 1000000 characters, 4096 fit");
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    session.press("sk");
    session.sees_no_more("too long");
    let review = to_review(&session);
    assert!(review.contains("2 of 6 given"), "{review}");
}

#[test]
fn a_key_on_the_keyboard_that_means_nothing_does_nothing() {
    let machine = Machine::new();
    let session = machine.open(&["--practice"]);
    session.sees(QUESTIONS[0]);
    // At the list of apps letters look for one.
    session.press(ENTER);
    session.sees(QUESTIONS[1]);
    let there_and_back = || {
        session.press("?");
        session.sees("Keys here");
        session.press(ESC);
        session.until("the whole question", |screen| screen.contains(QUESTIONS[1]) && screen.ends_with("to run"))
    };
    let before = there_and_back();
    session.press("zZ\u{1b}[15~\u{7}\u{1b}[5;5H");
    assert_eq!(there_and_back(), before);
}
