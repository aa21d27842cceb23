//! What exists: look, change the tier, remove.

use crate::steps::{deployed, reviewed};
use crate::terminal::{CTRL_U, DOWN, ENTER, Machine};

#[test]
fn i_the_tier_changes_through_the_difference() {
    let machine = Machine::new();
    deployed(&machine);
    let mut session = machine.open(&["--practice"]);
    let menu = session.sees("› Look");
    assert!(menu.contains("Comp AI budget") && menu.contains("34.24 per month"), "{menu}");
    session.press("r");
    session.sees("✓ healthy");
    session.press(ENTER);
    let look = session.sees("private network (VPC)");
    assert!(look.contains("Answers"), "{look}");
    session.back_to("› Look");
    session.press(DOWN).press(ENTER);
    session.sees("Change to which tier?");
    // One that cannot be is explained, and cannot be agreed to.
    session.press(ENTER);
    let blocked = session.sees("would move the database");
    assert!(blocked.contains("This cannot be done") && !blocked.contains("Money") && !blocked.contains("y go on"), "{blocked}");
    session.back_to("Change to which tier?");
    session.press(DOWN).press(ENTER);
    let diff = session.sees("Change to standard");
    assert!(diff.contains("34.24 now, 104.11 afterwards") && diff.contains("y go on"), "{diff}");
    session.press("y");
    let done = session.sees("Enter leave");
    assert!(done.contains("104.11 per month from now"), "{done}");
    session.press(ENTER);
    assert_eq!(session.code(), 0);
    session.assert_given_back();
    let status = machine.run(&["status", "--practice"]);
    assert!(status.out.starts_with("compai · standard · us-east-1 · complete · 104.11"), "{status:?}");
    let answers = std::fs::read_to_string(machine.deployment("compai").join("answers.toml")).unwrap();
    assert!(answers.contains("tier = \"standard\""), "{answers}");
}

#[test]
fn i_destroy_asks_three_times_and_wants_the_right_name() {
    let machine = Machine::new();
    deployed(&machine);
    let mut session = machine.open(&["--practice"]);
    session.sees("› Look");
    session.press(DOWN).press(DOWN);
    session.sees("› Destroy");
    session.press(ENTER);
    session.sees("Remove everything");
    session.press(ENTER);
    session.sees("Keep a last snapshot of the data?");
    session.press(ENTER);
    session.sees("Keep the uploaded files?");
    session.press(ENTER);
    let consent = session.sees("This cannot be undone");
    assert!(consent.contains("compai"), "{consent}");
    session.press("wrong").press(ENTER);
    session.sees("wrong");
    let refused = session.sees("✗");
    assert!(!refused.contains("gone"), "{refused}");
    session.press(CTRL_U).press("compai").press(ENTER);
    let done = session.sees("Enter leave");
    assert!(done.contains("compai is gone") && done.contains("Kept"), "{done}");
    session.press(ENTER);
    assert_eq!(session.code(), 0);
    session.assert_given_back();
    let left = session.sees("compai is gone");
    assert!(left.contains("compai-files-") && left.contains("per month"), "{left}");
    let list = machine.run(&["list", "--practice"]);
    assert!(list.out.contains("There is no deployment yet"), "{list:?}");
}

#[test]
fn k_without_colour_no_colour_is_sent_and_everything_reads() {
    let machine = Machine::new().with("NO_COLOR", "1");
    let mut session = reviewed(&machine);
    session.press("y");
    session.sees("Enter leave");
    session.press(ENTER);
    assert_eq!(session.code(), 0);
    let raw = String::from_utf8_lossy(&session.raw()).into_owned();
    for sequence in raw.split("\u{1b}[").skip(1) {
        let Some((parameters, _)) =
            sequence.split_once('m').filter(|(parameters, _)| parameters.chars().all(|c| c.is_ascii_digit() || c == ';'))
        else {
            continue;
        };
        for number in parameters.split(';').filter_map(|number| number.parse::<u32>().ok()) {
            assert!(!matches!(number, 30..=38 | 40..=48 | 90..=107), "a colour: {parameters:?}");
        }
    }
}
