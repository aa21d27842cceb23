//! A list to choose from: sign of the focus, label, explanation, amount at the right edge.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::text;
use crate::tui::theme::{Sign, Theme};

/// One line of a list.
#[derive(Clone, Debug, Default)]
pub(in crate::tui) struct Choice {
    pub label: String,
    pub text: String,
    /// Shown with a warning sign; without room for both instead of the text, or only as the sign before it.
    pub warning: String,
    pub right: String,
    /// `Some` draws a mark: chosen or not.
    pub chosen: Option<bool>,
    /// Shown, and cannot be chosen: the text says why.
    pub off: bool,
}

/// The list, one line each. `focus` is the line that the keys act on.
pub(in crate::tui) fn lines(
    choices: &[Choice],
    focus: Option<usize>,
    width: usize,
    theme: Theme,
) -> Vec<Line<'static>> {
    // A label that stands alone needs no column.
    let beside = choices.iter().filter(|choice| !(choice.text.is_empty() && choice.warning.is_empty()));
    let widest = beside.map(|choice| text::width(&choice.label)).max().unwrap_or(0);
    let column = (widest + 2).min((width * 2 / 5).max(12));
    choices.iter().enumerate().map(|(index, choice)| one(choice, focus == Some(index), column, width, theme)).collect()
}

fn one(choice: &Choice, focused: bool, column: usize, width: usize, theme: Theme) -> Line<'static> {
    if choice.off {
        let label = text::pad(&choice.label, column, theme);
        let words = format!("{} {label}{}", theme.sign(Sign::Idle), choice.text);
        return Line::styled(text::cut(&words, width, theme), theme.quiet());
    }
    let style = if focused { theme.focus() } else { Style::new() };
    let mut left =
        vec![Span::styled(if focused { theme.sign(Sign::Focus) } else { " " }, theme.focus()), Span::raw(" ")];
    if let Some(chosen) = choice.chosen {
        let sign = theme.sign(if chosen { Sign::Chosen } else { Sign::NotChosen });
        left.push(Span::styled(format!("{sign} "), style));
    }
    let alone = choice.text.is_empty() && choice.warning.is_empty();
    left.push(Span::styled(if alone { choice.label.clone() } else { text::pad(&choice.label, column, theme) }, style));
    let used: usize = left.iter().map(Span::width).sum();
    let amount = text::width(&choice.right);
    let room = width.saturating_sub(used + amount + usize::from(amount > 0));
    let warning = format!("{} {}", theme.sign(Sign::Warning), choice.warning);
    match (choice.text.as_str(), choice.warning.as_str()) {
        (words, "") => left.push(Span::raw(text::cut(words, room, theme))),
        (words, _) if !words.is_empty() && text::width(words) + 3 + text::width(&warning) <= room => {
            left.push(Span::raw(format!("{words}   ")));
            left.push(Span::styled(warning, theme.warning()));
        }
        (words, _) if words.is_empty() || text::width(&warning) <= room => {
            left.push(Span::styled(text::cut(&warning, room, theme), theme.warning()));
        }
        (words, _) => {
            left.push(Span::styled(theme.sign(Sign::Warning), theme.warning()));
            left.push(Span::raw(text::cut(&format!(" {words}"), room.saturating_sub(1), theme)));
        }
    }
    text::row(left, vec![Span::styled(choice.right.clone(), style)], width, theme)
}

/// At most `rows` of many lines, those around the focus; how many are hidden is said above and below.
pub(in crate::tui) fn around(
    lines: Vec<Line<'static>>,
    focus: usize,
    rows: usize,
    theme: Theme,
) -> (Vec<Line<'static>>, usize) {
    if lines.len() <= rows.max(4) {
        return (lines, focus);
    }
    let inside = rows.max(4) - 2;
    let first = focus.saturating_sub(inside / 2).min(lines.len() - inside);
    let after = lines.len() - inside - first;
    let hidden = |sign: Sign, count: usize| match count {
        0 => Line::default(),
        count => Line::styled(format!("  {} {count} more", theme.sign(sign)), theme.quiet()),
    };
    let mut shown = vec![hidden(Sign::Above, first)];
    shown.extend(lines.into_iter().skip(first).take(inside));
    shown.push(hidden(Sign::Below, after));
    (shown, focus - first + 1)
}
