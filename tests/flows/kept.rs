//! What a removal left on purpose goes on being billed: it is listed until it is gone.

use serde_json::Value;

use crate::terminal::{DOWN, ENTER, ESC, Machine};

const DESTROY: [&str; 5] = ["destroy", "--practice", "--yes", "--confirm", "demo"];

fn removed() -> Machine {
    let machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    assert_eq!(machine.run(&DESTROY).code, 0);
    machine
}

/// As a person who removes it in the console.
fn lose(machine: &Machine, what: fn(&mut Value)) {
    let path = machine.state().join("practice").join("account.json");
    let mut account: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    what(&mut account);
    std::fs::write(&path, serde_json::to_vec(&account).unwrap()).unwrap();
}

fn kept(machine: &Machine) -> Vec<Value> {
    let ran = machine.run(&["list", "--practice", "--json"]);
    let rows: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    rows.iter().flat_map(|row| row["kept"].as_array().unwrap().clone()).collect()
}

#[test]
fn what_a_removal_kept_is_listed_until_it_is_gone() {
    let machine = removed();
    let list = machine.run(&["list", "--practice"]);
    for words in [
        "There is no deployment now.",
        "Kept from `demo`",
        "2.13 per month:",
        "last snapshot",
        "-final-",
        "demo-files-",
        "To remove it for good:",
    ] {
        assert!(list.out.contains(words), "no {words:?} in {list:?}");
    }
    let status = machine.run(&["status", "demo", "--practice"]);
    assert!(status.code == 2 && status.err.contains("no deployment called `demo`: it was removed"), "{status:?}");
    assert_eq!(list.out.split_once("\n\n").unwrap().1, status.out);

    assert_eq!(kept(&machine).len(), 7);
    lose(&machine, |account| account["snapshots"] = serde_json::json!([]));
    let files = kept(&machine);
    assert!(files.len() == 1 && files[0]["aws_id"].as_str().unwrap().starts_with("demo-files-"), "{files:?}");
    // Seen to be gone once, it stays gone: nobody has to be signed in to hear so.
    let journals = std::fs::read_dir(machine.deployment("demo")).unwrap().map(|entry| entry.unwrap().path());
    let retired = journals.filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect::<Vec<_>>();
    assert!(std::fs::read_to_string(&retired[0]).unwrap().contains("\"forgotten\""), "{retired:?}");

    lose(&machine, |account| account["things"] = serde_json::json!([]));
    assert!(kept(&machine).is_empty());
    assert_eq!(
        machine.run(&["status", "demo", "--practice"]).code,
        2,
        "a name of which nothing is left is unknown again"
    );
    assert!(!machine.run(&["list", "--practice"]).out.contains("Kept"));
}

#[test]
fn what_the_next_deployment_takes_back_is_no_longer_kept() {
    let machine = removed();
    assert_eq!(machine.deploy("demo").code, 0);
    let status = machine.run(&["status", "demo", "--practice"]);
    assert!(status.out.contains(" · complete · ") && status.out.contains("Kept from `demo`"), "{status:?}");
    assert!(
        kept(&machine).iter().all(|kept| !kept["aws_id"].as_str().unwrap().starts_with("demo-files-")),
        "{status:?}"
    );
}

#[test]
fn the_full_screen_shows_what_was_kept_before_anything_new() {
    let machine = removed();
    let mut window = machine.open(&["--practice"]);
    window.sees("No deployment runs");
    window.press(DOWN);
    let first = window.sees("of removed deployments, about 2.");
    assert!(first.contains("Start a deployment"), "{first}");
    window.press(ENTER);
    let page = window.sees("last snapshot");
    assert!(page.contains("Kept from demo when it was removed") && !page.contains("could not be checked"), "{page}");
    // While it asks, it does not ask again.
    window.sees_no_more("asking AWS");
    lose(&machine, |account| account["snapshots"] = serde_json::json!([]));
    window.press("r");
    window.sees_no_more("last snapshot");
    window.press(ESC);
    window.sees("Start a deployment");
    window.press("q");
    assert_eq!(window.code(), 0);
}
