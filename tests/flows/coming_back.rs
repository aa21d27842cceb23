//! The same deployment again: with the answers that were kept, after a removal, and when its files are not as they
//! were.

use serde_json::Value;

use crate::terminal::{FAST, Machine, Ran};

/// What `status` says of a deployment.
fn status(machine: &Machine, name: &str) -> Value {
    let ran = machine.run(&["status", name, "--practice", "--json"]);
    let status: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(ran.code, if status["state"] == "absent" { 2 } else { 0 }, "{ran:?}");
    status
}

#[test]
fn the_kept_answers_repeat_a_deployment_with_typed_keys() {
    let machine = Machine::new();
    let typed = std::fs::read_to_string(machine.answers("demo")).unwrap()
        + "[secrets]\nRESEND_API_KEY = \"re-1\"\nOPENAI_API_KEY = \"sk-2\"\n";
    let typed = machine.write("typed.toml", &typed);
    assert_eq!(machine.deploy_file(&typed, &[]).code, 0);
    let before = status(&machine, "demo");

    let kept = machine.deployment("demo").join("answers.toml");
    let text = std::fs::read_to_string(&kept).unwrap();
    assert_eq!(text.matches("\"stored:in-the-account\"").count(), 2, "{text}");
    let again = machine.deploy_file(&kept, &[]);
    assert_eq!(again.code, 0, "{again:?}");
    for word in ["remove", "replace"] {
        assert!(!again.err.contains(word), "{again:?}");
    }
    assert_eq!(status(&machine, "demo"), before, "nothing went and nothing is new");

    // Another deployment's account holds none of them.
    let other = machine.write("other.toml", &text.replace("name = \"demo\"", "name = \"other\""));
    let refused = machine.deploy_file(&other, &[]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("RESEND_API_KEY") && refused.err.contains("OPENAI_API_KEY"), "{refused:?}");
    assert!(!machine.deployment("other").exists());
    // Nor does it once the deployment is gone.
    let copy = machine.write("copy.toml", &text);
    assert_eq!(machine.run(&["destroy", "--practice", "--yes", "--confirm", "demo"]).code, 0);
    assert_eq!(machine.deploy_file(&copy, &[]).code, 2);
}

/// The last event of a run.
fn last(ran: &Ran) -> Value {
    assert_eq!(ran.code, 0, "{ran:?}");
    serde_json::from_str(ran.out.lines().last().unwrap()).unwrap()
}

const DESTROY: [&str; 6] = ["destroy", "--practice", "--json", "--yes", "--confirm", "demo"];
const WITH_FILES: [&str; 7] = ["destroy", "--practice", "--json", "--yes", "--confirm", "demo", "--delete-files"];

#[test]
fn a_removal_that_has_begun_can_be_made_safer() {
    let mut machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    machine.at_speed(1);
    machine.begin(&WITH_FILES, "run_started").kill();
    machine.begin(&[DESTROY.as_slice(), &["--keep-data"]].concat(), "run_started").kill();
    machine.at_speed(FAST);
    let done = last(&machine.run(&["resume", "demo", "--practice", "--json", "--yes"]));
    let kept = done["kept"].as_array().unwrap();
    assert!(kept.iter().any(|kept| kept["aws_id"].as_str().unwrap().contains("demo-files-")), "{done}");

    // Where it is too late, that is said.
    assert_eq!(machine.deploy("demo").code, 0);
    machine.at_speed(60);
    machine.begin(&WITH_FILES, "\"node_done\",\"node\":\"files\"").kill();
    machine.at_speed(FAST);
    let late = machine.run(&[DESTROY.as_slice(), &["--keep-data"]].concat());
    assert!(late.err.contains("files (S3 bucket): gone already, too late to keep"), "{late:?}");
    assert!(!last(&late)["kept"].to_string().contains("demo-files-"), "{late:?}");
}

#[test]
fn a_removal_that_keeps_files_does_not_forget_it_without_a_word() {
    let mut machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    machine.at_speed(1);
    machine.begin(&DESTROY, "run_started").kill();
    machine.at_speed(FAST);
    machine.run(&WITH_FILES).assert_fails(3, &["begun with its files kept", "--delete-files"]);
    assert!(last(&machine.run(&DESTROY))["kept"].to_string().contains("demo-files-"));
}

#[test]
fn files_go_only_where_that_is_said() {
    let machine = Machine::new();
    for (arguments, kept) in [(DESTROY.as_slice(), true), (&WITH_FILES, false)] {
        assert_eq!(machine.deploy("demo").code, 0);
        assert_eq!(last(&machine.run(arguments))["kept"].to_string().contains("demo-files-"), kept, "{arguments:?}");
    }
    let both = [WITH_FILES.as_slice(), &["--keep-data"]].concat();
    machine.run(&both).assert_fails(2, &["--delete-files", "--keep-data"]);
}

#[test]
fn files_that_were_kept_come_back_with_the_name() {
    let machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    last(&machine.run(&DESTROY));
    let again = machine.deploy_file(&machine.answers("demo"), &["--json"]);
    assert_eq!(last(&again)["outcome"], "done");
    assert!(again.out.contains("taking back what an earlier `demo` left here"), "{again:?}");
    assert_eq!(status(&machine, "demo")["state"], "complete");
}

#[test]
fn what_is_kept_is_always_said_after_a_removal_and_only_then() {
    let mut machine = Machine::new();
    let answers = machine.answers("demo");
    machine.at_speed(1);
    let arguments = ["deploy", "--practice", "--yes", "--json", "--answers", answers.to_str().unwrap()];
    machine.begin(&arguments, "run_started").kill();
    machine.at_speed(FAST);
    assert!(last(&machine.run(&DESTROY))["kept"].is_array());
    assert_eq!(last(&machine.run(&arguments)).get("kept"), None);
}

#[test]
fn a_damaged_journal_stops_only_its_own_deployment() {
    let machine = Machine::new();
    for name in ["good", "hurt"] {
        assert_eq!(machine.deploy(name).code, 0);
    }
    let journal = machine.deployment("hurt").join("journal.jsonl");
    let whole = std::fs::read(&journal).unwrap();
    let mut damaged = whole.clone();
    damaged[40] ^= 1;
    std::fs::write(&journal, &damaged).unwrap();
    let path = journal.to_str().unwrap();

    let list = machine.run(&["list", "--practice"]);
    assert!(
        list.code == 0 && list.out.contains("complete") && list.out.contains("damaged") && list.out.contains(path),
        "{list:?}"
    );
    let json = machine.run(&["list", "--practice", "--json"]);
    let lines: Vec<Value> = json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        lines.iter().map(|line| line["state"].as_str().unwrap()).collect::<Vec<_>>(),
        ["complete", "damaged"],
        "{json:?}"
    );
    assert!(lines[1]["error"].as_str().unwrap().contains(path) && lines[1]["hint"].is_string(), "{json:?}");
    // The other one goes on, and with a word about it where no name was given.
    assert_eq!(status(&machine, "good")["state"], "complete");
    for command in [["status"].as_slice(), &["resume"], &["upgrade", "--tier", "standard", "--yes"]] {
        let ran = machine.run(&[command, &["--practice"]].concat());
        assert!(
            ran.code == 0 && ran.err.contains("warning: `hurt` is left out") && ran.err.contains(path),
            "{command:?}: {ran:?}"
        );
    }
    let mut session = machine.open(&["--practice"]);
    session.sees("› Look");
    session.press("\u{3}");
    session.code();
    let ran = machine.run(&["status", "hurt", "--practice"]);
    assert!(
        ran.code == 1 && ran.err.contains(path) && ran.err.contains("restore the journal from a backup"),
        "{ran:?}"
    );
    assert_eq!(std::fs::read(&journal).unwrap(), damaged);
}

#[test]
fn a_journal_of_a_newer_version_is_not_called_damaged() {
    let machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    let journal = machine.deployment("demo").join("journal.jsonl");
    let text = std::fs::read_to_string(&journal).unwrap();
    let rest = format!("\"seq\":{},\"at\":7,\"entry\":{{\"paused\":{{\"until\":9}}}}}}", text.lines().count() + 1);
    let line = format!("{{\"crc\":\"{:08x}\",{rest}\n", crc32fast::hash(rest.as_bytes()));
    std::fs::write(&journal, text + &line).unwrap();
    let list = machine.run(&["list", "--practice"]);
    let this = format!("this is cloudstead {}", env!("CARGO_PKG_VERSION"));
    for words in ["`demo` needs a newer cloudstead than this one: ", &this, "update cloudstead", "newer"] {
        assert!(list.out.contains(words), "{words}: {list:?}");
    }
    assert!(list.code == 0 && !list.out.contains("damaged") && !list.err.contains("damaged"), "{list:?}");
    let json = machine.run(&["list", "--practice", "--json"]);
    let row: Value = serde_json::from_str(json.out.lines().next().unwrap()).unwrap();
    assert_eq!((row["state"].as_str(), &row["unpriced"]), (Some("newer"), &Value::Null), "{row}");
    machine.run(&["status", "demo", "--practice"]).assert_fails(1, &["newer cloudstead", "update cloudstead"]);
}

#[test]
fn status_fails_where_nothing_can_be_checked() {
    let machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    let account = machine.state().join("practice/account.json");
    let whole = std::fs::read(&account).unwrap();
    std::fs::write(&account, "no account").unwrap();
    let status = machine.run(&["status", "demo", "--practice"]);
    assert!(status.code == 1 && status.out.contains(" · could not be checked · "), "{status:?}");
    assert!(status.out.contains("Nothing could be checked: ") && !status.out.contains("complete"), "{status:?}");
    let json = machine.run(&["status", "demo", "--practice", "--json"]);
    let seen: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((json.code, seen["state"].as_str()), (1, Some("unknown")), "{json:?}");
    assert!(seen["resources"].as_array().unwrap().iter().all(|one| one["health"] == "unknown"), "{json:?}");
    std::fs::write(&account, whole).unwrap();
    assert_eq!(machine.run(&["status", "demo", "--practice"]).code, 0);
    machine.run(&["status", "nobody", "--practice"]).assert_fails(2, &["no deployment called `nobody`"]);
}

#[test]
fn a_run_that_never_began_binds_nobody() {
    for moved in [false, true] {
        let machine = Machine::new();
        let answers = machine.answers("demo");
        assert_eq!(machine.deploy_file(&answers, &[]).code, 0);
        let journal = machine.deployment("demo").join("journal.jsonl");
        let whole = std::fs::read_to_string(&journal).unwrap();
        std::fs::write(&journal, whole.split_inclusive('\n').next().unwrap()).unwrap();
        // Nothing was made yet when it was killed there.
        std::fs::remove_file(machine.state().join("practice/account.json")).unwrap();
        assert_eq!(status(&machine, "demo")["state"], "absent");
        assert!(machine.run(&["list", "--practice"]).out.contains("There is no deployment yet"));
        let region = if moved { "eu-central-1" } else { "us-east-1" };
        let text = std::fs::read_to_string(&answers).unwrap().replace("us-east-1", region);
        let again = machine.deploy_file(&machine.write("again.toml", &text), &[]);
        assert_eq!(again.code, 0, "{again:?}");
        let status = status(&machine, "demo");
        assert_eq!((status["state"].as_str(), status["region"].as_str()), (Some("complete"), Some(region)));
    }
}

#[test]
fn all_that_is_missing_is_listed_at_once() {
    let machine = Machine::new();
    let fails = |text: &str, wanted: &[&str]| {
        let path = machine.write("answers.toml", text);
        let ran = machine.run(&["deploy", "--practice", "--answers", path.to_str().unwrap()]);
        ran.assert_fails(2, wanted);
    };
    fails("", &["missing: name, preset, tier, region, budget", "--yes"]);
    let text = std::fs::read_to_string(machine.answers("demo")).unwrap();
    let secrets =
        "[secrets]\nRESEND_API_KEY = \"env:NOT_SET\"\nOPENAI_API_KEY = \"file:none.txt\"\nTRIGGER_SECRET_KEY = \"\"\n";
    let all = [
        "RESEND_API_KEY (the variable NOT_SET is not set)",
        "OPENAI_API_KEY (",
        "none.txt",
        "TRIGGER_SECRET_KEY (it is empty)",
        "--yes",
    ];
    fails(&format!("{text}{secrets}"), &all);
    // The app's own needs are part of the same list.
    let preset = machine.run(&["presets", "show", "compai"]).out;
    let needed = preset.replacen(
        "[secrets]",
        "[secrets]\nAPP_LICENCE = { ask = \"Licence\", why = \"none\", required = true }",
        1,
    );
    machine.write("mine.toml", &needed);
    let text = text.replace("\"compai\"", "\"./mine.toml\"");
    fails(&format!("{text}{secrets}"), &[all.as_slice(), &["these secrets are needed: APP_LICENCE"]].concat());
    assert!(!machine.deployment("demo").exists());
}

#[test]
fn paths_in_answers_begin_where_the_file_is() {
    let machine = Machine::new();
    let preset = machine.run(&["presets", "show", "compai"]).out;
    let folder = machine.path("mine");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("app.toml"), preset).unwrap();
    std::fs::write(folder.join("key.txt"), "re-1").unwrap();
    let text = std::fs::read_to_string(machine.answers("demo")).unwrap().replace("\"compai\"", "\"./app.toml\"");
    let answers = folder.join("answers.toml");
    std::fs::write(&answers, text + "[secrets]\nRESEND_API_KEY = \"file:key.txt\"\n").unwrap();
    let ran = machine.deploy_file(std::path::Path::new("mine/answers.toml"), &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    // What is kept says the same from everywhere.
    let kept = machine.deployment("demo").join("answers.toml");
    let text = std::fs::read_to_string(&kept).unwrap();
    for file in ["app.toml", "key.txt"] {
        assert!(text.contains(folder.join(file).to_str().unwrap()), "{text}");
    }
    assert_eq!(machine.deploy_file(&kept, &[]).code, 0);
    let status = machine.run(&["status", "demo", "--practice"]);
    assert!(status.code == 0 && status.err.is_empty(), "{status:?}");

    std::fs::remove_file(folder.join("app.toml")).unwrap();
    let path = folder.join("app.toml");
    let path = path.to_str().unwrap();
    for json in [[].as_slice(), &["--json"]] {
        let status = machine.run(&[["status", "demo", "--practice"].as_slice(), json].concat());
        assert!(
            status.code == 0 && status.err.contains(path) && status.err.contains("cannot be changed"),
            "{status:?}"
        );
    }
    let upgrade = machine.run(&["upgrade", "demo", "--practice", "--tier", "standard", "--yes"]);
    assert!(upgrade.code == 2 && upgrade.err.contains(path), "{upgrade:?}");
    let mut session = machine.open(&["--practice", "--accessible"]);
    session.sees("without its preset");
    session.press("\u{3}");
    session.code();
    assert_eq!(machine.run(&["destroy", "--practice", "--yes", "--confirm", "demo"]).code, 0);
}

#[test]
fn killed_right_after_a_removal_nothing_comes_back() {
    let machine = Machine::new();
    let answers = machine.answers("demo");
    assert_eq!(machine.deploy_file(&answers, &[]).code, 0);
    last(&machine.run(&DESTROY));
    // As a kill leaves it before the journal is put aside.
    let folder = machine.deployment("demo");
    let retired = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let retired = retired.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "jsonl")).unwrap();
    std::fs::rename(retired, folder.join("journal.jsonl")).unwrap();
    assert_eq!(status(&machine, "demo")["state"], "absent");
    let resumed = machine.run(&["resume", "demo", "--practice"]);
    assert!(resumed.code == 2 && resumed.err.contains("no deployment called `demo`"), "{resumed:?}");
    let text = std::fs::read_to_string(&answers).unwrap().replace("us-east-1", "eu-central-1");
    assert_eq!(machine.deploy_file(&machine.write("again.toml", &text), &[]).code, 0, "the name is free");
}
