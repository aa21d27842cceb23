use std::io::Read;
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::*;
use crate::preset::by_name;
use crate::wizard::{AccountState, Effect, Setup};

#[test]
fn rows_align_and_fit() {
    let option = |label: &str, detail: &str, summary: &str| Choice {
        label: label.to_owned(),
        detail: detail.to_owned(),
        summary: summary.to_owned(),
        marks: vec![Mark::Recommended],
        ..Choice::default()
    };
    let rows = rows(&[option("starter", "21.36", "one server"), option("standard", "105.20", &"long ".repeat(30))]);
    assert_eq!(rows[0].text, "starter    21.36  one server; recommended");
    assert!(rows[1].text.chars().count() <= ROW && rows[1].text.ends_with('…'));
}

#[test]
fn an_interruption_is_an_answer() {
    assert_eq!(caught(Err(InquireError::OperationInterrupted), Reply::Interrupted).unwrap(), Reply::Interrupted);
    assert!(caught(Err(InquireError::NotTTY), Reply::Interrupted).is_err());
}

/// Errands whose account never answers.
struct Nobody;

impl Errands for Nobody {
    fn begin(&mut self, _: Effect) {}

    fn news(&mut self) -> Vec<Msg> {
        Vec::new()
    }

    fn settle(&mut self) -> Vec<Msg> {
        vec![Msg::Account(AccountState::Unknown("no network".to_owned()))]
    }
}

#[test]
#[ignore = "the far side of the terminal that the tests below open"]
fn far_side() {
    let setup = Setup { offers: vec![by_name("compai").unwrap().into()], ..Setup::default() };
    let mut wizard = Wizard::new(setup).unwrap();
    let ended = ask(&mut wizard, &mut Nobody, &mut io::stdout());
    let word = match ended {
        Ok(Ended::Deploy(answers)) => {
            let lines = answers.secrets.values().map(|answer| match answer {
                crate::plan::SecretAnswer::Value(key) => {
                    format!(" and a key of {} lines", key.expose().lines().count())
                }
                other => format!(" and {other:?}"),
            });
            format!(
                "deploy {} {} in {} for {}{}",
                answers.name,
                answers.tier,
                answers.region,
                answers.budget,
                lines.collect::<String>()
            )
        }
        Ok(other) => format!("{other:?}"),
        Err(error) => error.to_string(),
    };
    writeln!(io::stdout(), "ENDED {word}").unwrap();
}

/// Runs the prompts in a terminal and types: each step waits for a text on the screen first.
fn type_in(steps: &[(&str, &str)]) -> String {
    let pair = native_pty_system().openpty(PtySize { rows: 40, cols: 100, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "plain::ask::tests::far_side", "--nocapture"]);
    command.env("TERM", "xterm");
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let screen = Arc::new(Mutex::new(String::new()));
    let (mut reader, seen) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&screen));
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = reader.read(&mut bytes) {
            seen.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    });
    let mut keyboard = pair.master.take_writer().unwrap();
    let mut from = 0;
    for (wanted, keys) in steps.iter().copied().chain([("ENDED", "")]) {
        let start = Instant::now();
        loop {
            let text = screen.lock().unwrap().clone();
            if let Some(at) = text[from..].find(wanted) {
                from += at + wanted.len();
                break;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "waiting for {wanted:?} in {:?}", &text[from..]);
            sleep(Duration::from_millis(20));
        }
        keyboard.write_all(keys.as_bytes()).unwrap();
        keyboard.flush().unwrap();
    }
    child.wait().unwrap();
    sleep(Duration::from_millis(50));
    let text = screen.lock().unwrap().clone();
    text[from..].trim().lines().next().unwrap_or_default().to_owned()
}

/// Enter at every question until the last page.
const ALL_THE_WAY: [(&str, &str); 16] = [
    ("App", "\r"),
    ("Name of this deployment", "\r"),
    ("USD per month", "\r"),
    ("Region", "\r"),
    ("Domain", "\r"),
    ("Runs as", "\r"),
    ("Processor", "\r"),
    ("Images built", "\r"),
    ("Backups", "\r"),
    ("E-mail address", "\r"),
    ("Resend", "\r"),
    ("Sender", "\r"),
    ("OpenAI", "\r"),
    ("Trigger", "\r"),
    ("access key id", "\r"),
    ("secret access key", "\r"),
];

#[test]
fn enter_all_the_way_and_yes_deploys() {
    let mut steps = ALL_THE_WAY.to_vec();
    steps.push(("Create all this?", "y\r"));
    assert_eq!(type_in(&steps), "deploy compai managed in us-east-1 for 50");
}

#[test]
fn a_pasted_key_of_several_lines_is_one_answer() {
    let mut steps = ALL_THE_WAY.to_vec();
    for step in steps.iter_mut().filter(|(wanted, _)| *wanted == "OpenAI") {
        step.1 = "-----BEGIN KEY-----\rabc\r-----END KEY-----\r";
    }
    steps.push(("Create all this?", "y\r"));
    assert_eq!(type_in(&steps), "deploy compai managed in us-east-1 for 50 and a key of 3 lines");
}

#[test]
fn a_name_an_amount_and_a_region_are_typed() {
    let mut steps = ALL_THE_WAY.to_vec();
    for (wanted, keys) in &mut steps {
        match *wanted {
            "Name of this deployment" => *keys = "shop\r",
            "USD per month" => *keys = "150\r",
            "Region" => *keys = "sweden\r",
            _ => {}
        }
    }
    steps.push(("Create all this?", "y\r"));
    assert_eq!(type_in(&steps), "deploy shop standard in eu-north-1 for 150");
    steps[1].1 = "\t-2\r";
    steps[2].1 = "100\r";
    assert_eq!(type_in(&steps), "deploy compai-2 managed in eu-north-1 for 100");
}

#[test]
fn no_is_the_default_and_escape_goes_back() {
    let mut steps = ALL_THE_WAY.to_vec();
    steps.extend([("Create all this?", "\u{1b}"), ("E-mail address", "\u{1b}"), ("Backups", "\u{3}")]);
    assert_eq!(type_in(&steps), "Interrupted");
    let mut steps = ALL_THE_WAY.to_vec();
    steps.push(("Create all this?", "\r"));
    assert_eq!(type_in(&steps), "Quit");
}
