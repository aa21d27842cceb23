//! How far each phase is, as a trail that wraps.

use ratatui::style::Style;
use ratatui::text::Line;

use super::entries::{Entry, wrap};
use crate::engine::{PhaseCount, Progress};
use crate::tui::theme::{Sign, Theme};

/// The phases of a run in at most `rows` lines; on less room the finished ones are only counted.
pub(in crate::tui) fn lines(progress: &Progress, width: usize, rows: usize, theme: Theme) -> Vec<Line<'static>> {
    let phases = progress.phases();
    let all: Vec<_> = phases.iter().map(|(phase, count)| entry(phase.title(), *count, theme)).collect();
    let wrapped = wrap(all, width);
    if wrapped.len() <= rows {
        return wrapped;
    }
    let complete = phases.iter().filter(|(_, count)| count.done == count.total).count();
    let open = phases.iter().filter(|(_, count)| count.done < count.total);
    let mut entries = vec![(theme.sign(Sign::Done), format!("{complete} of {} phases", phases.len()), theme.good())];
    entries.extend(open.map(|(phase, count)| entry(phase.title(), *count, theme)));
    let mut wrapped = wrap(entries, width);
    wrapped.truncate(rows);
    wrapped
}

fn entry(title: &str, count: PhaseCount, theme: Theme) -> Entry {
    let (sign, style) = match count {
        PhaseCount { failed: 1.., .. } => (theme.sign(Sign::Failed), theme.bad()),
        PhaseCount { done, total, .. } if done == total => (theme.sign(Sign::Done), theme.good()),
        PhaseCount { done: 0, running: 0, .. } => (theme.sign(Sign::Idle), theme.quiet()),
        PhaseCount { .. } => (theme.sign(Sign::Active), Style::new()),
    };
    let words = if count.done == 0 && count.running == 0 && count.failed == 0 {
        title.to_owned()
    } else {
        format!("{title} {}/{}", count.done, count.total)
    };
    (sign, words, style)
}
