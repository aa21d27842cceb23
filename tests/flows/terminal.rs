//! The real binary in a pseudo-terminal, as a person sees it.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_cloudstead");
pub(crate) const ENTER: &str = "\r";
pub(crate) const ESC: &str = "\u{1b}";
pub(crate) const DOWN: &str = "\u{1b}[B";
pub(crate) const TAB: &str = "\t";
pub(crate) const CTRL_C: &str = "\u{3}";
/// Empties a field.
pub(crate) const CTRL_U: &str = "\u{15}";
/// Practice this much faster than real time: nothing needs to be waited for.
pub(crate) const FAST: u32 = 5000;
/// Longest wait for anything; the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(90);
const POLL: Duration = Duration::from_millis(10);

/// A machine of its own: state folder and settings, removed at the end.
pub(crate) struct Machine {
    folder: tempfile::TempDir,
    speed: u32,
    variables: Vec<(String, String)>,
}

impl Machine {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), speed: FAST, variables: Vec::new() }
    }

    pub(crate) fn at_speed(&mut self, speed: u32) -> &mut Self {
        self.speed = speed;
        self
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.path("state")
    }

    /// Folder of a practice deployment.
    pub(crate) fn deployment(&self, name: &str) -> PathBuf {
        self.state().join("practice").join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// An answers file that practice can deploy.
    pub(crate) fn answers(&self, name: &str) -> PathBuf {
        let text = format!(
            "name = \"{name}\"\npreset = \"compai\"\ntier = \"budget\"\nregion = \"us-east-1\"\nbudget = 50\n[domain]\nkind = \"none\"\n"
        );
        self.write("answers.toml", &text)
    }

    fn environment(&self) -> Vec<(String, String)> {
        let fixed = [
            ("HOME", self.folder.path().to_str().unwrap()),
            ("PATH", "/usr/bin:/bin"),
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
            ("TZ", "UTC"),
            ("CLOUDSTEAD_STATE_DIR", self.state().to_str().unwrap()),
            ("CLOUDSTEAD_PRACTICE_SPEED", &self.speed.to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        fixed.into_iter().chain(self.variables.iter().cloned()).collect()
    }

    /// Without a terminal: nothing on standard input, both outputs caught.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.finish(Command::new(BINARY), arguments)
    }

    /// The same, begun by another program.
    pub(crate) fn finish(&self, mut command: Command, arguments: &[&str]) -> Ran {
        self.dress(&mut command, arguments);
        let output = command.stdin(Stdio::null()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Gives a command this machine's environment.
    pub(crate) fn dress(&self, command: &mut Command, arguments: &[&str]) {
        command.env_clear().envs(self.environment()).args(arguments).current_dir(self.folder.path());
    }

    /// In a terminal of 80x24.
    pub(crate) fn open(&self, arguments: &[&str]) -> Session {
        Session::start(self, arguments)
    }
}

/// What a command without a terminal did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// All bytes that came, and the screen they make.
struct Seen {
    raw: Vec<u8>,
    parser: vt100::Parser,
}

pub(crate) struct Session {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Arc<Mutex<Box<dyn Write + Send>>>,
    seen: Arc<Mutex<Seen>>,
    terminal: Box<dyn MasterPty + Send>,
    /// Kept open, so that the terminal outlives the program and can be looked at.
    _slave: Box<dyn SlavePty + Send>,
    modes: String,
}

impl Session {
    fn start(machine: &Machine, arguments: &[&str]) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(BINARY);
        command.env_clear();
        for (name, value) in machine.environment() {
            command.env(name, value);
        }
        command.args(arguments);
        command.cwd(machine.folder.path());
        let modes = modes(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        let seen = Arc::new(Mutex::new(Seen { raw: Vec::new(), parser: vt100::Parser::default() }));
        let keyboard = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (shared, answers) = (Arc::clone(&seen), Arc::clone(&keyboard));
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                let mut seen = shared.lock().unwrap();
                seen.raw.extend_from_slice(&bytes[..count]);
                seen.parser.process(&bytes[..count]);
                let (row, column) = seen.parser.screen().cursor_position();
                drop(seen);
                // Prompts ask where the cursor is, as terminals answer.
                if bytes[..count].windows(4).any(|window| window == b"\x1b[6n") {
                    let answer = format!("\u{1b}[{};{}R", row + 1, column + 1);
                    let _ = answers.lock().unwrap().write_all(answer.as_bytes());
                }
            }
        });
        Self { child, keyboard, seen, terminal: pair.master, _slave: pair.slave, modes }
    }

    /// What a person sees now.
    pub(crate) fn screen(&self) -> String {
        let contents = self.seen.lock().unwrap().parser.screen().contents();
        contents.split('\n').map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    pub(crate) fn raw(&self) -> Vec<u8> {
        self.seen.lock().unwrap().raw.clone()
    }

    /// True while the full screen is shown.
    pub(crate) fn full(&self) -> bool {
        self.seen.lock().unwrap().parser.screen().alternate_screen()
    }

    pub(crate) fn until(&self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        let begin = Instant::now();
        loop {
            let screen = self.screen();
            if holds(&screen) {
                return screen;
            }
            assert!(begin.elapsed() < PATIENCE, "never saw {what} in:\n{screen}");
            std::thread::sleep(POLL);
        }
    }

    pub(crate) fn sees(&self, wanted: &str) -> String {
        self.until(wanted, |screen| screen.contains(wanted))
    }

    pub(crate) fn sees_no_more(&self, unwanted: &str) -> String {
        self.until(&format!("the end of {unwanted}"), |screen| !screen.contains(unwanted))
    }

    pub(crate) fn press(&self, keys: &str) -> &Self {
        let mut keyboard = self.keyboard.lock().unwrap();
        keyboard.write_all(keys.as_bytes()).unwrap();
        keyboard.flush().unwrap();
        self
    }

    /// Esc alone: the program has to be sure that nothing follows, so the next key waits for an effect.
    pub(crate) fn back_to(&self, wanted: &str) -> String {
        self.press(ESC);
        self.sees(wanted)
    }

    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let size = |size: u16| NonZeroU16::new(size).unwrap();
        self.seen.lock().unwrap().parser.set_size(size(rows), size(columns));
        self.terminal.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Ends the program as a power cut would.
    pub(crate) fn kill(mut self) {
        let killed = Command::new("kill").args(["-KILL", &self.process().to_string()]).status().unwrap();
        assert!(killed.success());
        self.child.wait().unwrap();
    }

    /// Waits for the end of the program; returns its exit code.
    pub(crate) fn code(&mut self) -> u32 {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(begin.elapsed() < PATIENCE, "still running:\n{}", self.screen());
            std::thread::sleep(POLL);
        }
    }

    /// The terminal is as it was before: modes, screen, cursor and pastes. What the program wrote last may still be on its way.
    pub(crate) fn assert_given_back(&self) {
        self.until("the ordinary screen", |_| !self.full());
        self.until("the cursor", |_| !self.seen.lock().unwrap().parser.screen().hide_cursor());
        self.until("the end of bracketed pastes", |_| !self.seen.lock().unwrap().parser.screen().bracketed_paste());
        self.until("the earlier terminal modes", |_| modes(self.terminal.as_ref()) == self.modes);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A failed flow leaves nothing running.
        let _ = self.child.kill();
    }
}

fn modes(terminal: &dyn MasterPty) -> String {
    format!("{:?}", terminal.get_termios())
}

/// Permission bits of a file or folder.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    let found = std::fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    found.permissions().mode() & 0o777
}
