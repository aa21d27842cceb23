//! What scripts read: the JSON of every command has exactly the keys that are promised.
#![cfg(unix)]

#[path = "flows/terminal.rs"]
#[expect(dead_code, reason = "shared with the flows")]
mod terminal;

use std::collections::BTreeSet;

use serde_json::Value;
use terminal::{Machine, Ran};

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn set<const N: usize>(names: [&'static str; N]) -> BTreeSet<&'static str> {
    names.into()
}

#[test]
fn results_as_json_have_exactly_the_promised_keys() {
    let machine = Machine::new();
    let one = |arguments: &[&str]| -> Value {
        let ran = machine.run(arguments);
        assert!(ran.code == 0 && ran.out.lines().count() == 1, "{ran:?}");
        serde_json::from_str(&ran.out).unwrap()
    };
    let estimate = one(&["estimate", "--preset", "compai", "--tier", "budget", "--region", "us-east-1", "--json"]);
    assert_eq!(keys(&estimate), set(["preset", "tier", "region", "currency", "monthly_total", "prices_as_of", "lines", "unknown"]));
    assert_eq!((estimate["currency"].as_str(), estimate["monthly_total"].as_f64()), (Some("USD"), Some(35.04)));
    for line in estimate["lines"].as_array().unwrap() {
        assert_eq!(keys(line), set(["resource", "item", "quantity", "unit", "monthly", "note"]));
        assert!(line["monthly"].is_number() && line["quantity"].is_number(), "{line}");
    }
    let sum: f64 = estimate["lines"].as_array().unwrap().iter().map(|line| line["monthly"].as_f64().unwrap()).sum();
    assert!((sum - 35.04).abs() < 0.001, "{sum}");

    let answers = machine.answers("demo");
    let plan = one(&["plan", "--answers", answers.to_str().unwrap(), "--json"]);
    assert_eq!(keys(&plan), set(["name", "resources", "monthly_total", "critical_path_seconds"]));
    let ids: BTreeSet<&str> = plan["resources"].as_array().unwrap().iter().map(|resource| resource["id"].as_str().unwrap()).collect();
    for resource in plan["resources"].as_array().unwrap() {
        assert_eq!(keys(resource), set(["id", "kind", "phase", "depends_on", "monthly", "seconds", "holds_data"]));
        assert!(resource["holds_data"].is_boolean() && resource["seconds"].is_u64() && resource["monthly"].is_number(), "{resource}");
        assert!(resource["depends_on"].as_array().unwrap().iter().all(|id| ids.contains(id.as_str().unwrap())), "{resource}");
    }
    let absent = one(&["status", "demo", "--practice", "--json"]);
    let promised = set(["name", "account", "region", "tier", "state", "url", "resources", "monthly_total"]);
    assert_eq!((keys(&absent), absent["state"].as_str()), (promised.clone(), Some("absent")));

    events(&machine.run(&["deploy", "--practice", "--yes", "--json", "--answers", answers.to_str().unwrap()]));
    let status = one(&["status", "demo", "--practice", "--json"]);
    assert_eq!((keys(&status), status["state"].as_str()), (promised, Some("complete")));
    for resource in status["resources"].as_array().unwrap() {
        assert_eq!(keys(resource), set(["id", "kind", "aws_id", "health"]));
        assert_eq!(resource["health"], "ok");
    }
    let destroyed = events(&machine.run(&["destroy", "--practice", "--yes", "--confirm", "demo", "--json", "--keep-data"]));
    let kept = destroyed["kept"].as_array().unwrap();
    let priced = kept.iter().filter(|kept| kept["monthly"].as_f64().unwrap() > 0.0).count();
    assert_eq!((priced, kept.len() - priced), (2, 4), "a snapshot and files, and the keys that they need: {destroyed}");
    for kept in kept {
        assert_eq!(keys(kept), set(["aws_id", "why", "monthly"]));
    }
}

/// Every line is an event with a rising number; the last says how it ended.
fn events(ran: &Ran) -> Value {
    assert_eq!(ran.code, 0, "{ran:?}");
    let known =
        set(["node_started", "node_waiting", "node_retrying", "node_done", "node_failed", "node_skipped", "run_started", "run_finished"]);
    let events: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (before, after) in events.iter().zip(&events[1..]) {
        assert!(before["seq"].as_u64() < after["seq"].as_u64(), "{before} {after}");
    }
    for event in &events {
        assert!(known.contains(event["event"].as_str().unwrap()) && event["at"].is_string(), "{event}");
    }
    assert_eq!(events[0]["event"], "run_started");
    let last = events.last().unwrap().clone();
    assert_eq!((last["event"].as_str(), last["outcome"].as_str()), (Some("run_finished"), Some("done")));
    last
}
