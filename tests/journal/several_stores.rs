//! A deployment with several stores, a managed database and generated keys: its journal, with the practice account that
//! it describes, as the program of November 2026 wrote them.

use std::fs;

use super::{restored, status};
use cloudstead::engine::journal::replay;

#[test]
fn it_loads_is_complete_and_needs_nothing() {
    let machine = restored("several_stores");
    let journal = fs::read(machine.deployment("demo").join("journal.jsonl")).unwrap();
    let left = replay(&journal).unwrap();
    assert_eq!((left.torn.len(), left.entries.len()), (0, super::lines(&journal)));
    let before = status(&machine);
    assert_eq!(before["state"], "complete", "{before}");
    let ran = machine.run(&["resume", "demo", "--practice", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(status(&machine)["resources"], before["resources"], "nothing is made anew");
}

#[test]
fn what_it_made_is_removed() {
    let machine = restored("several_stores");
    let ran = machine.run(&["destroy", "demo", "--practice", "--yes", "--confirm", "demo", "--delete-files"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let after = status(&machine);
    assert_eq!((&after["state"], after["resources"].as_array().map(Vec::len)), (&"absent".into(), Some(0)));
}
