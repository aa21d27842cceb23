//! Secrets given in every way that there is: afterwards no file, no output and no byte on the terminal holds one.

#![cfg(unix)]

mod count;
#[path = "flows/steps.rs"]
#[expect(dead_code, reason = "shared with the flows")]
mod steps;
#[path = "flows/terminal.rs"]
#[expect(dead_code, reason = "shared with the flows")]
mod terminal;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use steps::{QUESTIONS, enter_through, plain_walk};
use terminal::{ENTER, Machine, Session};

/// Letters, quotes and signs that every encoding writes in another way.
const TYPED: &str = "canary-Typed/7+\"a\\b&c=9";
const INLINE: &str = "canary-Inline/8+\"d\\e&f=1";
const VARIABLE: &str = "canary-Env/9+\"g\\h&i=2";
const FILE: &str = "canary-File/1+\"j\\k&l=3";

/// How a secret could be written.
fn writings(secret: &str) -> Vec<String> {
    let url: String = secret
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    let json = serde_json::to_string(secret).unwrap();
    let json = json.trim_matches('"').to_owned();
    let twice = serde_json::to_string(&json).unwrap().trim_matches('"').to_owned();
    let middle = &secret[..15];
    let mut all = vec![
        secret.to_owned(),
        middle.to_owned(),
        url.clone(),
        url.to_lowercase(),
        json,
        twice,
        secret.replace('&', "&amp;"),
    ];
    all.extend([&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD].map(|engine| engine.encode(secret)));
    // In the middle of something longer, base64 looks different at each of three offsets.
    for offset in 1..3 {
        let shifted = STANDARD_NO_PAD.encode(format!("{}{secret}", "x".repeat(offset)));
        all.push(shifted[4..shifted.len() - 4].to_owned());
    }
    all.extend([hex(secret), hex(secret).to_uppercase()]);
    all
}

fn hex(secret: &str) -> String {
    secret.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn assert_free(bytes: &[u8], secret: &str, place: &str) {
    for writing in writings(secret) {
        assert!(!bytes.windows(writing.len()).any(|part| part == writing.as_bytes()), "{place} holds {writing:?}");
    }
}

/// The files in which a person wrote these themselves.
const OWN: [(&str, &str); 2] = [("key.txt", FILE), ("answers.toml", INLINE)];

/// Secrets of the answers file.
const WRITTEN: [&str; 3] = [INLINE, VARIABLE, FILE];

/// No file of the machine holds any of the secrets that it was given, whoever wrote it; returns how many cloudstead
/// keeps.
fn assert_nothing_kept(machine: &Machine, given: &[&str]) -> usize {
    let mut folders = vec![machine.path("")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += usize::from(path.starts_with(machine.state()));
            let bytes = std::fs::read(&path).unwrap();
            for secret in given {
                assert_free(path.to_str().unwrap().as_bytes(), secret, "a file name");
                if !OWN.iter().any(|(own, written)| path == machine.path(own) && written == secret) {
                    assert_free(&bytes, secret, path.to_str().unwrap());
                }
            }
        }
    }
    files
}

/// The same where cloudstead left something.
fn assert_something_kept_without_secrets(machine: &Machine, given: &[&str]) {
    let files = assert_nothing_kept(machine, given);
    assert!(files > 0);
    let (secrets, writings) = (given.len(), writings(TYPED).len());
    count::line(format!(
        "secrets: {files} kept files and all others searched for {secrets} in {writings} writings each, 0 found"
    ));
}

/// Answers with a secret of each kind, in a folder of the person's own.
fn answers(machine: &Machine) -> String {
    machine.write("key.txt", &format!("{FILE}\n"));
    let path = machine.answers("demo");
    let inline = INLINE.replace('\\', "\\\\").replace('"', "\\\"");
    let text = std::fs::read_to_string(&path).unwrap()
        + &format!(
            "[secrets]\nRESEND_API_KEY = \"{inline}\"\nOPENAI_API_KEY = \"env:CANARY\"\nTRIGGER_SECRET_KEY \
            = \"file:{}\"\n",
            machine.path("key.txt").display()
        );
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Deploy, look and destroy without a terminal, in one style.
fn life(style: &[&str]) {
    let machine = Machine::new().with("CANARY", VARIABLE);
    let answers = answers(&machine);
    let lives: [&[&str]; 9] = [
        &["plan", "--answers", &answers],
        &["policy", "--answers", &answers],
        &["deploy", "--answers", &answers, "--yes"],
        &["status"],
        &["list"],
        &["deploy", "--answers", &answers, "--yes"],
        &["upgrade", "--tier", "standard", "--yes"],
        &["resume"],
        &["destroy", "--yes", "--confirm", "demo"],
    ];
    for arguments in lives {
        let ran = machine.run(&[arguments, &["--practice"], style].concat());
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        for secret in WRITTEN {
            assert_free(ran.out.as_bytes(), secret, "standard output");
            assert_free(ran.err.as_bytes(), secret, "standard error");
        }
        assert_nothing_kept(&machine, &WRITTEN);
    }
    assert_something_kept_without_secrets(&machine, &WRITTEN);
}

/// A value that a person asked for is on the standard output, and nowhere else.
#[test]
fn a_secret_that_is_shown_is_written_nowhere() {
    const VALUE: &str = "made-up-better-auth-secret";
    let machine = Machine::new().with("CANARY", VARIABLE);
    let answers = answers(&machine);
    assert_eq!(machine.deploy_file(answers.as_ref(), &[]).code, 0);
    let show = ["secret", "demo", "BETTER_AUTH_SECRET", "--practice"];
    for style in ["--plain", "--accessible", "--json"] {
        let ran = machine.run(&[show.as_slice(), &[style]].concat());
        assert!(ran.code == 0 && ran.out.contains(VALUE), "{ran:?}");
        assert_free(ran.err.as_bytes(), VALUE, "standard error");
        let listed = machine.run(&["secret", "demo", "--practice", style]);
        assert!(listed.code == 0 && listed.out.contains("RESEND_API_KEY"), "{listed:?}");
        for secret in [VALUE, INLINE, VARIABLE, FILE] {
            assert_free(listed.out.as_bytes(), secret, "the list of names");
            assert_free(listed.err.as_bytes(), secret, "standard error");
        }
    }
    let mut session = machine.open(&show);
    session.sees("[y/N]");
    session.press("n").press(ENTER);
    session.code();
    assert_free(&session.raw(), VALUE, "the terminal of who said no");
    assert_something_kept_without_secrets(&machine, &[VALUE, INLINE, VARIABLE, FILE]);
}

#[test]
fn json_lines_hold_no_secret() {
    life(&["--json"]);
}

#[test]
fn plain_lines_hold_no_secret() {
    life(&["--plain"]);
}

#[test]
fn accessible_lines_hold_no_secret() {
    life(&["--accessible"]);
}

/// Types the first key of the app in the full screen.
fn typed(session: &Session) {
    enter_through(session, 0, 6);
    session.sees(QUESTIONS[6]);
    session.press(ENTER);
    session.sees("› Resend API key");
    session.press(TYPED);
    let screen = session.sees(&"•".repeat(20));
    assert!(!screen.contains("canary"), "{screen}");
}

#[test]
fn what_is_typed_in_the_full_screen_is_masked_and_written_nowhere() {
    let mut machine = Machine::new();
    machine.at_speed(40);
    let session = machine.open(&["--practice"]);
    typed(&session);
    for _ in 0..6 {
        session.press(ENTER);
    }
    session.sees("1 of 6 given");
    session.press("y");
    session.sees("✓ Storage 1");
    // Killed in the middle, the secret is not in what is left either.
    let raw = session.raw();
    session.kill();
    assert_free(&raw, TYPED, "the terminal");
    assert_something_kept_without_secrets(&machine, &[TYPED]);
    machine.at_speed(terminal::FAST);
    let mut again = machine.open(&["--practice"]);
    again.sees("› Resume");
    again.press(ENTER);
    again.sees("Enter quit");
    again.press(ENTER);
    assert_eq!(again.code(), 0);
    assert_free(&again.raw(), TYPED, "the terminal");
    let ran = machine.run(&["destroy", "--practice", "--yes", "--confirm", "compai"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_something_kept_without_secrets(&machine, &[TYPED]);
}

#[test]
fn a_draft_holds_no_secret() {
    let machine = Machine::new();
    let mut session = machine.open(&["--practice"]);
    typed(&session);
    for _ in 0..6 {
        session.press(ENTER);
    }
    session.sees("1 of 6 given");
    session.press("\u{3}");
    session.code();
    assert_free(&session.raw(), TYPED, "the terminal");
    assert_something_kept_without_secrets(&machine, &[TYPED]);
}

#[test]
fn a_prompt_of_the_plain_wizard_masks_what_is_typed() {
    let machine = Machine::new();
    let mut session = machine.open(&["--practice", "--plain"]);
    plain_walk(&session, &[("Resend API key", TYPED)]);
    session.press("y").press(ENTER);
    session.sees("Done: https://203.0.113.");
    assert_eq!(session.code(), 0);
    assert_free(&session.raw(), TYPED, "the terminal");
    assert_something_kept_without_secrets(&machine, &[TYPED]);
}

#[test]
fn the_full_screen_of_what_exists_shows_no_secret() {
    let machine = Machine::new().with("CANARY", VARIABLE);
    let answers = answers(&machine);
    let ran = machine.deploy_file(answers.as_ref(), &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let mut session = machine.open(&["--practice"]);
    session.sees("› Look");
    session.press("r");
    session.sees("✓ healthy");
    session.press(ENTER);
    session.sees("private network (VPC)");
    for _ in 0..4 {
        session.press("\u{1b}[6~");
    }
    session.sees("Files");
    session.press("\u{3}");
    session.code();
    for secret in WRITTEN {
        assert_free(&session.raw(), secret, "the terminal");
    }
}

#[test]
fn the_search_finds_what_it_looks_for() {
    let json = serde_json::json!({ "key": TYPED }).to_string();
    let encoded = STANDARD.encode(format!("key: {TYPED}."));
    for found in [TYPED.to_owned(), json, encoded, hex(TYPED)] {
        let writing = writings(TYPED).into_iter().find(|writing| found.contains(writing.as_str()));
        assert!(writing.is_some(), "{found}");
    }
}
