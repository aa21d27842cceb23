//! What a run left behind is named with its price, in its last event and whenever somebody asks; what AWS refused is
//! not shown as if it were there.

use std::process::Command;

use cloudstead::engine::{Clock, CloudError, Entry, FileStore, Ledger, Operation, Outcome, RunKind};
use serde_json::Value;

use crate::terminal::{FAST, Machine, eventually};

const DESTROY: [&str; 6] = ["destroy", "--practice", "--json", "--yes", "--confirm", "demo"];

fn status(machine: &Machine) -> (String, Value) {
    let json = machine.run(&["status", "demo", "--practice", "--json"]);
    (machine.run(&["status", "demo", "--practice"]).out, serde_json::from_str(&json.out).unwrap())
}

/// Sentences that were broken into lines.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_a_stopped_change_left_is_named_priced_and_counted() {
    let mut machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    machine.at_speed(60);
    let upgrade = ["upgrade", "demo", "--practice", "--tier", "standard", "--yes", "--json"];
    machine.begin(&upgrade, "\"node\":\"server\",\"operation\":\"delete\"").kill();
    machine.at_speed(FAST);
    let (shown, json) = status(&machine);
    let left: Vec<&str> = json["left"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    let server = left.iter().find(|line| line.contains("(EC2)")).unwrap();
    assert!(server.starts_with("i-") && server.ends_with(" per month"), "{left:?}");
    for line in &left {
        assert!(shown.contains(&format!("\n  {line}\n")), "{line}: {shown}");
    }
    for words in ["billed until it is gone", "resume demo --practice` tries again", "destroy demo --practice` removes"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let whole = machine.run(&["estimate", "--preset", "compai", "--tier", "standard", "--json"]);
    let whole: Value = serde_json::from_str(&whole.out).unwrap();
    assert!(json["monthly_total"].as_f64() > whole["monthly_total"].as_f64(), "what is left counts: {json}");

    assert_eq!(machine.run(&["resume", "demo", "--practice"]).code, 0);
    let (shown, json) = status(&machine);
    assert!(json["left"].as_array().unwrap().is_empty() && !shown.contains("billed until"), "{shown}");
}

#[test]
fn what_aws_refused_to_make_is_not_shown_as_something_unfinished() {
    let machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    let journal = machine.deployment("demo").join("journal.jsonl");
    let mut ledger = Ledger::open(Box::new(FileStore::open(&journal).unwrap()), Clock::new(1)).unwrap();
    let (node, target) = ("database".into(), ledger.state().target.clone());
    let (wanted, token) = (target.as_ref().and_then(|target| target.get(&node)).cloned(), String::new());
    let refused = CloudError::stop("InstanceQuotaExceeded", "your account may not have that many databases");
    // As after a database that went and that AWS did not let the account make again.
    for entry in [
        Entry::Gone { node: node.clone() },
        Entry::RunBegan { run: RunKind::Deploy, target, answers: None, choice: None },
        Entry::Intent { node: node.clone(), operation: Operation::Create, token, wanted },
        Entry::Failed { node, error: refused, unsure: false },
        Entry::RunEnded { outcome: Outcome::Failed },
    ] {
        ledger.record(&entry).unwrap();
    }
    let (shown, json) = status(&machine);
    let ids: Vec<&str> = json["resources"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert!(!ids.contains(&"database") && ids.contains(&"server"), "{json}");
    let shown = flat(&shown);
    assert!(shown.contains("Not made, because AWS refused it: PostgreSQL 17 (RDS)."), "{shown}");
    assert_eq!(shown.matches("(RDS)").count(), 1, "{shown}");
}

/// The last line of a stream, once the program has ended.
fn ended(machine: &Machine, disturb: impl FnOnce(u32)) -> (i32, Value) {
    let file = machine.path("events.jsonl");
    let mut command = Command::new(crate::terminal::BINARY);
    machine.dress(&mut command, &DESTROY);
    let mut child = command.stdout(std::fs::File::create(&file).unwrap()).spawn().unwrap();
    let read = || std::fs::read_to_string(&file).unwrap();
    let begun = || read().contains("\"event\":\"node_done\"").then_some(());
    eventually(begun, || format!("nothing was done: {}", read()));
    disturb(child.id());
    let code = child.wait().unwrap().code().unwrap();
    (code, serde_json::from_str(read().lines().last().unwrap()).unwrap())
}

fn assert_left(last: &Value, outcome: &str) {
    assert_eq!((last["event"].as_str(), last["outcome"].as_str()), (Some("run_finished"), Some(outcome)), "{last}");
    let left: Vec<&str> = last["left"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    assert_eq!(Some(left.len() as u64), last["exists"]["things"].as_u64(), "{last}");
    let database = left.iter().find(|line| line.contains("(RDS), ")).unwrap();
    assert!(database.contains(": PostgreSQL 17 (RDS), ") && database.ends_with(" per month"), "{left:?}");
    assert!(last["exists"]["monthly"].as_f64() > Some(0.0) && last["exists"]["unpriced"].is_array(), "{last}");
}

#[test]
fn the_last_event_of_a_removal_that_stopped_names_what_is_left() {
    let mut machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    machine.at_speed(20);
    let interrupt = |process: u32| {
        assert!(Command::new("kill").args(["-INT", &process.to_string()]).status().unwrap().success());
    };
    let (code, last) = ended(&machine, interrupt);
    assert_eq!(code, 130, "{last}");
    assert_left(&last, "interrupted");

    // Something is in the way of the practice account: what happens next fails.
    let (account, aside) = (machine.state().join("practice/account.json"), machine.path("aside.json"));
    let taken = || (std::fs::rename(&account, &aside).is_ok() && std::fs::create_dir(&account).is_ok()).then_some(());
    let (code, last) = ended(&machine, |_| eventually(taken, || "the account's file was always there".to_owned()));
    assert_eq!(code, 1, "{last}");
    assert_left(&last, "failed");
}
