//! The terminal taken and given back: raw mode, alternate screen, cursor and bracketed paste are restored on every way
//! out, also on a panic in any thread and when a signal handler calls [`restore`].

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError, TryLockError};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

/// True while the full screen is ours.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// One frame or one restoration at a time: nothing is drawn after the terminal was given back.
static WRITING: Mutex<()> = Mutex::new(());
static HOOK: Once = Once::new();

/// The terminal while the full screen is shown. Dropping it gives the terminal back.
pub(super) struct Guard {
    pub terminal: Terminal<CrosstermBackend<Output>>,
}

impl Guard {
    pub(super) fn enter() -> io::Result<Self> {
        HOOK.call_once(|| {
            let previous = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                restore();
                previous(info);
            }));
        });
        TAKEN.store(true, Ordering::SeqCst);
        match Self::take() {
            Ok(guard) => Ok(guard),
            Err(error) => {
                restore();
                Err(error)
            }
        }
    }

    fn take() -> io::Result<Self> {
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste, cursor::Hide)?;
        let terminal = Terminal::new(CrosstermBackend::new(Output::default()))?;
        Ok(Self { terminal })
    }

    /// Takes the terminal once more, whatever others did to it meanwhile; the next frame is drawn whole.
    pub(super) fn retake(&mut self) -> io::Result<()> {
        restore();
        // While nothing is taken: the old one would complain, and panic, where the window is gone.
        self.terminal = Terminal::new(CrosstermBackend::new(Output::default()))?;
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste, cursor::Hide)
    }

    /// The next frame is drawn whole, on an empty screen. `Terminal::clear` would ask the terminal where the cursor is,
    /// and whoever reads the keys takes the answer.
    pub(super) fn anew(&mut self) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }

    /// Sends our own text to the person's clipboard (OSC 52). There is no answer: it may not arrive.
    pub(super) fn copy(text: &str) -> io::Result<()> {
        let mut output = Output::default();
        queue!(output, CopyToClipboard::to_clipboard_from(text))?;
        output.flush()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back, once; harmless when it is not taken. For signal handlers of the application too.
pub fn restore() {
    // A panic while a frame is written holds the lock on this very thread: then go on without it.
    let _writing = match WRITING.try_lock() {
        Ok(held) => Some(held),
        Err(TryLockError::Poisoned(held)) => Some(held.into_inner()),
        Err(TryLockError::WouldBlock) if std::thread::panicking() => None,
        Err(TryLockError::WouldBlock) => Some(WRITING.lock().unwrap_or_else(PoisonError::into_inner)),
    };
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ =
            execute!(io::stdout(), EndSynchronizedUpdate, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
        let _ = disable_raw_mode();
    }
}

/// Collects a frame and writes it in one piece, unless the terminal was given back meanwhile.
#[derive(Default)]
pub(super) struct Output {
    frame: Vec<u8>,
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let frame = std::mem::take(&mut self.frame);
        if frame.is_empty() {
            return Ok(());
        }
        let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        if !TAKEN.load(Ordering::SeqCst) {
            return Ok(());
        }
        let mut whole = Vec::with_capacity(frame.len() + 32);
        queue!(whole, BeginSynchronizedUpdate)?;
        whole.extend_from_slice(&frame);
        queue!(whole, EndSynchronizedUpdate)?;
        let mut out = io::stdout().lock();
        out.write_all(&whole)?;
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restoring_what_was_never_taken_does_nothing() {
        restore();
        restore();
        assert!(!TAKEN.load(Ordering::SeqCst));
    }

    #[test]
    fn nothing_is_drawn_on_a_terminal_that_was_given_back() {
        let mut output = Output::default();
        output.write_all(b"late frame").unwrap();
        output.flush().unwrap();
        assert!(output.frame.is_empty());
    }
}
