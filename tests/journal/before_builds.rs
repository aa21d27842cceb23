//! Deployments that were begun before the account built images: their journals, with the practice account that they
//! describe, as the program of that time wrote them.

use std::fs;

use cloudstead::engine::journal::replay;
use serde_json::Value;

use super::{restored, status};

/// Identifiers of the things of a kind that exist.
fn ids(status: &Value, kind: &str) -> Vec<String> {
    let things = status["resources"].as_array().unwrap().iter().filter(|thing| thing["kind"] == kind);
    things.filter_map(|thing| thing["aws_id"].as_str()).map(str::to_owned).collect()
}

#[test]
fn every_entry_of_them_loads() {
    for kind in ["complete", "unfinished"] {
        let journal =
            fs::read(restored(&format!("before_builds/{kind}")).deployment("demo").join("journal.jsonl")).unwrap();
        let left = replay(&journal).unwrap();
        assert_eq!((left.torn.len(), left.entries.len()), (0, super::lines(&journal)), "{kind}");
    }
}

#[test]
fn an_interrupted_run_goes_on_as_it_was_planned() {
    let machine = restored("before_builds/unfinished");
    let before = status(&machine);
    assert_eq!(before["state"], "unfinished");
    let ran = machine.run(&["resume", "demo", "--practice", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let after = status(&machine);
    assert_eq!(after["state"], "complete", "{after}");
    // The server builds, as it was told, and nothing was made twice.
    for kind in ["instance", "volume", "vpc", "elastic-ip"] {
        assert_eq!(ids(&after, kind), ids(&before, kind), "{kind}");
    }
    assert_eq!(ids(&after, "built-image"), [] as [&str; 0]);
}

#[test]
fn the_next_deployment_lets_the_account_build_and_keeps_data_and_address() {
    let machine = restored("before_builds/complete");
    let before = status(&machine);
    assert_eq!(before["state"], "complete");
    let answers = machine.deployment("demo").join("answers.toml");
    let ran = machine.run(&["deploy", "--practice", "--yes", "--answers", answers.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let after = status(&machine);
    assert_eq!(after["state"], "complete", "{after}");
    for kind in ["volume", "vpc", "elastic-ip", "bucket"] {
        assert_eq!(ids(&after, kind), ids(&before, kind), "{kind}");
    }
    assert_eq!((ids(&after, "built-image").len(), ids(&after, "ecr-repository").len()), (4, 4), "{after}");
}

#[test]
fn what_they_made_is_removed() {
    for kind in ["complete", "unfinished"] {
        let machine = restored(&format!("before_builds/{kind}"));
        let ran = machine.run(&["destroy", "demo", "--practice", "--yes", "--confirm", "demo", "--delete-files"]);
        assert_eq!(ran.code, 0, "{kind}: {ran:?}");
        let after = status(&machine);
        assert_eq!(
            (&after["state"], after["resources"].as_array().map(Vec::len)),
            (&"absent".into(), Some(0)),
            "{kind}"
        );
    }
}
