//! What scripts read: the JSON of every command has exactly the keys that are promised.
#![cfg(unix)]

#[path = "flows/terminal.rs"]
#[expect(dead_code, reason = "shared with the flows")]
mod terminal;

use std::collections::BTreeSet;
use std::path::PathBuf;

use cloudstead::engine::{CloudError, Event, EventKind};
use cloudstead::model::NodeId;
use cloudstead::preset::text_of;
use serde_json::{Value, json};
use terminal::{Machine, Ran};

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn set<const N: usize>(names: [&'static str; N]) -> BTreeSet<&'static str> {
    names.into()
}

/// A list that is not empty.
fn some(list: &Value) -> &[Value] {
    let list = list.as_array().unwrap();
    assert!(!list.is_empty());
    list
}

/// The only line that a command says.
fn one(machine: &Machine, arguments: &[&str]) -> Value {
    let ran = machine.run(arguments);
    assert!(ran.code == 0 && ran.out.lines().count() == 1, "{ran:?}");
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn results_as_json_have_exactly_the_promised_keys() {
    let machine = Machine::new();
    let one = |arguments: &[&str]| one(&machine, arguments);
    let presets = machine.run(&["presets", "--json"]);
    let presets: Vec<Value> = presets.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for preset in &presets {
        let promised =
            ["name", "title", "summary", "tiers", "region", "monthly_from", "unpriced", "critical_path_seconds"];
        assert_eq!(keys(preset), set(promised));
    }
    let first = presets.iter().find(|preset| preset["name"] == "compai").unwrap();
    assert_eq!(first["tiers"], serde_json::json!(["starter", "managed", "standard"]));

    let estimate = one(&["estimate", "--preset", "compai", "--tier", "managed", "--region", "us-east-1", "--json"]);
    assert_eq!(
        keys(&estimate),
        set([
            "preset",
            "tier",
            "region",
            "currency",
            "monthly_total",
            "unpriced",
            "once_total",
            "prices_as_of",
            "lines",
            "once",
            "unknown"
        ])
    );
    assert_eq!((estimate["currency"].as_str(), estimate["monthly_total"].as_f64()), (Some("USD"), Some(35.31)));
    for line in some(&estimate["lines"]) {
        assert_eq!(keys(line), set(["resource", "item", "quantity", "unit", "monthly", "note"]));
        assert!(line["monthly"].is_number() && line["quantity"].is_number(), "{line}");
    }
    let sum: f64 = some(&estimate["lines"]).iter().map(|line| line["monthly"].as_f64().unwrap()).sum();
    assert!((sum - 35.31).abs() < 0.001, "{sum}");

    for line in some(&estimate["once"]) {
        assert_eq!(keys(line), set(["resource", "item", "quantity", "unit", "once", "note"]));
    }

    let answers = machine.answers("demo");
    let plan = one(&["plan", "--answers", answers.to_str().unwrap(), "--json"]);
    assert_eq!(
        keys(&plan),
        set(["name", "resources", "monthly_total", "unpriced", "once_total", "critical_path_seconds"])
    );
    let ids: BTreeSet<&str> =
        some(&plan["resources"]).iter().map(|resource| resource["id"].as_str().unwrap()).collect();
    for resource in some(&plan["resources"]) {
        assert_eq!(
            keys(resource),
            set(["id", "kind", "phase", "depends_on", "monthly", "unpriced", "once", "seconds", "holds_data"])
        );
        assert!(
            resource["holds_data"].is_boolean() && resource["seconds"].is_u64() && resource["monthly"].is_number(),
            "{resource}"
        );
        assert!(
            resource["depends_on"].as_array().unwrap().iter().all(|id| ids.contains(id.as_str().unwrap())),
            "{resource}"
        );
    }
    let ran = machine.run(&["plan", "--answers", answers.to_str().unwrap(), "--as", "cloudformation"]);
    let pretty: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        keys(&pretty),
        set(["AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules", "Resources", "Outputs"])
    );
    let told = pretty["Metadata"]["Cloudstead"].as_object().unwrap();
    let lines = told.values().flat_map(some).map(|line| line.as_str().unwrap());
    assert!(ran.code == 0 && lines.clone().count() > 5 && lines.clone().all(|line| ran.err.contains(line)), "{ran:?}");
    assert_eq!(one(&["plan", "--answers", answers.to_str().unwrap(), "--as", "cloudformation", "--json"]), pretty);
}

#[test]
fn status_and_list_have_exactly_the_promised_keys() {
    let machine = Machine::new();
    let one = |arguments: &[&str]| one(&machine, arguments);
    let answers = machine.answers("demo");
    let absent = machine.run(&["status", "demo", "--practice", "--json"]);
    assert_eq!((absent.code, absent.out.lines().count()), (2, 1), "{absent:?}");
    let absent: Value = serde_json::from_str(&absent.out).unwrap();
    let listed = set([
        "name",
        "account",
        "region",
        "tier",
        "state",
        "run",
        "held_by",
        "url",
        "monthly_total",
        "unpriced",
        "kept",
    ]);
    let promised = &listed | &set(["resources", "left", "records", "jobs", "copies"]);
    assert_eq!((keys(&absent), absent["state"].as_str()), (promised.clone(), Some("absent")));

    events(&machine.run(&["deploy", "--practice", "--yes", "--json", "--answers", answers.to_str().unwrap()]));
    let status = one(&["status", "demo", "--practice", "--json"]);
    assert_eq!((keys(&status), status["state"].as_str()), (promised, Some("complete")));
    for resource in some(&status["resources"]) {
        assert_eq!(keys(resource), set(["id", "kind", "aws_id", "health"]));
        assert_eq!(resource["health"], "ok");
    }
    assert_eq!(keys(&one(&["list", "--practice", "--json"])), listed);
    let destroyed =
        events(&machine.run(&["destroy", "--practice", "--yes", "--confirm", "demo", "--json", "--keep-data"]));
    let kept = some(&destroyed["kept"]);
    let priced = kept.iter().filter(|kept| kept["monthly"].as_f64().unwrap() > 0.0).count();
    assert_eq!((priced, kept.len() - priced), (2, 5), "a snapshot and files, and the keys that they need: {destroyed}");
    for kept in kept {
        assert_eq!(keys(kept), set(["aws_id", "why", "monthly"]));
    }
    for (command, code) in
        [(["list", "--practice", "--json"].as_slice(), 0), (&["status", "demo", "--practice", "--json"], 2)]
    {
        let ran = machine.run(command);
        assert!(ran.code == code && ran.out.lines().count() == 1, "{ran:?}");
        let removed: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(
            (removed["state"].as_str(), removed["monthly_total"].as_f64()),
            (Some("absent"), Some(0.0)),
            "{removed}"
        );
        assert_eq!(some(&removed["kept"]).len(), kept.len(), "{removed}");
        for kept in some(&removed["kept"]) {
            assert_eq!(keys(kept), set(["aws_id", "why", "monthly", "checked", "removal"]));
            assert!(kept["checked"] == true && kept["removal"].is_string(), "{kept}");
        }
    }
    std::fs::remove_dir_all(machine.deployment("demo")).unwrap();
    let folder = machine.deployment("hurt");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("journal.jsonl"), "no journal\n").unwrap();
    let damaged = one(&["list", "--practice", "--json"]);
    assert_eq!((keys(&damaged), damaged["state"].as_str()), (&listed | &set(["error", "hint"]), Some("damaged")));
}

/// Miniflux with a job at night and one that is started by hand, on one server with its database.
fn with_a_job(machine: &Machine) -> PathBuf {
    let job = |name: &str, run: &str| {
        format!("\n[jobs.{name}]\nimage = \"docker.io/miniflux/miniflux:2.3.3\"\nmemory_mb = 64\nrun = {run}\n")
    };
    let jobs = job("report", "{ cron = \"0 3 * * *\" }") + &job("tidy", "\"by-hand\"");
    let preset = machine.write("feeds.toml", &(text_of("miniflux").unwrap().to_owned() + &jobs));
    let text = format!(
        "name = \"demo\"\npreset = \"{}\"\ntier = \"starter\"\nregion = \"us-east-1\"\nbudget = 50\n",
        preset.display()
    );
    machine.write("answers.toml", &text)
}

/// Changes the practice account as if its file said so all along.
fn account(machine: &Machine, change: impl FnOnce(&mut Value)) {
    let path = machine.state().join("practice/account.json");
    let mut account: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    change(&mut account);
    std::fs::write(&path, serde_json::to_vec(&account).unwrap()).unwrap();
}

#[test]
fn jobs_and_copies_have_exactly_the_promised_keys_and_what_fails_says_what_to_do() {
    const STATUS: [&str; 4] = ["status", "demo", "--practice", "--json"];
    let machine = Machine::new();
    assert_eq!(machine.deploy_file(&with_a_job(&machine), &[]).code, 0);
    let row = |status: &Value, list: &str, name: &str| -> Value {
        let rows = some(&status[list]);
        let job = if list == "jobs" { set(["due", "code"]) } else { BTreeSet::new() };
        let promised = &set(["name", "server", "state", "last", "failed", "why", "hint"]) | &job;
        for row in rows {
            assert_eq!(keys(row), promised);
        }
        rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("{status}")).clone()
    };
    // The first night has not come.
    let status = one(&machine, &STATUS);
    assert_eq!((&status["state"], &row(&status, "copies", "db")["state"]), (&json!("complete"), &json!("waiting")));
    assert!(row(&status, "jobs", "report")["due"].is_string() && row(&status, "jobs", "tidy")["due"].is_null());
    let shown = machine.run(&STATUS[..3]).out;
    assert!(shown.contains("Copies of db: the first is made tonight, at about 03:17 UTC."), "{shown}");
    // Two days later.
    account(&machine, |account| {
        for thing in account["things"].as_array_mut().unwrap() {
            thing["born"] = json!(thing["born"].as_i64().unwrap() - 2 * 86_400_000);
        }
    });
    let status = one(&machine, &STATUS);
    let (job, copy) = (row(&status, "jobs", "report"), row(&status, "copies", "db"));
    assert_eq!((&status["state"], &job["state"], &copy["state"]), (&json!("complete"), &json!("ok"), &json!("ok")));
    assert!(job["last"].is_string() && job["code"] == 0 && copy["hint"].is_null(), "{job} {copy}");
    let shown = machine.run(&STATUS[..3]).out;
    assert!(shown.contains("Copies of db: ") && shown.contains("Jobs of report and tidy: ran well"), "{shown}");
    // And both fail.
    account(&machine, |account| {
        account["limits"]["failing"] = json!({"report": "no \u{1b}[31mprinter", "db": "pg_dump ended with code 1"});
    });
    let status = one(&machine, &STATUS);
    let (job, copy) = (row(&status, "jobs", "report"), row(&status, "copies", "db"));
    assert_eq!(
        (&status["state"], &job["state"], &copy["state"]),
        (&json!("degraded"), &json!("failed"), &json!("failed"))
    );
    assert_eq!((&job["code"], &copy["why"]), (&json!(1), &json!("pg_dump ended with code 1")));
    assert!(job["failed"].is_string() && copy["last"].is_string(), "{job} {copy}");
    for (row, command) in [(&job, "instance.sh job report`"), (&copy, "instance.sh backup`")] {
        assert!(row["hint"].as_str().unwrap().contains(command), "{row}");
    }
    let shown = machine.run(&STATUS[..3]).out;
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in
        ["! The job report failed on 20", "with code 1: no printer. What to do:", "! The copy of db failed on 20"]
    {
        assert!(words.contains(part), "no {part:?} in {shown}");
    }
    assert!(!shown.contains("sets right"), "no run mends that: {shown}");
    assert!(!shown.contains('\u{1b}') && shown.contains("· degraded ·"), "{shown}");
}

#[test]
fn secrets_have_exactly_the_promised_keys() {
    let machine = Machine::new();
    assert_eq!(machine.deploy_file(&with_a_job(&machine), &[]).code, 0);
    let listed = machine.run(&["secret", "demo", "--practice", "--json"]);
    let rows: Vec<Value> = listed.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = rows.iter().map(|row| row["secret"].as_str().unwrap()).collect();
    assert_eq!((listed.code, names), (0, vec!["ADMIN_PASSWORD", "DB_PASSWORD"]));
    for row in &rows {
        assert_eq!(keys(row), set(["name", "secret", "why", "source"]));
        assert!(row["source"] == "generated" && !row["why"].as_str().unwrap().is_empty(), "{row}");
    }
    let shown = one(&machine, &["secret", "demo", "ADMIN_PASSWORD", "--practice", "--json"]);
    assert_eq!(shown, json!({"name": "demo", "secret": "ADMIN_PASSWORD", "value": "made-up-admin-password"}));
}

/// Keys of an event beside its number, time and name. The last event of a run has more where there is more to say.
fn own_keys(event: &str) -> BTreeSet<&'static str> {
    match event {
        "run_started" => set(["deployment", "nodes"]),
        "node_started" => set(["node", "operation"]),
        "node_waiting" => set(["node", "text"]),
        "node_retrying" => set(["node", "attempt", "in_seconds", "because"]),
        "node_done" => set(["node", "operation", "aws_id"]),
        "node_failed" => set(["node", "error"]),
        "node_skipped" => set(["node", "because"]),
        "run_finished" => set(["outcome"]),
        other => panic!("no such event: {other}"),
    }
}

fn assert_promised(event: &Value) {
    let name = event["event"].as_str().unwrap();
    let promised = &own_keys(name) | &set(["seq", "at", "event"]);
    let more = if name == "run_finished" {
        set(["url", "plain_because", "kept", "left", "exists", "records"])
    } else {
        BTreeSet::new()
    };
    assert_eq!(&keys(event) - &more, promised, "{event}");
    assert!(event["at"].is_string(), "{event}");
    if name == "run_started" {
        for node in some(&event["nodes"]) {
            let promised = set([
                "id",
                "kind",
                "phase",
                "title",
                "operation",
                "depends_on",
                "seconds",
                "slow_seconds",
                "done",
                "stays",
            ]);
            assert_eq!(keys(node), promised);
        }
    }
}

/// Every line is an event with a rising number; the last says how it ended.
fn events(ran: &Ran) -> Value {
    assert_eq!(ran.code, 0, "{ran:?}");
    let events: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (before, after) in events.iter().zip(&events[1..]) {
        assert!(before["seq"].as_u64() < after["seq"].as_u64(), "{before} {after}");
    }
    events.iter().for_each(assert_promised);
    let heard: BTreeSet<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    // Whether anything is waited for is a matter of how fast this machine is.
    let usual = set(["run_started", "node_started", "node_done", "run_finished"]);
    assert!(heard.is_superset(&usual), "{heard:?}");
    assert_eq!(events[0]["event"], "run_started");
    let last = events.last().unwrap().clone();
    assert_eq!((last["event"].as_str(), last["outcome"].as_str()), (Some("run_finished"), Some("done")));
    last
}

/// What a run that goes well does not say.
#[test]
fn events_of_trouble_have_the_promised_keys_too() {
    let [node, because] = ["server", "database"].map(NodeId::from);
    let error = CloudError::stop("VcpuLimitExceeded", "AWS refused to start the server")
        .why("a limit")
        .hint("ask AWS for more");
    let trouble = [
        EventKind::NodeRetrying { node: node.clone(), attempt: 2, in_seconds: 8, because: "AWS is busy".to_owned() },
        EventKind::NodeFailed { node: node.clone(), error },
        EventKind::NodeSkipped { node, because },
    ];
    for kind in trouble {
        let event =
            serde_json::to_value(Event { seq: 1, at: "2026-11-21T06:14:02Z".to_owned(), millis: 0, kind }).unwrap();
        assert_promised(&event);
        if event["event"] == "node_failed" {
            assert_eq!(keys(&event["error"]), set(["class", "code", "what", "why", "hint"]));
        }
    }
}
