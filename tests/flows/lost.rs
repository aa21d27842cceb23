//! What people remove by hand in the console, as the full screen meets it, and what AWS's own services put in the way.

use cloudstead::engine::{Clock, Entry, FileStore, Ledger, Obstacle};
use serde_json::Value;

use crate::terminal::{DOWN, ENTER, FAST, Machine};

#[test]
fn a_lost_database_is_given_up_by_typing_the_name() {
    let machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    let path = machine.state().join("practice").join("account.json");
    let mut account: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    account["things"].as_array_mut().unwrap().retain(|thing| thing["node"] != "database");
    std::fs::write(&path, serde_json::to_vec(&account).unwrap()).unwrap();

    let mut window = machine.open(&["--practice"]);
    window.press("r");
    window.sees("Set right");
    window.press(DOWN).press(ENTER);
    let asked = window.sees("to go on.");
    assert!(
        asked.contains("PostgreSQL") && asked.contains("is gone with it") && asked.contains("Type demo"),
        "{asked}"
    );
    window.press("dem").press(ENTER);
    window.sees("That is not demo");
    assert!(machine.run(&["status", "demo", "--practice"]).out.contains("missing"), "nothing has happened");
    window.press("o").press(ENTER);
    let done = window.sees("Enter quit");
    assert!(done.contains("answers"), "{done}");
    window.press(ENTER);
    assert_eq!(window.code(), 0);
    assert!(!machine.run(&["status", "demo", "--practice"]).out.contains("missing"));
}

#[test]
fn keys_are_corrected_only_where_nothing_refuses_the_run() {
    let machine = Machine::new();
    let keyed = |key: &str| {
        let text = std::fs::read_to_string(machine.answers("demo")).unwrap();
        machine.write("keyed.toml", &format!("{text}[secrets]\nRESEND_API_KEY = \"{key}\"\n"))
    };
    assert_eq!(machine.deploy_file(&keyed("re-1"), &[]).code, 0);
    // A key that is gone as well tells who touches it first.
    for gone in [&["database", "secret-resend-api-key"][..], &["secret-resend-api-key"]] {
        let path = machine.state().join("practice").join("account.json");
        let whole = std::fs::read(&path).unwrap();
        let mut account: Value = serde_json::from_slice(&whole).unwrap();
        let stays = |thing: &Value| !gone.contains(&thing["node"].as_str().unwrap());
        let things = account["things"].as_array_mut().unwrap();
        let before = things.len();
        things.retain(stays);
        assert_eq!(things.len(), before - gone.len());
        std::fs::write(&path, serde_json::to_vec(&account).unwrap()).unwrap();
        let ran = machine.deploy_file(&keyed("re-2"), &[]);
        if gone.len() > 1 {
            ran.assert_fails(3, &["gone from the account", "PostgreSQL"]);
            std::fs::write(&path, whole).unwrap();
        } else {
            assert_eq!(ran.code, 0, "what is gone is made anew, not corrected: {ran:?}");
        }
    }
}

#[test]
fn a_removal_that_goes_on_asks_about_what_an_aws_service_put_there() {
    let mut machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    machine.at_speed(60);
    machine.begin(&["destroy", "--practice", "--json", "--yes", "--confirm", "demo"], "\"node_done\"").kill();
    machine.at_speed(FAST);
    let journal = machine.deployment("demo").join("journal.jsonl");
    let mut ledger = Ledger::open(Box::new(FileStore::open(&journal).unwrap()), Clock::new(1)).unwrap();
    let endpoint = Obstacle {
        aws_id: "vpce-1".to_owned(),
        what: "VPC endpoint for \"guardduty-data\"".to_owned(),
        owner: "Amazon GuardDuty".to_owned(),
        look: String::new(),
        service: Some("Amazon GuardDuty".to_owned()),
        passing: false,
    };
    ledger.record(&Entry::Blocked { node: "vpc".into(), by: vec![endpoint] }).unwrap();
    drop(ledger);

    let mut window = machine.open(&["resume", "--practice"]);
    window.sees("Go on removing `demo`? [y/N]");
    window.press("y").press(ENTER);
    window.sees("Remove it too? [y/N]");
    window.press("y").press(ENTER);
    assert_eq!(window.code(), 0);
    let files = std::fs::read_dir(machine.deployment("demo")).unwrap().map(|entry| entry.unwrap().path());
    let journals = files.filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect::<Vec<_>>();
    let agreed = "\"agreed\":{\"remove\":[\"vpce-1\"]}";
    assert!(journals.iter().any(|journal| std::fs::read_to_string(journal).unwrap().contains(agreed)), "{journals:?}");
}
