//! What a month costs, beside every question: the dearest lines, the total, the budget.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::model::Money;
use crate::model::text::capital;
use crate::plan::explained::explained as about;
use crate::plan::{Estimate, Step};
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};

/// The cost column in at most `rows` lines. `key` opens all lines.
pub(in crate::tui) fn lines(
    estimate: &Estimate,
    budget: u32,
    change: Option<Step>,
    key: &str,
    [width, rows]: [usize; 2],
    theme: Theme,
) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled(format!("Per month, {}", estimate.region), theme.heading()), Line::default()];
    let money =
        |label: String, amount: String| text::row(vec![Span::raw(label)], vec![Span::raw(amount)], width, theme);
    let (shown, rest) = dearest(estimate, rows.saturating_sub(10 + usize::from(!estimate.once_total.is_free())).max(3));
    lines.extend(shown.into_iter().map(|(item, amount)| money(item, amount.to_string())));
    if let Some((count, amount)) = rest {
        lines.push(money(format!("{count} smaller lines ({key})"), amount.to_string()));
    }
    lines.push(Line::styled(theme.sign(Sign::Rule).repeat(width), theme.quiet()));
    let mut total = vec![Span::styled("Total", theme.heading())];
    total.extend(change.map(|change| Span::styled(format!("  {change}"), theme.focus())));
    lines.push(text::row(total, vec![Span::styled(estimate.monthly_total.to_string(), theme.heading())], width, theme));
    let limit = Money::from_dollars(budget.into());
    if let Some(by) = estimate.monthly_total.over(limit) {
        let over = Span::styled(format!("{} over your budget", theme.sign(Sign::Warning)), theme.warning());
        let by = Span::styled(by.to_string(), theme.warning());
        lines.push(text::row(vec![over], vec![by], width, theme));
    } else {
        lines.push(money("of your budget".to_owned(), limit.to_string()));
    }
    if !estimate.once_total.is_free() {
        lines.push(money("once, for builds".to_owned(), estimate.once_total.to_string()));
    }
    lines.push(Line::default());
    if !estimate.unknown.is_empty() {
        let words = format!("{} no price known here for {} lines", theme.sign(Sign::Warning), estimate.unknown.len());
        lines.extend(text::paragraph(&words, 0, width, theme.warning()));
    }
    lines.extend(text::paragraph(&format!("Prices of {}", estimate.prices_as_of), 0, width, theme.quiet()));
    lines.push(Line::styled(format!("{key}  explain each line"), theme.quiet()));
    lines
}

/// Every line with its share of the month, what it is and how it comes about; the dearest first.
pub(in crate::tui) fn explained(estimate: &Estimate, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let heading = format!("What a month costs in {}, line by line", estimate.region);
    let mut lines = vec![Line::styled(heading, theme.heading())];
    let mut one = |item: &str, right: String, words: &str| {
        lines.push(Line::default());
        lines.push(text::row(vec![Span::raw(item.to_owned())], vec![Span::raw(right)], width, theme));
        lines.extend(text::paragraph(words, 2, width, theme.quiet()));
    };
    let total = estimate.monthly_total.known().cents().max(1);
    for line in estimate.biggest(estimate.lines.len()) {
        let share = match (line.monthly.cents() * 100 + total / 2) / total {
            0 => String::new(),
            share => format!("{share} %"),
        };
        let note = if line.note.is_empty() { String::new() } else { format!(" {}.", capital(&line.note)) };
        let times = if line.unit.starts_with(|c: char| c.is_ascii_digit()) { " times" } else { "" };
        let words = format!("{} {}{times} {}.{note}", about(&line.item), line.quantity, line.unit);
        one(&line.item, format!("{}{share:>6}", line.monthly), &words);
    }
    for line in &estimate.unknown {
        one(&line.item, "no price known here".to_owned(), about(&line.item));
    }
    one("Total", format!("{}{:6}", estimate.monthly_total, ""), &format!("Prices of {}.", estimate.prices_as_of));
    lines
}

type Item = (String, Money);

/// The dearest items in the order of the plan, equal ones added up, and how much the others make together.
fn dearest(estimate: &Estimate, count: usize) -> (Vec<Item>, Option<(usize, Money)>) {
    let mut items: Vec<Item> = Vec::new();
    for line in estimate.lines.iter().filter(|line| line.monthly != Money::ZERO) {
        match items.iter_mut().find(|(item, _)| *item == line.item) {
            Some((_, amount)) => *amount += line.monthly,
            None => items.push((line.item.clone(), line.monthly)),
        }
    }
    // A last one alone takes no more room by its own name.
    if items.len() <= count + 1 {
        return (items, None);
    }
    let mut amounts: Vec<Money> = items.iter().map(|(_, amount)| *amount).collect();
    amounts.sort_by_key(|amount| -*amount);
    let least = amounts[count.saturating_sub(1).min(amounts.len() - 1)];
    let (mut shown, mut rest): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|(_, amount)| *amount >= least);
    if shown.len() > count {
        rest.extend(shown.split_off(count));
    }
    let sum = rest.iter().map(|(_, amount)| *amount).sum();
    (shown, Some((rest.len(), sum)))
}

/// The total as the title line shows it where there is no room for the column.
pub(in crate::tui) fn folded(estimate: &Estimate, change: Option<Step>, theme: Theme) -> Vec<Span<'static>> {
    let mut spans: Vec<Span<'static>> =
        change.map(|change| Span::styled(format!("{change}  "), theme.focus())).into_iter().collect();
    spans.push(Span::styled(estimate.monthly_total.to_string(), theme.heading()));
    spans.push(Span::styled(" a month", Style::new()));
    spans
}
