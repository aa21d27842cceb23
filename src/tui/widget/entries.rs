//! Short entries with a sign each, as many to a line as fit.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::text;

/// A sign, words, and the style of the sign.
pub(in crate::tui) type Entry = (&'static str, String, Style);

pub(in crate::tui) fn wrap(entries: Vec<Entry>, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut used = 0;
    for (sign, words, style) in entries {
        let needed = text::width(sign) + 1 + text::width(&words);
        if used > 0 && used + 3 + needed > width {
            lines.push(Line::from(std::mem::take(&mut spans)));
            used = 0;
        }
        if used > 0 {
            spans.push(Span::raw("   "));
            used += 3;
        }
        spans.push(Span::styled(sign, style));
        spans.push(Span::raw(format!(" {words}")));
        used += needed;
    }
    if !spans.is_empty() {
        lines.push(Line::from(spans));
    }
    lines
}
