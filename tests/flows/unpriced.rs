//! Where some prices are not known nobody is told a sum as if it were whole, from the plan to the removal.

use serde_json::Value;

use crate::terminal::{CTRL_C, ENTER, Machine};

/// No price of disks is known there.
const REGION: &str = "mx-central-1";

fn deployed() -> (Machine, Value) {
    let machine = Machine::new();
    let text = format!(
        "name = \"demo\"\npreset = \"compai\"\ntier = \"managed\"\nregion = \"{REGION}\"\nbudget = 200\n[domain]\nkind \
         = \"none\"\n"
    );
    let answers = machine.write("answers.toml", &text);
    let path = answers.to_str().unwrap().to_owned();
    let plan: Value = serde_json::from_str(&machine.run(&["plan", "--answers", &path, "--json"]).out).unwrap();
    let deploy = machine.deploy_file(&answers, &[]);
    assert_eq!(deploy.code, 0, "{deploy:?}");
    assert!(deploy.out.contains(&format!("Costs: {} per month from now", least(&plan))), "{deploy:?}");
    (machine, plan)
}

/// `at least 71.20`: the sum as it is to be said.
fn least(value: &Value) -> String {
    format!("at least {:.2}", value["monthly_total"].as_f64().unwrap())
}

#[test]
fn every_command_says_at_least() {
    let (machine, plan) = deployed();
    let items = plan["unpriced"].as_array().unwrap();
    assert!(!items.is_empty() && items.iter().all(|item| item.as_str().unwrap().contains("isk")), "{plan}");
    let of_resources: usize =
        plan["resources"].as_array().unwrap().iter().map(|one| one["unpriced"].as_array().unwrap().len()).sum();
    assert_eq!(of_resources, items.len());
    for command in ["status", "list"] {
        let ran = machine.run(&[command, "--practice"]);
        assert!(ran.out.lines().next().unwrap().contains(&least(&plan)), "{ran:?}");
        let json: Value = serde_json::from_str(&machine.run(&[command, "--practice", "--json"]).out).unwrap();
        assert_eq!((&json["monthly_total"], &json["unpriced"]), (&plan["monthly_total"], &plan["unpriced"]), "{json}");
    }
    let upgrade = machine.run(&["upgrade", "--practice", "--tier", "standard"]);
    assert!(
        upgrade.err.contains(&format!("instead of {} (difference unknown)", least(&plan)))
            && upgrade.err.contains("whether this fits your budget of $200 cannot be said"),
        "{upgrade:?}"
    );
    let over = machine.run(&["upgrade", "--practice", "--tier", "standard", "--yes", "--budget", "25"]);
    assert!(over.err.contains("raises it with the change; that may not be enough"), "{over:?}");
    assert!(over.out.contains("Costs: at least "), "{over:?}");
}

#[test]
fn the_menu_and_a_removal_say_at_least() {
    let (machine, plan) = deployed();
    let mut window = machine.open(&["--practice", "--accessible"]);
    let menu = window.sees("Change tier to standard");
    assert!(menu.contains(&format!("{} per month", least(&plan))), "{menu}");
    assert!(menu.contains("Change tier to standard: difference unknown; shows the change"), "{menu}");
    window.press(CTRL_C);
    window.code();
    let mut window = machine.open(&["--practice"]);
    let menu = window.sees("Change tier");
    assert!(menu.contains(&least(&plan)) && menu.contains("to standard, difference unknown"), "{menu}");
    window.press("q");
    window.code();
    let mut window = machine.open(&["destroy", "--practice", "--accessible"]);
    let shown = window.sees("Keep a last snapshot");
    assert!(shown.contains(&format!("Per month: 0.00 instead of {}", least(&plan))), "{shown}");
    for _ in 0..4 {
        window.press(ENTER);
    }
    assert_eq!(window.code(), 3, "the name was not typed");
}
