//! Files and requests that are wrong, through the real program: a clear sentence, the right exit code, nothing touched.
#![cfg(unix)]

#[path = "flows/terminal.rs"]
#[expect(dead_code, reason = "shared with the flows")]
mod terminal;

use std::path::Path;

use terminal::Machine;

const ANSWERS: &str = "name = \"demo\"\npreset = \"compai\"\ntier = \"managed\"\nregion = \"us-east-1\"\nbudget = 50\n";

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
        (ANSWERS.replace("50", "\"fifty\""), "line 5, column 10: expected a whole number, 0 or more"),
        (ANSWERS.replace("\"demo\"", "3"), "line 1, column 8: expected text in quotes"),
        (ANSWERS.replace("50", "-5"), "`budget`: whole dollars per month, 1 to 100000"),
        (ANSWERS.replace("50", "40.5"), "`budget`: whole dollars per month, 1 to 100000"),
        (ANSWERS.replace("us-east-1", "us-eats-1"), "did you mean `us-east-1`?"),
        (ANSWERS.replace("\"demo\"", "\"Demo App\""), "cannot be in a name"),
        (ANSWERS.replace("\"managed\"", "\"manged\""), "choose one of starter, managed, standard"),
        (ANSWERS.replace("compai", "compay"), "did you mean `compai`?"),
        (with("[domain]\nkind = \"route53\"\nname = \"localhost\""), "a whole name such as app.example.com"),
        (with("[domain]\nkind = \"magic\""), "expected one of `none`, `route53`, `external`"),
        (with("[domain]\nkind = \"none\"\nname = \"app.example.com\""), "`domain.kind` is `none`"),
        (with("[domain]\nkind = \"external\"\nname = \"https://example.com/login\""), "only the name, without /login"),
        (ANSWERS.replace("us-east-1", "cn-north-1"), "China's AWS"),
        (with("[data]\nbackup_days = -3"), "`data.backup_days`: 1 to 35 days"),
        (with("[usage]\negress_gb = -3"), "`usage.egress_gb`: a whole number, 0 to 1000000"),
        (with("[secrets]\nRESEND_API_KEY = \"abc{{ssm:x}}\""), "`secrets.RESEND_API_KEY`: `{{`"),
        (with("[secrets]\nRESEND_API_KEY = \"re_\\u0000x\""), "`secrets.RESEND_API_KEY`: there is a NUL"),
        (with("[secrets]\nRESEND_API_KEY = \"  \""), "only blanks"),
        (with("[secrets]\nRESEND_API_KEY = \"\""), "RESEND_API_KEY (it is empty)"),
        ("one = 1\ntwo = 2\nthree = 3\n".to_owned(), "this is not an answers file"),
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
            ran.assert_fails(2, &[wanted]);
            for word in ["u32", "u16", "usize", "struct", "enum", "invalid type", "invalid value"] {
                assert!(!ran.err.contains(word), "{word}: {ran:?}");
            }
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
        ran.assert_fails(2, &["line "]);
        assert!(!ran.err.contains("canary"), "{ran:?}");
    }
}

#[test]
fn files_that_cannot_be_answers_are_refused() {
    let machine = Machine::new();
    machine.write("large.toml", &"#".repeat(2 << 20));
    hostile(&machine);
    std::fs::write(machine.path("binary.toml"), [0xff, 0xfe, 0x80, 0x00, 0xc3]).unwrap();
    for (file, wanted) in [
        ("large.toml", "larger than 1 MB"),
        ("binary.toml", "binary.toml cannot be read: it is not text"),
        ("missing.toml", "missing.toml cannot be read: there is no such file"),
        (".", "cannot be read: it is a folder"),
        ("/dev/zero", "cannot be read: it is a device"),
        ("pipe.toml", "cannot be read: it is a pipe"),
        ("zero.toml", "cannot be read: it is a device"),
        ("key.toml", "key.toml: the answers cannot be read: line 1, column "),
    ] {
        for command in ["plan", "deploy"] {
            let ran = machine.run(&[command, "--practice", "--answers", file]);
            ran.assert_fails(2, &[wanted]);
            assert!(!ran.err.contains("canary") && !ran.err.contains("PRIVATE"), "{ran:?}");
        }
        if !file.starts_with(['.', '/']) {
            let ran = machine.run(&["estimate", "--preset", &format!("./{file}"), "--tier", "budget"]);
            ran.assert_fails(2, &["cannot be read"]);
            assert!(!ran.err.contains("canary") && !ran.err.contains("PRIVATE"), "{ran:?}");
        }
    }
}

#[test]
fn keys_that_cannot_be_stored_are_refused_before_anything_is_made() {
    let machine = Machine::new().with("BLANK", "  ").with("EMPTY", "").with("BRACES", "abc{{ssm:x}}");
    hostile(&machine);
    machine.write("large", &"x".repeat(5000));
    machine.write("huge", &"x".repeat(1 << 20));
    machine.write("bom", "\u{feff}");
    std::fs::write(machine.path("nul"), b"re_\0x").unwrap();
    for (given, wanted) in [
        ("file:large", "it has 5000 bytes, and Parameter Store takes 4096"),
        ("file:huge", "larger than 64 kB"),
        ("file:nul", "there is a NUL"),
        ("file:bom", "it is empty"),
        ("file:/dev/zero", "it is a device"),
        ("file:pipe.toml", "it is a pipe"),
        ("file:.", "it is a folder"),
        ("file:none", "there is no such file"),
        ("env:BLANK", "only blanks"),
        ("env:EMPTY", "the variable EMPTY is empty"),
        ("env:BRACES", "the variable BRACES: `{{`"),
    ] {
        let path = machine.write("answers.toml", &format!("{ANSWERS}[secrets]\nRESEND_API_KEY = \"{given}\"\n"));
        machine.deploy_file(&path, &[]).assert_fails(2, &["RESEND_API_KEY (", wanted]);
        assert!(!machine.deployment("demo").exists(), "{given}: nothing was begun");
    }
    machine.write("good", "\u{feff}-----BEGIN KEY-----\nabc\n-----END KEY-----\n");
    let path = machine.write("answers.toml", &format!("{ANSWERS}[secrets]\nRESEND_API_KEY = \"file:good\"\n"));
    assert_eq!(machine.deploy_file(&path, &[]).code, 0);
}

#[test]
fn names_are_read_as_they_are_meant_and_shown_in_both_forms() {
    let machine = Machine::new();
    let plan = |name: &str| {
        let path =
            machine.write("answers.toml", &format!("{ANSWERS}[domain]\nkind = \"external\"\nname = \"{name}\"\n"));
        let ran = machine.run(&["plan", "--answers", path.to_str().unwrap()]);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran
    };
    let usual = plan("app.example.com");
    for written in ["App.Example.COM.", " https://app.example.com/ "] {
        assert_eq!(plan(written).out, usual.out, "{written}");
    }
    assert!(plan("münchen.de").err.contains("münchen.de (xn--mnchen-3ya.de)"));
    assert!(plan("\u{430}pple.com").err.contains("warning: look closely"));
    let upper = machine.write("answers.toml", &ANSWERS.replace("us-east-1", "US-EAST-1"));
    assert_eq!(machine.run(&["plan", "--answers", upper.to_str().unwrap()]).code, 0);
}

#[test]
fn presets_that_cannot_be_are_refused_by_plan() {
    let machine = Machine::new();
    let good = machine.run(&["presets", "show", "compai"]).out;
    let answers = machine.write("answers.toml", &ANSWERS.replace("\"compai\"", "\"./mine.toml\""));
    for (from, to, wanted) in [
        ("database = \"comp\"", "database = \"jop-lin\"", "`jop_lin` would do"),
        ("t4g.small", "t4g.tiny", "no server type that has a price"),
        ("t4g.small", "t3.small", "has an x86_64 processor: did you mean `t4g.small`"),
        ("port_without_domain = 8082", "port_without_domain = 8081", "have the same `port_without_domain`"),
        ("data_gb = 20", "data_gb = 99999999", "`data_gb` is"),
        ("NODE_ENV =", "\"A B\" =", "no blanks"),
    ] {
        machine.write("mine.toml", &good.replace(from, to));
        machine.run(&["plan", "--answers", answers.to_str().unwrap()]).assert_fails(2, &["mine.toml: ", wanted]);
    }
}

#[test]
fn a_preset_with_open_points_is_planned_and_not_deployed() {
    let machine = Machine::new();
    let good = machine.run(&["presets", "show", "compai"]).out;
    let open =
        good.replacen("main = \"app\"", "main = \"app\"\nopen = [\"which mail server\", \"the licence key\"]", 1);
    machine.write("mine.toml", &open);
    let answers = machine.write("answers.toml", &ANSWERS.replace("\"compai\"", "\"./mine.toml\""));
    let answers = answers.to_str().unwrap();
    assert_eq!(machine.run(&["plan", "--practice", "--answers", answers]).code, 0);
    let said = ["2 points are open", "which mail server; the licence key", "take it out of `open`"];
    machine.run(&["deploy", "--practice", "--yes", "--answers", answers]).assert_fails(3, &said);
    assert!(machine.run(&["list", "--practice"]).out.contains("no deployment yet"));
}

#[test]
fn what_is_given_empty_is_not_given_and_what_is_wrong_is_named() {
    let machine = Machine::new().with("AWS_ENDPOINT_URL", "");
    let empty = ["list", "--endpoint-url", "", "--profile", "", "--region", ""];
    let ran = machine.run(&empty);
    assert!(ran.code == 0 && ran.out.contains("no deployment yet"), "{ran:?}");
    machine
        .run(&["list", "--endpoint-url", "nonsense"])
        .assert_fails(2, &["`--endpoint-url nonsense`", "http://localhost:5000"]);
    let machine = Machine::new().with("CLOUDSTEAD_STATE_DIR", "");
    assert_eq!(machine.run(&["list", "--practice"]).code, 0);
    let machine = Machine::new().with("CLOUDSTEAD_PRACTICE_SPEED", "fast");
    machine.run(&["list", "--practice"]).assert_fails(2, &["CLOUDSTEAD_PRACTICE_SPEED is `fast`: a whole number"]);
}

/// What must never be waited for, and a key that must never be shown.
fn hostile(machine: &Machine) {
    assert!(std::process::Command::new("mkfifo").arg(machine.path("pipe.toml")).status().unwrap().success());
    std::os::unix::fs::symlink("/dev/zero", machine.path("zero.toml")).unwrap();
    machine.write("key.toml", "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n-----END OPENSSH PRIVATE KEY-----\n");
}

#[test]
fn preset_files_that_are_wrong_are_refused() {
    let machine = Machine::new();
    let good = machine.run(&["presets", "show", "compai"]).out;
    let cases = [
        ("mine.toml", String::new(), "`name` is missing"),
        ("mine.toml", good.replace("health = {", "helth = {"), "helth"),
        ("mine.toml", good.replacen("port = 3000", "port = \"many\"", 1), "mine.toml"),
        ("mine.toml", good.replacen("[services.app]", "[services.app", 1), "mine.toml"),
        ("mine.toml", good.replace("port_without_domain = 8082", "port_without_domain = 443"), "443 is for https"),
        (
            "mine.toml",
            good.replace("port_without_domain = 8082", "port_without_domain = 8081"),
            "have the same `port_without_domain`",
        ),
        ("mine.toml", "#".repeat(2 << 20), "larger than 1 MB"),
    ];
    for (name, text, wanted) in &cases {
        machine.write(name, text);
        machine.run(&["estimate", "--preset", "./mine.toml", "--tier", "managed"]).assert_fails(2, &[wanted]);
    }
    machine.write("mine.toml", &good);
    let ran = machine.run(&["estimate", "--preset", "./mine.toml", "--tier", "managed"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    machine
        .run(&["estimate", "--preset", "./none.toml", "--tier", "managed"])
        .assert_fails(2, &["none.toml cannot be read"]);
    machine.run(&["presets", "show", "compay"]).assert_fails(2, &["did you mean `compai`?"]);
}

#[test]
fn a_state_folder_that_cannot_be_written_is_said_before_anything_is_made() {
    let machine = Machine::new();
    let file = machine.write("file", "in the way");
    let folder = file.join("state");
    let answers = machine.answers("demo");
    let deploy = [
        "deploy",
        "--practice",
        "--yes",
        "--state-dir",
        folder.to_str().unwrap(),
        "--answers",
        answers.to_str().unwrap(),
    ];
    machine.run(&deploy).assert_fails(2, &["a part of its path is a file", "--state-dir"]);
    // What only reads does not take it for an empty one.
    for command in [["list"].as_slice(), &["status"], &["resume"]] {
        for (place, wanted) in [(&folder, "a part of its path is a file"), (&file, "is a file, not a folder")] {
            let ran = machine.run(&[command, &["--practice", "--state-dir", place.to_str().unwrap()]].concat());
            ran.assert_fails(2, &[place.to_str().unwrap(), wanted, "--state-dir"]);
        }
    }
    let none = machine.run(&["list", "--practice", "--state-dir", machine.path("none").to_str().unwrap()]);
    assert!(none.code == 0 && none.out.contains("no deployment yet"), "{none:?}");
    // Something else where the journal belongs.
    let journal = machine.deployment("demo").join("journal.jsonl");
    std::fs::create_dir_all(&journal).unwrap();
    machine.deploy("demo").assert_fails(1, &["journal.jsonl"]);
    std::fs::remove_dir(&journal).unwrap();
    std::os::unix::fs::symlink(machine.path("elsewhere"), &journal).unwrap();
    machine.deploy("demo").assert_fails(1, &["symbolic link"]);
    assert!(!machine.path("elsewhere").exists());
}

#[test]
fn what_must_not_be_is_refused_with_three() {
    let machine = Machine::new();
    assert_eq!(machine.deploy("demo").code, 0);
    let before = files(&machine.deployment("demo"));
    let wrong = machine.run(&["destroy", "demo", "--practice", "--yes", "--confirm", "dmeo"]);
    wrong.assert_fails(3, &["`--confirm dmeo` does not name the deployment `demo`", "nothing was removed"]);
    let moved = std::fs::read_to_string(machine.answers("demo")).unwrap().replace("us-east-1", "eu-central-1");
    let moved = machine.write("moved.toml", &moved);
    let ran = machine.deploy_file(&moved, &[]);
    ran.assert_fails(3, &["lives in us-east-1", "choose another name"]);
    let ran = machine.run(&["upgrade", "--practice", "--tier", "starter", "--yes"]);
    ran.assert_fails(3, &["would move the database"]);
    assert_eq!(files(&machine.deployment("demo")), before, "a refusal changes nothing");
    machine
        .run(&["destroy", "nobody", "--practice", "--yes", "--confirm", "nobody"])
        .assert_fails(2, &["no deployment called `nobody`"]);
    machine.run(&["upgrade", "--practice", "--tier", "huge", "--yes"]).assert_fails(2, &["no tier `huge`"]);
    machine.run(&["destroy", "--practice", "--yes"]).assert_fails(2, &["--confirm"]);
    machine.run(&["--frobnicate"]).assert_fails(2, &["--frobnicate"]);
    // A path to a journal is no name, even where it leads to one.
    for path in [
        &["status", "../practice/demo"][..],
        &["destroy", "../practice/demo", "--yes", "--confirm", "../practice/demo"],
    ] {
        machine.run(&[path, &["--practice"]].concat()).assert_fails(2, &["cannot be the name of a deployment"]);
    }
    assert_eq!(files(&machine.deployment("demo")), before);
}

#[test]
fn a_second_process_on_one_deployment_is_refused() {
    let mut machine = Machine::new();
    machine.at_speed(60);
    let answers = machine.answers("demo");
    let deploy = ["deploy", "--practice", "--yes", "--json", "--answers", answers.to_str().unwrap()];
    let first = machine.begin(&deploy, "node_done");
    for second in [
        deploy.as_slice(),
        &["resume", "demo", "--practice"],
        &["destroy", "demo", "--practice", "--yes", "--confirm", "demo"],
    ] {
        let ran = machine.run(second);
        ran.assert_fails(
            3,
            &["another cloudstead is working on this deployment", &format!("process {}", first.child.id())],
        );
    }
    let status = machine.run(&["status", "demo", "--practice", "--json"]);
    assert!(status.code == 0 && status.out.contains("unfinished"), "looking is allowed: {status:?}");
    // The holder dies without a word: the lock dies with it.
    first.kill();
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

#[test]
fn half_of_a_pair_of_keys_is_refused() {
    let machine = Machine::new();
    let path = machine.write("answers.toml", &format!("{ANSWERS}[secrets]\nAPP_AWS_ACCESS_KEY_ID = \"AKIDEXAMPLE\"\n"));
    machine.deploy_file(&path, &[]).assert_fails(2, &["APP_AWS_ACCESS_KEY_ID", "without `APP_AWS_SECRET_ACCESS_KEY`"]);
    assert!(!machine.deployment("demo").exists(), "nothing was begun");
}

const MOUNTS: &str = r#"mounts = [{ store = @store@, path = @path@ }, { file = @file@, path = "/etc/app.conf" }]"#;
const TABLES: &str = r#"
[services.built]
build = { git = @git@, ref = @ref@, dockerfile = @dockerfile@, context = @context@, target = @target@ }
[jobs.@job@]
image = "example/web:1"
run = "by-hand"
[stores.@store@]
kind = "volume"
[files.@file@]
text = "a"
[secrets]
@secret@ = { generate = 32, why = "Signs" }
"#;

/// Marks with what stands there in a good preset.
const GOOD: [(&str, &str); 14] = [
    ("app", "shop"),
    ("service", "web"),
    ("job", "tidy"),
    ("store", "uploads"),
    ("file", "app.conf"),
    ("secret", "KEY"),
    ("tier", "starter"),
    ("image", "example/web:1"),
    ("path", "/data"),
    ("git", "https://example.com/shop.git"),
    ("ref", "v1.2"),
    ("dockerfile", "web/Dockerfile"),
    ("context", "web"),
    ("target", "last"),
];

/// A preset in which each kind of name is marked, also where it is meant, with one mark filled in differently.
fn marked(mark: &str, word: &str) -> String {
    let mut text = include_str!("guestbook.toml")
        .replace("name = \"guestbook\"", "name = @app@\nmain = @service@")
        .replace("[services.web]", &format!("[services.@service@]\n{MOUNTS}"))
        .replace("\"ghcr.io/example/guestbook:1.4\"", "@image@")
        .replace("[tiers.starter]", "[tiers.@tier@]")
        .replace("root_gb = 20", "root_gb = 60");
    text.push_str(TABLES);
    for (known, good) in GOOD {
        let word = if known == mark { word } else { good };
        // As TOML writes it; a key in quotes is the same text.
        text = text.replace(&format!("@{known}@"), &serde_json::to_string(word).unwrap());
    }
    text
}

#[test]
fn a_preset_that_climbs_quotes_or_would_run_something_is_refused() {
    let machine = Machine::new();
    let stolen = machine.path("stolen");
    let touch = format!("$(touch {})", stolen.display());
    let plan = |mark: &str, word: &str| {
        machine.write("shop.toml", &marked(mark, word));
        let tier = if mark == "tier" { word } else { "starter" };
        let answers = ANSWERS.replace("compai", "./shop.toml");
        let answers = answers.replace("\"managed\"", &serde_json::to_string(tier).unwrap());
        let answers = machine.write("answers.toml", &answers);
        machine.run(&["plan", "--practice", "--answers", answers.to_str().unwrap()])
    };
    // Another word that is one of its kind is fine everywhere, so what is refused is refused for what it is.
    for (mark, good) in GOOD {
        let other = match mark {
            "git" => "https://example.com/other/app.git".to_owned(),
            "path" => "/other".to_owned(),
            "secret" => "OTHER".to_owned(),
            "image" => "example/other:2".to_owned(),
            _ => format!("{good}2"),
        };
        let ran = plan(mark, &other);
        assert_eq!(ran.code, 0, "{mark}: {ran:?}");
    }
    let count = || std::fs::read_dir(machine.path("")).unwrap().count();
    let before = count();
    let refused = |mark: &str, word: &str| {
        let ran = plan(mark, word);
        assert_eq!(ran.code, 2, "{mark} {word}: {ran:?}");
        assert!(ran.out.is_empty() && !ran.err.contains("panicked"), "{mark} {word}: {ran:?}");
    };
    for evil in ["../../etc/passwd", "a\"b", "a'b", "a\nb", "a;b", "`id`", "a\\b", "-x y", &touch] {
        for (mark, _) in GOOD.into_iter().filter(|(mark, _)| *mark != "path") {
            refused(mark, evil);
        }
    }
    for path in ["data", "/data/../../etc", "/a\nb", "/a:b", "/"] {
        refused("path", path);
    }
    assert!(!stolen.exists());
    assert_eq!(count(), before, "nothing is written");
}
