//! Results as text for 80 columns: estimates, plans, reviews, presets, differences, status and how a run ended.

mod bill;
mod ending;
mod kept;
mod opening;
mod outcome;

use std::io::{self, Write};

pub use bill::{checks, estimate, explained, plan, presets, review};
pub use ending::{Ending, existing_words, outcome};
pub use kept::remains;
pub use opening::opening;
pub use outcome::{Difference, Sign, StatusRow, differences, status};

use super::table::wrap;

/// Columns that everything fits into.
pub const WIDTH: usize = 80;

/// A text of at most `room` characters; what is cut ends in `…`.
#[must_use]
pub fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// A paragraph, indented.
///
/// # Errors
/// When writing fails.
pub fn paragraph(text: &str, indent: usize, out: &mut dyn Write) -> io::Result<()> {
    let margin = " ".repeat(indent);
    wrap(text, WIDTH - indent).iter().try_for_each(|line| writeln!(out, "{margin}{line}"))
}

/// `3 things`, `1 thing`.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests;
