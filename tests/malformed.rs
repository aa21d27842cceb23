//! Files and requests that are wrong, through the real program: a clear sentence, the right exit code, nothing touched.
#![expect(clippy::print_stdout, reason = "the counts are what a reader wants to see")]
#![cfg(unix)]

#[path = "flows/terminal.rs"]
#[expect(dead_code, reason = "shared with the flows")]
mod terminal;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use terminal::{BINARY, Machine, Ran};

const ANSWERS: &str = "name = \"demo\"\npreset = \"compai\"\ntier = \"budget\"\nregion = \"us-east-1\"\nbudget = 50\n";

fn deployed() -> Machine {
    let machine = Machine::new();
    let ran = machine.run(&["deploy", "--practice", "--yes", "--answers", machine.answers("demo").to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    machine
}

/// Every failure says so on standard error, in sentences, and leaves standard output alone.
fn assert_fails(ran: &Ran, code: i32, wanted: &[&str]) {
    assert_eq!(ran.code, code, "{ran:?}");
    assert!(ran.out.is_empty() && ran.err.starts_with("error: "), "{ran:?}");
    assert!(!ran.err.contains("panicked"), "{ran:?}");
    for wanted in wanted {
        assert!(ran.err.contains(wanted), "no {wanted:?} in {ran:?}");
    }
}

#[test]
fn answers_that_are_wrong_are_refused_by_name_and_line() {
    let machine = Machine::new();
    let with = |more: &str| format!("{ANSWERS}{more}\n");
    let cases = [
        (with("buget = 3"), "`buget` is not a known answer: did you mean `budget`?"),
        (with("[domain]\nkind = \"none\"\nnmae = \"x\""), "did you mean `domain.name`?"),
        (with("[usage]\negres_gb = 3"), "did you mean `usage.egress_gb`?"),
        (with("[alerts]\nemial = \"a@example.com\""), "did you mean `alerts.email`?"),
        ("name = \"demo\n".to_owned(), "line 1"),
        (with("[[["), "line 6"),
        (ANSWERS.replace("50", "\"fifty\""), "line 5: expected a whole number"),
        (ANSWERS.replace("\"demo\"", "3"), "line 1: expected a string"),
        (ANSWERS.replace("50", "-1"), "line 5"),
        (ANSWERS.replace("us-east-1", "us-eats-1"), "did you mean `us-east-1`?"),
        (ANSWERS.replace("\"demo\"", "\"Demo App\""), "cannot be in a name"),
        (ANSWERS.replace("\"budget\"", "\"buget\""), "choose one of starter, budget, standard"),
        (ANSWERS.replace("compai", "compay"), "did you mean `compai`?"),
        (with("[domain]\nkind = \"route53\"\nname = \"localhost\""), "a whole name such as app.example.com"),
        (with("[domain]\nkind = \"magic\""), "line 7"),
        (with("[alerts]\nemail = \"nobody\""), "`alerts.email`"),
        (with("[secrets]\nRESEND_API_KEI = \"x\""), "RESEND_API_KEY"),
        (with("arch = \"sparc\""), "line 6"),
        (ANSWERS.replace("50", "0"), "`budget`: whole dollars per month, 1 to 100000"),
        (with("[images]\napp = \"\""), "`images.app`: a container image such as"),
        (with("[images]\napp = \"app; rm -rf /\""), "`images.app`"),
        (with("[usage]\negress_gb = 4000000000"), "`usage.egress_gb`: a whole number, 0 to 1000000"),
        (with("[data]\nbackup_days = 0"), "`data.backup_days`: 1 to 35 days"),
        (String::new(), "these answers are missing: name, preset, tier, region, budget"),
        ("\u{0}".to_owned(), "line 1"),
    ];
    for (text, wanted) in &cases {
        let path = machine.write("wrong.toml", text);
        for command in ["plan", "policy", "deploy"] {
            let ran = machine.run(&[command, "--practice", "--answers", path.to_str().unwrap()]);
            assert_fails(&ran, 2, &[wanted]);
        }
    }
    assert!(!machine.state().exists(), "nothing is kept of what is refused");
}

#[test]
fn a_secret_in_the_wrong_place_is_not_repeated() {
    let machine = Machine::new();
    for text in [
        format!("{ANSWERS}secrets = \"canary-7\"\n"),
        format!("{ANSWERS}[secrets]\nRESEND_API_KEY = [\"canary-7\"]\n"),
        format!("{ANSWERS}[secrets]\nRESEND_API_KEY = \"canary-7\nOPENAI_API_KEY = \"canary-7\"\n"),
        ANSWERS.replace("50", "\"canary-7\""),
    ] {
        let path = machine.write("wrong.toml", &text);
        let ran = machine.run(&["plan", "--practice", "--answers", path.to_str().unwrap()]);
        assert_fails(&ran, 2, &["line "]);
        assert!(!ran.err.contains("canary"), "{ran:?}");
    }
}

#[test]
fn files_that_cannot_be_answers_are_refused() {
    let machine = Machine::new();
    machine.write("large.toml", &"#".repeat(2 << 20));
    std::fs::write(machine.path("binary.toml"), [0xff, 0xfe, 0x80, 0x00, 0xc3]).unwrap();
    for (file, wanted) in [
        ("large.toml", "larger than 1 MB"),
        ("binary.toml", "binary.toml cannot be read"),
        ("missing.toml", "missing.toml cannot be read"),
        (".", "cannot be read"),
    ] {
        for command in ["plan", "deploy"] {
            assert_fails(&machine.run(&[command, "--practice", "--answers", file]), 2, &[wanted]);
        }
    }
}

#[test]
fn preset_files_that_are_wrong_are_refused() {
    let machine = Machine::new();
    let good = machine.run(&["presets", "show", "compai"]).out;
    let cases = [
        ("mine.toml", String::new(), "missing field"),
        ("mine.toml", good.replace("health_path", "helth_path"), "helth_path"),
        ("mine.toml", good.replacen("port = 3000", "port = \"many\"", 1), "mine.toml"),
        ("mine.toml", good.replacen("[services.app]", "[services.app", 1), "mine.toml"),
        ("mine.toml", "#".repeat(2 << 20), "larger than 1 MB"),
    ];
    for (name, text, wanted) in &cases {
        machine.write(name, text);
        assert_fails(&machine.run(&["estimate", "--preset", "./mine.toml", "--tier", "budget"]), 2, &[wanted]);
    }
    machine.write("mine.toml", &good);
    let ran = machine.run(&["estimate", "--preset", "./mine.toml", "--tier", "budget"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_fails(&machine.run(&["estimate", "--preset", "./none.toml", "--tier", "budget"]), 2, &["none.toml cannot be read"]);
    assert_fails(&machine.run(&["presets", "show", "compay"]), 2, &["did you mean `compai`?"]);
}

#[test]
fn a_journal_cut_anywhere_loads_and_is_left_alone() {
    let machine = deployed();
    let path = machine.deployment("demo").join("journal.jsonl");
    let whole = std::fs::read(&path).unwrap();
    let step = (whole.len() / 40).max(1);
    let mut tried = 0;
    for length in (0..whole.len()).step_by(step).chain([1, whole.len() - 1]) {
        std::fs::write(&path, &whole[..length]).unwrap();
        let ran = machine.run(&["status", "demo", "--practice", "--json"]);
        assert_eq!(ran.code, 0, "{length}: {ran:?}");
        let status: Value = serde_json::from_str(&ran.out).unwrap();
        assert!(["unfinished", "complete", "absent", "degraded"].contains(&status["state"].as_str().unwrap()), "{length}: {status}");
        assert_eq!(std::fs::read(&path).unwrap(), &whole[..length], "{length}: looking changed the journal");
        assert!(machine.run(&["list", "--practice"]).code == 0, "{length}");
        tried += 1;
    }
    assert!(tried > 40, "{tried}");
    println!("journal: {tried} of {} lengths tried", whole.len());
}

#[test]
fn a_journal_changed_in_the_middle_is_an_error_and_stays_as_it_is() {
    let machine = deployed();
    let path = machine.deployment("demo").join("journal.jsonl");
    let whole = std::fs::read(&path).unwrap();
    let last = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap();
    let answers = machine.answers("demo");
    for part in 0..12 {
        let mut damaged = whole.clone();
        damaged[last * part / 12 + 1] ^= 0x04;
        std::fs::write(&path, &damaged).unwrap();
        let commands: [&[&str]; 4] = [
            &["status", "demo"],
            &["resume", "demo"],
            &["deploy", "--yes", "--answers", answers.to_str().unwrap()],
            &["destroy", "demo", "--yes", "--confirm", "demo"],
        ];
        for command in commands {
            let ran = machine.run(&[command, &["--practice"]].concat());
            assert_fails(&ran, 1, &[path.to_str().unwrap(), "restore the journal from a backup"]);
            assert_eq!(std::fs::read(&path).unwrap(), damaged, "{command:?} touched it");
        }
        let listed = machine.run(&["list", "--practice"]);
        assert!(listed.code == 0 && listed.out.contains("damaged") && listed.out.contains(path.to_str().unwrap()), "{listed:?}");
    }
}

/// The program on a disk that takes no file of more than `kilobytes`.
fn small_disk(kilobytes: usize) -> Command {
    let mut command = Command::new("sh");
    // Ignored, the signal becomes an error of the write, like a full disk's.
    command.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kilobytes * 2)).arg(BINARY);
    command
}

#[test]
fn a_disk_that_fills_up_in_the_middle_loses_nothing() {
    let machine = Machine::new();
    let answers = machine.answers("demo");
    let deploy = ["deploy", "--practice", "--yes", "--answers", answers.to_str().unwrap()];
    let mut sizes = Vec::new();
    for kilobytes in [48, 49, 60, 65] {
        let ran = machine.finish(small_disk(kilobytes), &deploy);
        assert_eq!(ran.code, 1, "{kilobytes}: {ran:?}");
        let told = ran.out.clone() + &ran.err;
        assert!(told.contains("make room on the disk") && !told.contains("panicked"), "{kilobytes}: {ran:?}");
        let journal = std::fs::read(machine.deployment("demo").join("journal.jsonl")).unwrap();
        assert!(journal.len() <= kilobytes * 1024 && journal.ends_with(b"\n"), "{kilobytes}: {} bytes", journal.len());
        sizes.push(journal.len());
    }
    assert!(sizes.is_sorted() && sizes[0] > 40 * 1024, "{sizes:?}");
    let ran = machine.run(&deploy);
    assert_eq!(ran.code, 0, "{ran:?}");
    let status: Value = serde_json::from_str(&machine.run(&["status", "demo", "--practice", "--json"]).out).unwrap();
    assert_eq!(status["state"], "complete");
}

#[test]
fn a_state_folder_that_cannot_be_written_is_said_before_anything_is_made() {
    let machine = Machine::new();
    let file = machine.write("file", "in the way");
    let folder = file.join("state");
    let answers = machine.answers("demo");
    let deploy = ["deploy", "--practice", "--yes", "--state-dir", folder.to_str().unwrap(), "--answers", answers.to_str().unwrap()];
    assert_fails(&machine.run(&deploy), 1, &["journal.jsonl", "--state-dir"]);
    // What only reads does not take it for an empty one.
    for command in [["list"].as_slice(), &["status"], &["resume"]] {
        let ran = machine.run(&[command, &["--practice", "--state-dir", folder.to_str().unwrap()]].concat());
        assert_fails(&ran, 1, &[folder.to_str().unwrap(), "cannot be read", "--state-dir"]);
    }
    let none = machine.run(&["list", "--practice", "--state-dir", machine.path("none").to_str().unwrap()]);
    assert!(none.code == 0 && none.out.contains("no deployment yet"), "{none:?}");
    // Something else where the journal belongs.
    let journal = machine.deployment("demo").join("journal.jsonl");
    std::fs::create_dir_all(&journal).unwrap();
    assert_fails(&machine.run(&["deploy", "--practice", "--yes", "--answers", answers.to_str().unwrap()]), 1, &["journal.jsonl"]);
    std::fs::remove_dir(&journal).unwrap();
    std::os::unix::fs::symlink(machine.path("elsewhere"), &journal).unwrap();
    let ran = machine.run(&["deploy", "--practice", "--yes", "--answers", answers.to_str().unwrap()]);
    assert_fails(&ran, 1, &["symbolic link"]);
    assert!(!machine.path("elsewhere").exists());
}

#[test]
fn what_must_not_be_is_refused_with_three() {
    let machine = deployed();
    let before = files(&machine.deployment("demo"));
    let wrong = machine.run(&["destroy", "demo", "--practice", "--yes", "--confirm", "dmeo"]);
    assert_fails(&wrong, 3, &["`--confirm dmeo` does not name the deployment `demo`", "nothing was removed"]);
    let moved = std::fs::read_to_string(machine.answers("demo")).unwrap().replace("us-east-1", "eu-central-1");
    let moved = machine.write("moved.toml", &moved);
    let ran = machine.run(&["deploy", "--practice", "--yes", "--answers", moved.to_str().unwrap()]);
    assert_fails(&ran, 3, &["lives in us-east-1", "choose another name"]);
    let ran = machine.run(&["upgrade", "--practice", "--tier", "starter", "--yes"]);
    assert_fails(&ran, 3, &["would move the database"]);
    assert_eq!(files(&machine.deployment("demo")), before, "a refusal changes nothing");
    assert_fails(&machine.run(&["destroy", "nobody", "--practice", "--yes", "--confirm", "nobody"]), 2, &["no deployment called `nobody`"]);
    assert_fails(&machine.run(&["upgrade", "--practice", "--tier", "huge", "--yes"]), 2, &["no tier `huge`"]);
    assert_fails(&machine.run(&["destroy", "--practice", "--yes"]), 2, &["--confirm"]);
    assert_fails(&machine.run(&["--frobnicate"]), 2, &["--frobnicate"]);
    let path = machine.run(&["status", "../../etc", "--practice"]);
    assert_ne!(path.code, 1, "{path:?}");
}

#[test]
fn a_second_process_on_one_deployment_is_refused() {
    let mut machine = Machine::new();
    machine.at_speed(60);
    let answers = machine.answers("demo");
    let deploy = ["deploy", "--practice", "--yes", "--json", "--answers", answers.to_str().unwrap()];
    let mut command = Command::new(BINARY);
    machine.dress(&mut command, &deploy);
    let mut first = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("node_done")), "the first run works");
    for second in [deploy.as_slice(), &["resume", "demo", "--practice"], &["destroy", "demo", "--practice", "--yes", "--confirm", "demo"]] {
        let ran = machine.run(second);
        assert_fails(&ran, 3, &["another cloudstead is working on this deployment", &format!("process {}", first.id())]);
    }
    let status = machine.run(&["status", "demo", "--practice", "--json"]);
    assert!(status.code == 0 && status.out.contains("unfinished"), "looking is allowed: {status:?}");
    // The holder dies without a word: the lock dies with it.
    first.kill().unwrap();
    first.wait().unwrap();
    machine.at_speed(600);
    assert_eq!(machine.run(&deploy).code, 0);
}

fn files(folder: &Path) -> Vec<(std::ffi::OsString, Vec<u8>)> {
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name(), std::fs::read(entry.path()).unwrap()))
        .collect();
    all.sort();
    all
}

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
    assert_eq!((estimate["currency"].as_str(), estimate["monthly_total"].as_f64()), (Some("USD"), Some(34.24)));
    for line in estimate["lines"].as_array().unwrap() {
        assert_eq!(keys(line), set(["resource", "item", "quantity", "unit", "monthly", "note"]));
        assert!(line["monthly"].is_number() && line["quantity"].is_number(), "{line}");
    }
    let sum: f64 = estimate["lines"].as_array().unwrap().iter().map(|line| line["monthly"].as_f64().unwrap()).sum();
    assert!((sum - 34.24).abs() < 0.001, "{sum}");

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
    assert_eq!(kept.iter().filter(|kept| kept["monthly"] != 0.0).count(), 2, "{destroyed}");
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
