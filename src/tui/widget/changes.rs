//! The things of a change, grouped by what happens to them, with money at the right edge.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::tui::view::{DiffLine, DiffSign};

const ORDER: [(DiffSign, Sign, &str); 5] = [
    (DiffSign::Added, Sign::Added, "Added"),
    (DiffSign::Changed, Sign::Changed, "Changed in place"),
    (DiffSign::Replaced, Sign::Replaced, "Replaced: a new one is made, then the old one goes"),
    (DiffSign::Removed, Sign::Removed, "Removed"),
    (DiffSign::Kept, Sign::Idle, "Stays as it is"),
];

/// Groups that have lines, each under its heading.
pub(in crate::tui) fn lines(changes: &[DiffLine], width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (kind, sign, heading) in ORDER {
        let group: Vec<&DiffLine> = changes.iter().filter(|line| line.sign == kind).collect();
        if group.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        let count = Span::styled(format!("{heading} ({})", group.len()), theme.heading());
        let unit = if lines.is_empty() { "per month" } else { "" };
        lines.push(text::row(vec![count], vec![Span::styled(unit, theme.quiet())], width, theme));
        for line in group {
            lines.extend(one(line, kind, theme.sign(sign), width, theme));
        }
    }
    lines
}

fn one(line: &DiffLine, kind: DiffSign, sign: &'static str, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let style = match kind {
        DiffSign::Added => theme.good(),
        DiffSign::Removed => theme.bad(),
        DiffSign::Changed | DiffSign::Replaced => theme.warning(),
        DiffSign::Kept => theme.quiet(),
    };
    let lost = matches!(kind, DiffSign::Removed | DiffSign::Replaced);
    let data = match (line.data, lost) {
        (true, true) => format!("  {} your data", theme.sign(Sign::Warning)),
        (true, false) => "  with your data".to_owned(),
        (false, _) => String::new(),
    };
    let money = line.monthly.price();
    let mut left = vec![
        Span::styled(format!("  {sign} "), style),
        Span::raw(line.what.clone()),
        Span::styled(data.clone(), if lost { theme.warning() } else { theme.quiet() }),
    ];
    let used = 4 + text::width(&line.what) + text::width(&data);
    let beside = width.saturating_sub(used + 3 + text::width(&money) + 1);
    let fits = text::width(&line.note) <= beside;
    if fits && !line.note.is_empty() {
        left.push(Span::styled(format!("   {}", line.note), theme.quiet()));
    }
    let mut lines = vec![text::row(left, vec![Span::styled(money, Style::new())], width, theme)];
    if !fits {
        lines.extend(text::paragraph(&line.note, 6, width, theme.quiet()));
    }
    lines
}
