//! What a run would meet: a short list that fills while the review is read.

use ratatui::text::{Line, Span};

use super::entries::{Entry, wrap};
use crate::tui::frame::{Room, Size};
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::wizard::{Check, Found, Review};

/// Windows with fewer rows show only how many there were once all are fine.
const ROWS: usize = 32;

/// Nothing where nothing is asked.
pub(in crate::tui) fn lines(review: &Review, room: Room, theme: Theme) -> Vec<Line<'static>> {
    let checks = &review.checks;
    if checks.is_empty() && !review.checking {
        return Vec::new();
    }
    let (narrow, width) = (room.size == Size::Narrow, room.width);
    let all_fine = !checks.is_empty() && checks.iter().all(|check| check.found == Found::Fine);
    let answered = checks.iter().filter(|check| check.found != Found::Asking).count();
    let fine = if all_fine { ": all fine" } else { "" };
    let count = if checks.is_empty() {
        theme.sign(Sign::Ellipsis).to_owned()
    } else {
        format!("{answered} of {}{fine}", checks.len())
    };
    let words = if narrow { "Asked beforehand" } else { "Asked beforehand, nothing is created by it" };
    let mut lines =
        vec![Line::from(vec![Span::styled(words, theme.heading()), Span::styled(format!("  {count}"), theme.quiet())])];
    if !(narrow || all_fine && room.height < ROWS) {
        lines.extend(wrap(checks.iter().map(|check| entry(check, theme)).collect(), width));
    }
    lines.extend(checks.iter().flat_map(|check| more(check, width, theme)));
    lines.push(Line::default());
    lines
}

fn entry(check: &Check, theme: Theme) -> Entry {
    let (sign, style) = match check.found {
        Found::Asking => (Sign::Ellipsis, theme.quiet()),
        Found::Fine => (Sign::Done, theme.good()),
        Found::Unknown(_) => (Sign::Warning, theme.warning()),
        Found::Stops { .. } => (Sign::Failed, theme.bad()),
    };
    (theme.sign(sign), check.what.clone(), style)
}

/// What is not simply fine, in sentences.
fn more(check: &Check, width: usize, theme: Theme) -> Vec<Line<'static>> {
    match &check.found {
        Found::Asking | Found::Fine => Vec::new(),
        Found::Unknown(why) => {
            let words = format!(
                "{} {}: not known beforehand ({why}). A run goes on and shows it.",
                theme.sign(Sign::Warning),
                check.what
            );
            text::paragraph(&words, 0, width, theme.quiet())
        }
        Found::Stops { why, hint } => {
            let words = format!("{} {}: {why}", theme.sign(Sign::Failed), check.what);
            let mut lines = text::paragraph(&words, 0, width, theme.bad());
            if !hint.is_empty() {
                lines.extend(text::labelled("What to do", hint, 12, width, theme));
            }
            lines
        }
    }
}
