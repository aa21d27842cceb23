//! The loop on its own thread: one channel of keys and updates, a frame only when something changed.

use std::io;
use std::sync::mpsc::{RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;

use super::message::{Command, Exit, Inbox, Options, Start, Wake};
use super::suspend;
use super::terminal::{Guard, restore};
use super::ui::Ui;

/// While a run goes on, elapsed times and spinners move this often.
const TICK: Duration = Duration::from_millis(250);
/// Not more frames than this, however fast events come.
const FRAME: Duration = Duration::from_millis(16);
/// Where the number of frames is written at the end, for measurements.
const STATS: &str = "CLOUDSTEAD_UI_STATS";

/// Shows the full screen until it is left. Blocks: give it a thread of its own. The terminal is given back on every way
/// out.
///
/// # Errors
/// When the terminal cannot be used.
pub fn run(start: Start, options: Options, commands: &UnboundedSender<Command>, inbox: Inbox) -> io::Result<Exit> {
    let started = options.started;
    let mut ui = Ui::new(start, options);
    let mut screen = Shown { guard: Guard::enter()?, draws: 0, last: Instant::now() };
    screen.draw(&mut ui)?;
    let first_frame = started.elapsed();
    let Inbox { wakes, sender } = inbox;
    suspend::watch(sender.clone())?;
    read_keys(sender);

    let mut passed = Instant::now();
    let mut changed = false;
    loop {
        for command in ui.take_commands() {
            // A closed channel means that the application is leaving: it will say so or end the process.
            let _ = commands.send(command);
        }
        if let Some(text) = ui.take_clipboard() {
            Guard::copy(&text)?;
        }
        if ui.exit().is_some() {
            break;
        }
        if ui.take_suspend() {
            restore();
            suspend::stop()?;
        }
        let since = screen.last.elapsed();
        let wake = match (changed, ui.moves()) {
            (true, _) => wakes.recv_timeout(FRAME.saturating_sub(since)),
            (false, true) => wakes.recv_timeout(TICK.saturating_sub(since)),
            (false, false) => wakes.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match wake {
            Ok(wake) => {
                changed |= screen.take(&mut ui, wake)?;
                while let Ok(wake) = wakes.try_recv() {
                    changed |= screen.take(&mut ui, wake)?;
                    if screen.last.elapsed() > FRAME * 2 {
                        break;
                    }
                }
            }
            Err(RecvTimeoutError::Timeout) => changed = true,
            Err(RecvTimeoutError::Disconnected) => break,
        }
        ui.pass(passed.elapsed());
        passed = Instant::now();
        if changed && screen.last.elapsed() >= FRAME {
            screen.draw(&mut ui)?;
            changed = false;
        }
    }
    let draws = screen.draws;
    drop(screen);
    if let Some(path) = std::env::var_os(STATS) {
        let text = format!("{{\"draws\":{draws},\"first_frame_ms\":{}}}\n", first_frame.as_millis());
        std::fs::write(path, text)?;
    }
    Ok(ui.exit().cloned().unwrap_or_default())
}

struct Shown {
    guard: Guard,
    draws: u64,
    last: Instant,
}

impl Shown {
    fn draw(&mut self, ui: &mut Ui) -> io::Result<()> {
        if ui.take_redraw() {
            self.guard.anew()?;
        }
        self.guard.terminal.draw(|frame| ui.draw(frame))?;
        self.draws += 1;
        self.last = Instant::now();
        Ok(())
    }

    /// True when the screen must be drawn again.
    fn take(&mut self, ui: &mut Ui, wake: Wake) -> io::Result<bool> {
        match wake {
            Wake::Update(update) => ui.update(update),
            Wake::Input(event) => return Ok(ui.input(&event)),
            Wake::Suspend => ui.suspend(),
            Wake::Continued => self.guard.retake()?,
            Wake::InputEnded => ui.update(super::Update::Leave(None)),
        }
        Ok(true)
    }
}

/// Reads the keyboard until the channel is closed. The thread may be left waiting for a key that never comes.
fn read_keys(sender: Sender<Wake>) {
    std::thread::spawn(move || {
        while let Ok(event) = crossterm::event::read() {
            if sender.send(Wake::Input(event)).is_err() {
                return;
            }
        }
        let _ = sender.send(Wake::InputEnded);
    });
}
