//! What is said of a deployment while a run goes on in another window, and after a removal was interrupted.

use serde_json::Value;

use crate::terminal::{ENTER, FAST, Machine};

const DESTROY: [&str; 6] = ["destroy", "--practice", "--json", "--yes", "--confirm", "demo"];

fn listed(machine: &Machine) -> Value {
    serde_json::from_str(&machine.run(&["list", "--practice", "--json"]).out).unwrap()
}

#[test]
fn a_second_window_says_who_is_at_it() {
    let mut machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    assert_eq!(listed(&machine)["held_by"], Value::Null);
    machine.at_speed(1);
    let run = machine.begin(&DESTROY, "run_started");
    let list = machine.run(&["list", "--practice"]);
    assert!(list.out.contains("running") && !list.out.contains("unfinished"), "{list:?}");
    assert!(listed(&machine)["held_by"].as_str().unwrap().starts_with("process "), "{list:?}");
    let status = machine.run(&["status", "--practice"]);
    assert!(status.out.contains(" · running · ") && status.out.contains("Running, process "), "{status:?}");
    assert!(!status.out.contains("goes on"), "nobody is told to go on with what is going on: {status:?}");
    run.kill();
    assert!(machine.run(&["list", "--practice"]).out.contains("being removed"));
}

#[test]
fn an_interrupted_removal_asks_before_it_goes_on() {
    let mut machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    machine.at_speed(60);
    machine.begin(&DESTROY, "\"node_done\"").kill();
    machine.at_speed(FAST);
    let status = machine.run(&["status", "--practice"]);
    assert!(
        status.out.contains(" · being removed · ") && status.out.contains("Its removal stopped before the end"),
        "{status:?}"
    );
    assert_eq!(listed(&machine)["run"], "destroy");
    let unasked = machine.run(&["resume", "--practice"]);
    assert!(
        unasked.code == 2 && unasked.err.contains("--yes") && unasked.err.contains("Its removal stopped"),
        "{unasked:?}"
    );

    let mut window = machine.open(&["resume", "--practice"]);
    window.sees("Go on removing `demo`? [y/N]");
    window.press(ENTER);
    assert_eq!(window.code(), 3);
    assert_eq!(listed(&machine)["run"], "destroy", "Enter changes nothing");

    assert_eq!(machine.run(&["resume", "--practice", "--yes"]).code, 0);
    assert!(machine.run(&["list", "--practice"]).out.starts_with("There is no deployment"));
}
