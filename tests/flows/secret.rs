//! A password that a person must read: told at the end of a run, shown by a command, and by nothing else.

use crate::terminal::{ENTER, Machine};

const VALUE: &str = "made-up-admin-password";
const SHOW: [&str; 4] = ["secret", "demo", "ADMIN_PASSWORD", "--practice"];

fn deployed() -> (Machine, String) {
    let machine = Machine::new();
    let text = "name = \"demo\"\npreset = \"miniflux\"\ntier = \"starter\"\nregion = \"us-east-1\"\nbudget = 50\n";
    let ran = machine.deploy_file(&machine.write("answers.toml", text), &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    (machine, ran.out)
}

#[test]
fn the_end_of_a_run_names_the_command_and_a_script_gets_the_value_alone() {
    let (machine, end) = deployed();
    let command = "\n  cloudstead secret demo ADMIN_PASSWORD --practice\n";
    assert!(end.contains("This shows ADMIN_PASSWORD:") && end.contains(command), "{end}");
    let ran = machine.run(&SHOW);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, VALUE, ""));
}

#[test]
fn without_a_name_they_are_listed_and_a_wrong_one_is_told_which_there_are() {
    let (machine, _) = deployed();
    let listed = machine.run(&["secret", "demo", "--practice"]);
    for words in ["ADMIN_PASSWORD", "generated", "administrator's first password", "database `db`"] {
        assert!(listed.out.contains(words), "no {words:?} in {listed:?}");
    }
    assert!(listed.code == 0 && !listed.out.contains(VALUE), "{listed:?}");
    machine
        .run(&["secret", "demo", "ADMIN", "--practice"])
        .assert_fails(2, &["`ADMIN`", "ADMIN_PASSWORD, DB_PASSWORD"]);
    machine.run(&["secret", "nobody", "--practice"]).assert_fails(2, &["no deployment called `nobody`"]);
}

#[test]
fn on_a_screen_it_is_shown_only_after_a_yes() {
    let (machine, _) = deployed();
    let mut asked = machine.open(&SHOW);
    asked.sees("shows a password on your screen. [y/N]");
    asked.press(ENTER);
    assert_eq!(asked.code(), 3);
    assert!(!asked.screen().contains(VALUE), "{}", asked.screen());
    let mut asked = machine.open(&SHOW);
    asked.sees("[y/N]");
    asked.press("y").press(ENTER);
    assert_eq!(asked.code(), 0);
    assert!(asked.screen().lines().any(|line| line.trim() == VALUE), "{}", asked.screen());
    let mut sure = machine.open(&[SHOW.as_slice(), &["--yes"]].concat());
    assert_eq!(sure.code(), 0);
    assert_eq!(sure.screen().trim(), VALUE);
}

#[test]
fn one_that_is_gone_from_the_account_is_said_to_be() {
    let (machine, _) = deployed();
    let path = machine.state().join("practice/account.json");
    let mut account: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    account["things"].as_array_mut().unwrap().retain(|thing| thing["node"] != "secret-admin-password");
    std::fs::write(&path, serde_json::to_vec(&account).unwrap()).unwrap();
    machine.run(&SHOW).assert_fails(1, &["ADMIN_PASSWORD is not in the account any more", "cloudstead resume demo"]);
}
