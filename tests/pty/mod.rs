//! A program in a pseudo-terminal of 80x24, as a person sees it.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};

pub(crate) const ENTER: &str = "\r";
pub(crate) const ESC: &str = "\u{1b}";
pub(crate) const DOWN: &str = "\u{1b}[B";
pub(crate) const TAB: &str = "\t";
pub(crate) const CTRL_C: &str = "\u{3}";
pub(crate) const PAGE_DOWN: &str = "\u{1b}[6~";
/// Empties a field.
pub(crate) const CTRL_U: &str = "\u{15}";
/// Longest wait for anything; the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(90);
const POLL: Duration = Duration::from_millis(10);
/// By which a program asks where the cursor is.
const CURSOR_QUERY: &[u8] = b"\x1b[6n";

/// Looks again and again until there is something; there must be before patience ends.
pub(crate) fn eventually<T>(mut look: impl FnMut() -> Option<T>, complaint: impl Fn() -> String) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begin.elapsed() < PATIENCE, "{}", complaint());
        std::thread::sleep(POLL);
    }
}

/// All bytes that came, and the screen they make.
struct Seen {
    raw: Vec<u8>,
    parser: vt100::Parser,
}

impl Seen {
    /// Takes in what came, however it was cut into pieces; returns where the cursor was each time that was asked.
    fn take(&mut self, bytes: &[u8]) -> Vec<(u16, u16)> {
        let mut asked = Vec::new();
        for byte in bytes {
            self.raw.push(*byte);
            self.parser.process(&[*byte]);
            if self.raw.ends_with(CURSOR_QUERY) {
                asked.push(self.parser.screen().cursor_position());
            }
        }
        asked
    }
}

pub(crate) struct Session {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Arc<Mutex<Box<dyn Write + Send>>>,
    seen: Arc<Mutex<Seen>>,
    /// None once the window is closed.
    terminal: Option<Box<dyn MasterPty + Send>>,
    /// The reader is to end with what it reads next.
    closing: Arc<AtomicBool>,
    /// Kept open until the program has ended, so that its modes can still be looked at.
    slave: Option<Box<dyn SlavePty + Send>>,
    /// Ends when nobody can write any more.
    reader: Option<JoinHandle<()>>,
    /// Before the program began, and after it ended.
    modes: String,
    modes_left: Option<String>,
}

impl Session {
    pub(crate) fn start(command: CommandBuilder) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let modes = modes(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        let seen = Arc::new(Mutex::new(Seen { raw: Vec::new(), parser: vt100::Parser::default() }));
        let keyboard = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (shared, answers) = (Arc::clone(&seen), Arc::clone(&keyboard));
        let closing = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&closing);
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes)
                && !ends.load(Ordering::SeqCst)
            {
                let asked = shared.lock().unwrap().take(&bytes[..count]);
                for (row, column) in asked {
                    let answer = format!("\u{1b}[{};{}R", row + 1, column + 1);
                    let _ = answers.lock().unwrap().write_all(answer.as_bytes());
                }
            }
        });
        let (slave, reader) = (Some(pair.slave), Some(reader));
        Self { child, keyboard, seen, terminal: Some(pair.master), closing, slave, reader, modes, modes_left: None }
    }

    /// What a person sees now.
    pub(crate) fn screen(&self) -> String {
        let contents = self.seen.lock().unwrap().parser.screen().contents();
        contents.split('\n').map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    /// What another program writes over the screen.
    #[allow(dead_code, reason = "not every test program does")]
    pub(crate) fn scribble(&self, text: &str) {
        self.seen.lock().unwrap().parser.process(text.as_bytes());
    }

    pub(crate) fn raw(&self) -> Vec<u8> {
        self.seen.lock().unwrap().raw.clone()
    }

    /// True while the full screen is shown.
    pub(crate) fn full(&self) -> bool {
        self.seen.lock().unwrap().parser.screen().alternate_screen()
    }

    pub(crate) fn until(&self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        eventually(
            || Some(self.screen()).filter(|screen| holds(screen)),
            || format!("never saw {what} in:\n{}", self.screen()),
        )
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
        self.terminal
            .as_ref()
            .unwrap()
            .resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })
            .unwrap();
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

    /// Closes the window of a program that draws; returns the exit code.
    pub(crate) fn close(&mut self) -> u32 {
        self.closing.store(true, Ordering::SeqCst);
        let reader = self.reader.take().unwrap();
        eventually(|| reader.is_finished().then_some(()), || "nothing was drawn any more".to_owned());
        self.keyboard = Arc::new(Mutex::new(Box::new(std::io::sink())));
        (self.terminal, self.slave) = (None, None);
        let child = &mut self.child;
        eventually(|| child.try_wait().unwrap(), || "still running without a window".to_owned()).exit_code()
    }

    /// Waits for the end of the program and for all that it wrote; returns its exit code.
    pub(crate) fn code(&mut self) -> u32 {
        let screen = || self.seen.lock().unwrap().parser.screen().contents();
        let child = &mut self.child;
        let status = eventually(|| child.try_wait().unwrap(), || format!("still running:\n{}", screen()));
        self.modes_left.get_or_insert_with(|| modes(self.terminal.as_deref().unwrap()));
        // Without a writer the reader comes to the end.
        self.slave = None;
        if let Some(reader) = self.reader.take() {
            eventually(|| reader.is_finished().then_some(()), || format!("somebody still writes:\n{}", screen()));
            reader.join().unwrap();
        }
        status.exit_code()
    }

    /// The terminal is as it was before: modes, screen, cursor and pastes. What a stopped program wrote may still be on
    /// its way.
    pub(crate) fn assert_given_back(&self) {
        self.until("the ordinary screen", |_| !self.full());
        self.until("the cursor", |_| !self.seen.lock().unwrap().parser.screen().hide_cursor());
        self.until("the end of bracketed pastes", |_| !self.seen.lock().unwrap().parser.screen().bracketed_paste());
        let modes = || self.modes_left.clone().unwrap_or_else(|| modes(self.terminal.as_deref().unwrap()));
        self.until("the earlier terminal modes", |_| modes() == self.modes);
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
