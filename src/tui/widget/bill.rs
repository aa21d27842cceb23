//! What will be created, phase by phase, then one by one: price, usual time, what a delete means for data.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::plan::{Blueprint, Estimate};
use crate::resource::Lifecycle;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::wizard::{PhaseRow, Review, Share};

/// From this width on a phase is one line.
const WIDE: usize = 100;
const TITLE: usize = 16;
const THINGS: usize = 4;
const MONEY: usize = 11;
const TIME: usize = 10;
const KEPT: usize = 31;

/// The table of phases with its total.
pub(in crate::tui) fn phases(review: &Review, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let wide = width >= WIDE;
    let heading =
        Span::styled(format!("{} things will be created, in {} steps", review.things, review.steps), theme.heading());
    let deleted = if wide { format!("   {:KEPT$}", "if you delete it") } else { String::new() };
    let right = format!("{:>MONEY$}{:>TIME$}{deleted}", "per month", "usually");
    let mut lines = vec![text::row(vec![heading], vec![Span::styled(right, theme.quiet())], width, theme)];
    for row in
        review.phases.iter().filter(|row| row.things > 0 || !row.monthly.is_free() || row.time != Share::Alongside)
    {
        lines.extend(phase(row, wide, width, theme));
    }
    lines.push(Line::styled(theme.sign(Sign::Rule).repeat(width), theme.quiet()));
    let numbers = format!("{:>MONEY$}{:>TIME$}", review.total.to_string(), text::about(review.seconds));
    let kept = if wide { " ".repeat(KEPT + 3) } else { String::new() };
    let total = vec![Span::styled("  Total", theme.heading())];
    lines.push(text::row(total, vec![Span::styled(format!("{numbers}{kept}"), theme.heading())], width, theme));
    if !review.once.is_free() {
        let numbers = format!("{:>MONEY$}{:>TIME$}", review.once.to_string(), "");
        let right = Span::styled(format!("{numbers}{kept}"), theme.quiet());
        lines.push(text::row(
            vec![Span::styled("  Once, for building images", theme.quiet())],
            vec![right],
            width,
            theme,
        ));
    }
    let chain = "Much is made at once. The minutes are those of the longest chain, phase by phase: they add up.";
    lines.extend(text::paragraph(chain, 2, width, theme.quiet()));
    if review.unknown > 0 {
        let count = if review.unknown == 1 { "1 line".to_owned() } else { format!("{} lines", review.unknown) };
        let words =
            format!("{} {count} without a known price in this region: not in the total.", theme.sign(Sign::Warning));
        lines.extend(text::paragraph(&words, 2, width, theme.warning()));
    }
    lines
}

fn phase(row: &PhaseRow, wide: bool, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let numbers = format!("{:>MONEY$}{:>TIME$}", row.monthly.to_string(), row.time.words());
    let things = if row.things == 0 { String::new() } else { row.things.to_string() };
    let mut left = vec![Span::raw(format!("  {}{:>THINGS$}   ", text::pad(row.phase.title(), TITLE, theme), things))];
    let room = width.saturating_sub(2 + TITLE + THINGS + 3 + MONEY + TIME + 1);
    if wide {
        left.push(Span::styled(text::cut(&row.what, room.saturating_sub(KEPT + 3), theme), theme.quiet()));
        let right = vec![
            Span::raw(numbers),
            Span::styled(format!("   {}", text::pad(&row.on_delete, KEPT, theme)), theme.quiet()),
        ];
        return vec![text::row(left, right, width, theme)];
    }
    let fits = text::width(&row.what) <= room;
    if fits {
        left.push(Span::styled(row.what.clone(), theme.quiet()));
    }
    let mut lines = vec![text::row(left, vec![Span::raw(numbers)], width, theme)];
    let mut below = if fits { Vec::new() } else { vec![row.what.clone()] };
    if !row.on_delete.is_empty() {
        below.push(format!("if you delete it: {}", row.on_delete));
    }
    for words in below {
        lines.extend(text::paragraph(&words, 6, width, theme.quiet()));
    }
    lines
}

/// Every single thing with its price.
pub(in crate::tui) fn things(
    blueprint: &Blueprint,
    estimate: &Estimate,
    review: &Review,
    width: usize,
    theme: Theme,
) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled("One by one", theme.heading())];
    for row in &review.phases {
        let nodes: Vec<_> =
            blueprint.nodes().filter(|(_, node)| node.spec.kind().phase() == row.phase && node.is_thing()).collect();
        if nodes.is_empty() {
            continue;
        }
        lines.push(Line::raw(format!("  {}", row.phase.title())));
        for (id, node) in nodes {
            let monthly = estimate.of(id);
            let money = if monthly.is_free() { "free".to_owned() } else { monthly.price() };
            let data = if node.spec.holds_data() { "  holds your data" } else { "" };
            let left = vec![
                Span::raw(format!("    {}", node.spec.title())),
                Span::styled(format!("  {id}"), theme.quiet()),
                Span::styled(data, theme.warning()),
            ];
            let right = format!("{money:>MONEY$}{:>TIME$}", text::about(node.seconds()));
            lines.push(text::row(left, vec![Span::styled(right, Style::new())], width, theme));
        }
    }
    let shared = blueprint.nodes().filter(|(_, node)| node.spec.kind().lifecycle() == Lifecycle::Shared);
    for (_, node) in shared {
        let words =
            format!("Made too when your account has none, free, shared and left by a removal: {}.", node.spec.title());
        lines.extend(text::paragraph(&words, 2, width, theme.quiet()));
    }
    lines
}
