//! What things cost and what will exist.

use std::io::{self, Write};

use super::{WIDTH, counted, paragraph};
use crate::model::Region;
use crate::model::text::capital;
use crate::plain::table::{Align, Table};
use crate::plan::explained::explained as about;
use crate::plan::{Blueprint, Estimate, Total};
use crate::wizard::{Check, Found, Offered, Review, minutes, phases};

const CHAIN: &str =
    "Much is made at once: the minutes beside a phase are its part of the longest chain, and add up to the whole.";

/// `41 things (in 49 steps, with look-ups and waits)`
fn things_in_steps(things: usize, steps: usize) -> String {
    format!("{} (in {steps} steps, with look-ups and waits)", counted(things, "thing", "things"))
}

/// A month's bill, line by line.
///
/// # Errors
/// When writing fails.
pub fn estimate(estimate: &Estimate, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} as {} in {}, {} per month", estimate.preset, estimate.tier, estimate.region, estimate.currency)?;
    let mut table = Table::new(&[Align::Wrap, Align::Right, Align::Left, Align::Right]);
    for line in &estimate.lines {
        table.row([line.item.clone(), line.quantity.to_string(), line.unit.to_owned(), line.monthly.to_string()]);
    }
    table.row(["Total".to_owned(), String::new(), String::new(), estimate.monthly_total.to_string()]);
    table.write(out, WIDTH)?;
    once(estimate, out)?;
    let biggest: Vec<String> =
        estimate.biggest(3).iter().map(|line| format!("{} {}", line.item, line.monthly)).collect();
    paragraph(&format!("Biggest: {}.", biggest.join(", ")), 2, out)?;
    explained(estimate, out)?;
    writeln!(out, "  Prices of {}.", estimate.prices_as_of)
}

/// What every line of a bill is.
///
/// # Errors
/// When writing fails.
pub fn explained(estimate: &Estimate, out: &mut dyn Write) -> io::Result<()> {
    for line in &estimate.lines {
        let note = if line.note.is_empty() { String::new() } else { format!(" {}.", capital(&line.note)) };
        paragraph(&format!("{} {}: {}{note}", line.item, line.monthly, about(&line.item)), 2, out)?;
    }
    unknown(estimate, out)
}

/// What is paid beside the months, in lines of its own: nothing of it is in the total.
fn once(estimate: &Estimate, out: &mut dyn Write) -> io::Result<()> {
    if estimate.once.is_empty() {
        return Ok(());
    }
    writeln!(out, "Once, not every month")?;
    let mut table = Table::new(&[Align::Wrap, Align::Right, Align::Left, Align::Right]);
    for line in &estimate.once {
        table.row([line.item.clone(), line.quantity.to_string(), line.unit.to_owned(), line.once.to_string()]);
    }
    table.row(["Together".to_owned(), String::new(), String::new(), estimate.once_total.to_string()]);
    table.write(out, WIDTH)?;
    // They say the same of each.
    estimate.once.first().map_or(Ok(()), |line| paragraph(&format!("{}: {}.", line.item, line.note), 2, out))
}

/// What is paid once, where something is.
fn once_total(amount: &Total, out: &mut dyn Write) -> io::Result<()> {
    if amount.is_free() { Ok(()) } else { writeln!(out, "Once, for building images: {amount}.") }
}

fn unknown(estimate: &Estimate, out: &mut dyn Write) -> io::Result<()> {
    for line in &estimate.unknown {
        paragraph(&format!("{}: no price known for {}; it is not in the total.", line.item, estimate.region), 2, out)?;
    }
    Ok(())
}

/// Every resource with its price, usual time and what becomes of its data, by phase.
///
/// # Errors
/// When writing fails.
pub fn plan(blueprint: &Blueprint, estimate: &Estimate, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}: {} as {} in {}", blueprint.name, blueprint.preset, blueprint.tier, blueprint.region)?;
    resources(blueprint, estimate, out)?;
    unknown(estimate, out)?;
    let things = blueprint.nodes().filter(|(_, node)| node.is_thing()).count();
    let (total, time) = (estimate.monthly_total.per_month(), minutes(blueprint.critical_path_seconds()));
    let counted = things_in_steps(things, blueprint.nodes().count());
    paragraph(&format!("Total: {counted}, {total}, about {time}."), 0, out)?;
    once_total(&estimate.once_total, out)?;
    paragraph(CHAIN, 0, out)
}

fn resources(blueprint: &Blueprint, estimate: &Estimate, out: &mut dyn Write) -> io::Result<()> {
    for row in phases(blueprint, estimate) {
        let things =
            if row.things == 0 { String::new() } else { format!("{}, ", counted(row.things, "thing", "things")) };
        writeln!(out, "{}: {things}{}", row.phase.title(), row.time.words())?;
        let mut table = Table::new(&[Align::Left, Align::Wrap, Align::Right, Align::Right, Align::Left]);
        for (id, node) in blueprint.nodes().filter(|(_, node)| node.spec.kind().phase() == row.phase) {
            let price = estimate.of(id).price();
            let data = if node.spec.holds_data() { "data" } else { "" };
            table.row([id.to_string(), node.spec.title(), price, minutes(node.seconds()), data.to_owned()]);
        }
        table.write(out, WIDTH)?;
        if !row.on_delete.is_empty() {
            paragraph(&format!("If you delete it: {}.", row.on_delete), 4, out)?;
        }
    }
    Ok(())
}

/// The last page of the wizard, with every resource of its plan; `picture` may be empty.
///
/// # Errors
/// When writing fails.
pub fn review(
    review: &Review,
    plan: Option<(&Blueprint, &Estimate)>,
    picture: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "Your answers")?;
    let mut table = Table::new(&[Align::Left, Align::Wrap, Align::Left]);
    for row in &review.answers {
        table.row([row.label.to_owned(), row.value.clone(), row.because.to_owned()]);
    }
    table.write(out, WIDTH)?;
    if !picture.is_empty() {
        writeln!(out, "What it looks like")?;
        picture.iter().try_for_each(|line| writeln!(out, "  {line}"))?;
    }
    let created = things_in_steps(review.things, review.steps);
    paragraph(&format!("{created} will be created, with price per month and usual time of each"), 0, out)?;
    if let Some((blueprint, estimate)) = plan {
        resources(blueprint, estimate, out)?;
    }
    writeln!(out, "Total: {}, about {} until it answers.", review.total.per_month(), minutes(review.seconds))?;
    once_total(&review.once, out)?;
    paragraph(CHAIN, 0, out)?;
    if review.unknown > 0 {
        writeln!(
            out,
            "{} without a known price in this region: not in the total.",
            counted(review.unknown, "line", "lines")
        )?;
    }
    checks(&review.checks, out)?;
    review.warnings.iter().try_for_each(|warning| paragraph(&format!("! {warning}"), 0, out))?;
    review.problems.iter().try_for_each(|problem| paragraph(&format!("x {}: {}", problem.name, problem.text), 0, out))
}

/// What a run would meet, a line each.
///
/// # Errors
/// When writing fails.
pub fn checks(checks: &[Check], out: &mut dyn Write) -> io::Result<()> {
    if checks.is_empty() {
        return Ok(());
    }
    writeln!(out, "Asked beforehand, nothing was created by it")?;
    let mut table = Table::new(&[Align::Left, Align::Wrap]);
    for Check { what, found } in checks {
        let (word, rest) = match found {
            Found::Fine => ("fine", String::new()),
            Found::Asking => ("no answer", ": the run asks again".to_owned()),
            Found::Unknown(why) => ("unknown", format!(": {why}; the run goes on and shows it")),
            Found::Stops { why, .. } => ("stops it", format!(": {why}")),
        };
        table.row([word.to_owned(), format!("{what}{rest}")]);
    }
    table.write(out, WIDTH)?;
    // Commands among the advice are to be copied.
    checks.iter().filter_map(Check::advice).try_for_each(|hint| paragraph(&format!("What to do: {hint}"), 2, out))
}

/// The presets with their tiers.
///
/// # Errors
/// When writing fails.
pub fn presets(region: Region, apps: &[Offered<'_>], out: &mut dyn Write) -> io::Result<()> {
    for Offered { preset, cheapest } in apps {
        writeln!(out, "{}  {} {}", preset.name, preset.title, preset.version)?;
        paragraph(&preset.summary, 2, out)?;
        if let Some((total, seconds)) = cheapest {
            paragraph(&format!("From {}, answers after about {}.", total.per_month(), minutes(*seconds)), 2, out)?;
        }
        let mut table = Table::new(&[Align::Left, Align::Wrap]);
        for (name, tier) in &preset.tiers {
            table.row([name.clone(), tier.summary.clone()]);
        }
        table.write(out, WIDTH)?;
    }
    paragraph(&format!("Prices in USD, in {region} ({}); --region names another.", region.city()), 0, out)
}
