//! The full screen in a real pseudo-terminal: it is given back on every way out, shows its first frame at once and
//! draws nothing while nothing changes. The child is this very program, running the ignored test `child`.

#![cfg(unix)]

#[expect(dead_code, reason = "shared with the flows")]
mod pty;

use std::path::Path;
use std::time::Duration;

use cloudstead::preset::by_name;
use cloudstead::tui::{Options, Start, channel, restore, run};
use cloudstead::wizard::{Setup, Wizard};
use portable_pty::CommandBuilder;
use pty::{CTRL_C, ENTER, Session, eventually};

const CASE: &str = "CLOUDSTEAD_TERMINAL_TEST";
const STATS: &str = "CLOUDSTEAD_UI_STATS";
/// Names the file that lets the child go on.
const GO: &str = "CLOUDSTEAD_TERMINAL_GO";
const FIRST: &str = "What do you want to run?";
/// What every frame ends with.
const FRAME_END: &[u8] = b"\x1b[?2026l";

#[test]
#[ignore = "the program that the other tests start"]
#[expect(clippy::print_stdout, reason = "what the parent looks for")]
fn child() {
    let Ok(case) = std::env::var(CASE) else { return };
    let setup = Setup { offers: vec![by_name("compai").unwrap().into()], ..Setup::default() };
    let start = Start::Wizard(Box::new(Wizard::new(setup).unwrap()));
    let options = Options { no_color: std::env::var_os("NO_COLOR").is_some(), ..Options::default() };
    let (updates, inbox) = channel();
    let (commands, _commands) = tokio::sync::mpsc::unbounded_channel();
    let screen = std::thread::spawn(move || run(start, options, &commands, inbox));
    match case.as_str() {
        "panic" => {
            wait_for_go();
            let _ = std::thread::spawn(|| panic!("the sky fell")).join();
        }
        "signal" => {
            wait_for_go();
            restore();
            println!("handled");
        }
        _ => {
            let exit = screen.join().unwrap().unwrap();
            println!("summary: {}", exit.summary.unwrap_or_default());
        }
    }
    drop(updates);
}

/// Waits for the parent, who sees the screen.
fn wait_for_go() {
    let go = std::env::var_os(GO).unwrap();
    eventually(|| Path::new(&go).exists().then_some(()), || "the parent said nothing".to_owned());
}

/// This program as a case of `child`.
fn start(case: &str, variables: &[(&str, &Path)]) -> Session {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "child", "--nocapture", "--test-threads=1"]);
    command.env_remove("NO_COLOR");
    command.env(CASE, case);
    command.env("TERM", "xterm-256color");
    for (name, value) in variables {
        command.env(name, value);
    }
    Session::start(command)
}

/// Lets a case go on once its first screen is there, waits for its end and returns all that was sent.
fn go_on(case: &str, last: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let go = folder.path().join("go");
    let mut session = start(case, &[(GO, &go)]);
    session.sees(FIRST);
    std::fs::write(&go, "").unwrap();
    session.code();
    session.sees(last);
    sent(&session)
}

fn sent(session: &Session) -> String {
    String::from_utf8_lossy(&session.raw()).into_owned()
}

/// Everything taken was given back, in this order: and `after` was printed on the ordinary screen.
fn assert_given_back(text: &str, after: &str) {
    let at = |wanted: &str| text.rfind(wanted).unwrap_or_else(|| panic!("no {wanted:?} in {text:?}"));
    assert!(text.contains("\u{1b}[?1049h") && text.contains("\u{1b}[?2004h"));
    let left = at("\u{1b}[?1049l");
    for mode in ["\u{1b}[?2004l", "\u{1b}[?25h"] {
        assert!(at(mode) < at(after), "{mode:?}");
    }
    assert!(left < at(after), "printed on the alternate screen: {text:?}");
    assert!(!text[left..].contains("\u{1b}[?1049h"));
}

#[test]
fn leaving_gives_the_terminal_back_and_prints_the_summary() {
    let folder = tempfile::tempdir().unwrap();
    let stats = folder.path().join("stats");
    let mut session = start("leave", &[(STATS, &stats)]);
    session.sees(FIRST);
    session.until("the whole first frame", |_| session.raw().ends_with(FRAME_END));
    let before = session.raw();
    // Only time shows that nothing happens: by the clock of a run there would be six frames.
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(String::from_utf8_lossy(&session.raw()[before.len()..]), "", "written while nothing changed");
    session.press(ENTER);
    session.sees("How much may a month cost?");
    session.press(CTRL_C);
    session.code();
    session.sees("summary: Nothing was created");
    assert_given_back(&sent(&session), "summary: Nothing was created");
    session.assert_given_back();
    let stats: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(stats).unwrap()).unwrap();
    // The first, the one after Enter, and after Ctrl-C one more unless the screen was just drawn.
    let draws = stats["draws"].as_u64().unwrap();
    assert!(draws == 2 || draws == 3, "drew while nothing changed: {stats}");
    assert!(stats["first_frame_ms"].is_u64(), "{stats}");
}

#[test]
fn a_panic_in_another_thread_is_printed_on_the_ordinary_screen() {
    assert_given_back(&go_on("panic", "the sky fell"), "the sky fell");
}

#[test]
fn a_signal_handler_can_give_the_terminal_back() {
    assert_given_back(&go_on("signal", "handled"), "handled");
}
