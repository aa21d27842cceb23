//! The full screen in a real pseudo-terminal: it is given back on every way out, shows its first frame at once and draws
//! nothing while nothing changes. The child is this very program, running the ignored test `child`.

#![cfg(unix)]

use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cloudstead::preset::by_name;
use cloudstead::tui::{Options, Start, channel, restore, run};
use cloudstead::wizard::{Setup, Wizard};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

const CASE: &str = "CLOUDSTEAD_TERMINAL_TEST";
const STATS: &str = "CLOUDSTEAD_UI_STATS";

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
            std::thread::sleep(Duration::from_millis(300));
            let _ = std::thread::spawn(|| panic!("the sky fell")).join();
        }
        "signal" => {
            std::thread::sleep(Duration::from_millis(300));
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

struct Session {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    seen: Arc<Mutex<Vec<u8>>>,
    _terminal: Box<dyn MasterPty + Send>,
}

impl Session {
    fn start(case: &str, variables: &[(&str, &str)]) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["--ignored", "--exact", "child", "--nocapture", "--test-threads=1"]);
        command.env_remove("NO_COLOR");
        for (name, value) in [(CASE, case), ("TERM", "xterm-256color")].iter().chain(variables) {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let shared = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                shared.lock().unwrap().extend_from_slice(&bytes[..count]);
            }
        });
        let keyboard = pair.master.take_writer().unwrap();
        Self { child, keyboard, seen, _terminal: pair.master }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().unwrap()).into_owned()
    }

    /// What a person sees now.
    fn screen(&self) -> String {
        let mut parser = vt100::Parser::default();
        let seen = self.seen.lock().unwrap().clone();
        parser.process(&seen);
        parser.screen().contents()
    }

    fn wait_for(&self, wanted: &str) {
        let begin = Instant::now();
        while !self.screen().contains(wanted) {
            assert!(begin.elapsed() < Duration::from_secs(30), "no {wanted:?} in {}", self.screen());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    fn end(mut self) -> String {
        self.child.wait().unwrap();
        std::thread::sleep(Duration::from_millis(100));
        self.text()
    }
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
    let mut session = Session::start("leave", &[(STATS, stats.to_str().unwrap())]);
    session.wait_for("What do you want to run?");
    std::thread::sleep(Duration::from_millis(1500));
    session.press("\r");
    session.wait_for("How much may a month cost?");
    session.press("\u{3}");
    let text = session.end();
    assert_given_back(&text, "summary: Nothing was created");
    let stats: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(stats).unwrap()).unwrap();
    assert!(stats["draws"].as_u64().unwrap() <= 4, "drew while nothing changed: {stats}");
    assert!(stats["first_frame_ms"].as_u64().unwrap() < 1000, "{stats}");
}

#[test]
fn a_panic_in_another_thread_is_printed_on_the_ordinary_screen() {
    let text = Session::start("panic", &[]).end();
    assert_given_back(&text, "the sky fell");
}

#[test]
fn a_signal_handler_can_give_the_terminal_back() {
    let text = Session::start("signal", &[]).end();
    assert_given_back(&text, "handled");
}

#[test]
fn without_colour_no_colour_is_sent() {
    let mut session = Session::start("leave", &[("NO_COLOR", "1")]);
    session.wait_for("What do you want to run?");
    session.press("\u{3}");
    let text = session.end();
    for color in ["\u{1b}[3", "\u{1b}[38;", "\u{1b}[9"] {
        let sent = text
            .match_indices(color)
            .any(|(at, _)| text[at + 2..].chars().take_while(|c| *c != 'm').all(|c| c.is_ascii_digit() || c == ';'));
        assert!(!sent, "{color:?}");
    }
}
