//! A nightly copy that failed, as the full screen shows it.

use serde_json::{Value, json};

use crate::terminal::{ENTER, Machine};

#[test]
fn a_look_shows_a_copy_that_failed_with_what_to_do() {
    let machine = Machine::new();
    let text = "name = \"demo\"\npreset = \"miniflux\"\ntier = \"starter\"\nregion = \"us-east-1\"\nbudget = 50\n";
    assert_eq!(machine.deploy_file(&machine.write("answers.toml", text), &[]).code, 0);
    let path = machine.state().join("practice/account.json");
    let mut account: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    account["limits"]["failing"] = json!({"db": "pg_dump ended with code 3"});
    std::fs::write(&path, serde_json::to_vec(&account).unwrap()).unwrap();
    let mut window = machine.open(&["--practice"]);
    window.sees("› Look");
    window.press("r");
    window.sees("missing or ill");
    window.press(ENTER);
    let look = window.sees("The copy of db failed on 20");
    let words = look.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["pg_dump ended with code 3. There is no good one yet.", "What to do:", "instance.sh backup"] {
        assert!(words.contains(part), "no {part:?} in {look}");
    }
    window.press("\u{3}");
    window.code();
}
