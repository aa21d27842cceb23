//! The error stream that bars are drawn on. The window may be closed in the middle of a run: what is drawn then is
//! lost, where indicatif would panic, and the run stops safely.

use std::io;

use console::Term;
use indicatif::{ProgressDrawTarget, TermLike};

/// Draws a second, as indicatif does by itself.
const RATE: u8 = 20;

/// Where bars go; nowhere unless a person sees it.
pub(super) fn target() -> ProgressDrawTarget {
    let terminal = Term::buffered_stderr();
    if terminal.is_term() {
        ProgressDrawTarget::term_like_with_hz(Box::new(Stream(terminal)), RATE)
    } else {
        ProgressDrawTarget::hidden()
    }
}

#[derive(Debug)]
struct Stream(Term);

impl TermLike for Stream {
    fn width(&self) -> u16 {
        TermLike::width(&self.0)
    }

    fn height(&self) -> u16 {
        TermLike::height(&self.0)
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        whatever(self.0.move_cursor_up(n))
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        whatever(self.0.move_cursor_down(n))
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        whatever(self.0.move_cursor_right(n))
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        whatever(self.0.move_cursor_left(n))
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        whatever(self.0.write_line(text))
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        whatever(self.0.write_str(text))
    }

    fn clear_line(&self) -> io::Result<()> {
        whatever(self.0.clear_line())
    }

    fn flush(&self) -> io::Result<()> {
        whatever(self.0.flush())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "what the trait wants")]
fn whatever(_: io::Result<()>) -> io::Result<()> {
    Ok(())
}
