//! What exists: look, change the tier, remove.

use crate::steps::{deployed, enter_through, reviewed, to_review};
use crate::terminal::{CTRL_C, CTRL_U, DOWN, ENTER, Machine};

#[test]
fn the_tier_changes_through_the_difference() {
    let machine = Machine::new();
    deployed(&machine);
    let mut session = machine.open(&["--practice"]);
    let menu = session.sees("› Look");
    assert!(menu.contains("Comp AI managed") && menu.contains("35.31 per month"), "{menu}");
    session.press("r");
    session.sees("✓ healthy");
    session.press(ENTER);
    let look = session.sees("private network (VPC)");
    assert!(look.contains("Answers"), "{look}");
    session.back_to("› Look");
    session.press(DOWN).press(ENTER);
    session.sees("Change to which tier?");
    // One that cannot be is explained, and cannot be chosen.
    let tiers = session.sees("› standard");
    assert!(tiers.contains("· starter   not possible yet: the database would have to move"), "{tiers}");
    session.press(ENTER);
    let diff = session.sees("Change to standard");
    assert!(diff.contains("35.31 now, 105.58 afterwards") && diff.contains("y go on"), "{diff}");
    session.press("y");
    let done = session.sees("Enter quit");
    assert!(done.contains("105.58 per month from now"), "{done}");
    session.press(ENTER);
    assert_eq!(session.code(), 0);
    session.assert_given_back();
    let status = machine.run(&["status", "--practice"]);
    assert!(status.out.starts_with("compai · standard · us-east-1 · complete · 105.58"), "{status:?}");
    let answers = std::fs::read_to_string(machine.deployment("compai").join("answers.toml")).unwrap();
    assert!(answers.contains("tier = \"standard\""), "{answers}");
}

#[test]
fn destroy_asks_three_times_and_wants_the_right_name() {
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
    let files = session.sees("Keep the uploaded files?");
    assert!(files.lines().any(|line| line.contains("› ● Keep") && line.ends_with("0.23")), "{files}");
    session.press(ENTER);
    let images = session.sees("Keep the images that were built?");
    assert!(images.lines().any(|line| line.contains("› ● Delete") && line.ends_with("0.00")), "{images}");
    session.press(ENTER);
    let consent = session.sees("This cannot be undone");
    assert!(consent.contains("compai"), "{consent}");
    session.press("wrong").press(ENTER);
    session.sees("wrong");
    let refused = session.sees("✗");
    assert!(!refused.contains("gone"), "{refused}");
    session.press(CTRL_U).press("compai").press(ENTER);
    let done = session.sees("Enter quit");
    assert!(done.contains("compai is gone") && done.contains("Kept"), "{done}");
    // What was said before is what is said afterwards.
    assert!(done.contains("0.23 per month: files kept as you chose"), "{done}");
    session.press(ENTER);
    assert_eq!(session.code(), 0);
    session.assert_given_back();
    let left = session.sees("compai is gone");
    assert!(left.contains("compai-files-") && left.contains("per month"), "{left}");
    let list = machine.run(&["list", "--practice"]);
    assert!(list.out.contains("There is no deployment now"), "{list:?}");
}

/// Colours that were sent, as the parameters that set them.
fn colours(sent: &[u8]) -> Vec<String> {
    let sent = String::from_utf8_lossy(sent);
    let parameters =
        sent.split("\u{1b}[").skip(1).filter_map(|sequence| sequence.split_once('m')).map(|(parameters, _)| parameters);
    let colour = |number: &str| matches!(number.parse(), Ok(30_u32..=38 | 40..=48 | 90..=107));
    parameters
        .filter(|parameters| {
            parameters.chars().all(|c| c.is_ascii_digit() || c == ';') && parameters.split(';').any(colour)
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn colours_are_sent_unless_they_are_unwanted() {
    for (variable, value, coloured) in [("NO_COLOR", "1", false), ("CLICOLOR", "0", false), ("NO_COLOR", "", true)] {
        let machine = Machine::new().with(variable, value);
        let mut session = reviewed(&machine);
        session.press("y");
        session.sees("Enter quit");
        session.press(ENTER);
        assert_eq!(session.code(), 0);
        let sent = colours(&session.raw());
        assert_eq!(!sent.is_empty(), coloured, "{variable}={value}: {sent:?}");
    }
}

/// Deploys by file, without a terminal.
fn made(machine: &Machine, names: &[&str]) {
    for name in names {
        let ran = machine.deploy(name);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}

#[test]
fn every_deployment_is_reached_and_another_can_be_started() {
    let machine = Machine::new();
    made(&machine, &["blog", "shop"]);
    let mut session = machine.open(&["--practice"]);
    let list = session.sees("Your deployments");
    assert!(list.contains("› blog") && list.contains("  shop") && list.contains("Start another deployment"), "{list}");
    session.press(DOWN).press(ENTER);
    session.sees("› Look");
    session.press("r");
    let menu = session.sees("✓ healthy");
    assert!(menu.trim_start().starts_with("shop"), "{menu}");
    session.back_to("Your deployments");
    session.press(DOWN).press(ENTER);
    session.sees("What do you want to run?");
    session.back_to("Start another deployment");
    session.press("q");
    assert_eq!(session.code(), 0);
    session.assert_given_back();
    let mut stopped = machine.open(&["--practice"]);
    stopped.sees("Your deployments");
    stopped.press(CTRL_C);
    assert_eq!(stopped.code(), 130);
}

#[test]
fn a_second_deployment_starts_from_the_menu_of_the_first() {
    let machine = Machine::new();
    deployed(&machine);
    let mut session = machine.open(&["--practice"]);
    session.sees("› Look");
    session.press(DOWN).press(DOWN).press(DOWN);
    session.sees("› Start another");
    session.press(ENTER);
    enter_through(&session, 0, 6);
    to_review(&session);
    session.press("y");
    session.sees("Enter quit");
    session.press(ENTER);
    assert_eq!(session.code(), 0);
    let list = machine.run(&["list", "--practice"]);
    assert_eq!(list.out.lines().filter(|line| line.contains("complete")).count(), 2, "{list:?}");
}

#[test]
fn without_a_full_screen_every_deployment_is_reached_too() {
    let machine = Machine::new();
    made(&machine, &["blog", "shop"]);
    let mut numbered = machine.open(&["--practice", "--accessible"]);
    let list = numbered.sees("Number, Enter to quit:");
    assert!(list.contains("2: shop, Comp AI managed, us-east-1, complete, 35.31 per month"), "{list}");
    assert!(list.contains("3: Start another deployment"), "{list}");
    numbered.press("2").press(ENTER);
    let deeds = numbered.sees("1: Look");
    assert!(deeds.contains("Change tier to standard: +70.27") && !deeds.contains("starter"), "{deeds}");
    numbered.press("1").press(ENTER);
    assert_eq!(numbered.code(), 0);
    // Longer than the screen.
    numbered.sees("releases/");
    assert!(String::from_utf8_lossy(&numbered.raw()).contains("shop · managed · us-east-1 · complete"));

    let mut plain = machine.open(&["--practice", "--plain"]);
    plain.sees("? Your deployments");
    plain.press(DOWN).press(DOWN).press(ENTER);
    plain.sees("? App");
    plain.press(CTRL_C);
    assert_eq!(plain.code(), 130);
    plain.assert_given_back();
}
