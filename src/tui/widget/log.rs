//! The run's log: time since the beginning and what happened. Only the lines around the view are made.

use ratatui::text::{Line, Span};

use crate::engine::Progress;
use crate::tui::frame::{Pane, View};
use crate::tui::text;
use crate::tui::theme::Theme;

/// More lines than any pane has rows.
const WINDOW: usize = 200;

/// The log from line `from` on, or its end when following.
pub(in crate::tui) fn pane(progress: &Progress, from: Option<usize>, width: usize, theme: Theme) -> Pane {
    let total = progress.log.len();
    let first = from.unwrap_or(total).min(total.saturating_sub(WINDOW));
    let shown = &progress.log[first..(first + WINDOW).min(total)];
    let lines: Vec<Line<'static>> = shown
        .iter()
        .map(|line| {
            let since = text::clock((line.at - progress.started) / 1000);
            let spans = vec![Span::styled(format!("{since:>6}  "), theme.quiet()), Span::raw(line.text.clone())];
            Line::from(text::clip(spans, width, theme))
        })
        .collect();
    let after = total - first - lines.len();
    Pane { lines, view: from.map_or(View::End, View::From), before: first, after }
}
