//! Where one is among the questions.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::wizard::{Crumb, Place};

/// The trail in one line; on little room only the present question and its number.
pub(in crate::tui) fn line(crumbs: &[Crumb], width: usize, theme: Theme) -> Line<'static> {
    let here = crumbs.iter().position(|crumb| crumb.place == Place::Here).unwrap_or(0);
    let questions = crumbs.len().saturating_sub(1);
    let count = if here < questions { format!("{} of {questions}", here + 1) } else { "last look".to_owned() };
    let right = vec![Span::styled(count.clone(), theme.quiet())];
    let rule = format!(" {} ", theme.sign(Sign::Rule));
    let whole: usize = crumbs.iter().map(|crumb| text::width(crumb.name) + 3).sum();
    if whole + text::width(&count) > width {
        let name = crumbs.get(here).map_or("", |crumb| crumb.name);
        return text::row(vec![present(name, theme)], right, width, theme);
    }
    let mut spans = Vec::new();
    for (index, crumb) in crumbs.iter().enumerate() {
        if index > 0 {
            spans.push(Span::styled(rule.clone(), theme.quiet()));
        }
        spans.push(match crumb.place {
            Place::Here => present(crumb.name, theme),
            Place::Ahead => Span::styled(crumb.name, theme.quiet()),
            Place::Behind | Place::Visited => Span::styled(crumb.name, Style::new()),
        });
    }
    text::row(spans, right, width, theme)
}

fn present(name: &str, theme: Theme) -> Span<'static> {
    Span::styled(format!("{}{name}", theme.sign(Sign::Active)), theme.focus())
}
