//! What exists and what would change.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::WIDTH;
use crate::plain::table::{Align, Table};
use crate::plan::{Step, Total};

/// Longer titles push their identifier out of its column.
const TITLE: usize = 36;

/// One resource of an existing deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusRow {
    pub title: String,
    pub aws_id: String,
    pub health: String,
}

/// The resources of a deployment below a headline.
///
/// # Errors
/// When writing fails.
pub fn status(headline: &str, rows: &[StatusRow], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{headline}")?;
    let widest = |widths: &mut dyn Iterator<Item = usize>| widths.max().unwrap_or(0);
    let health = widest(&mut rows.iter().map(|row| row.health.width()));
    let title = widest(&mut rows.iter().map(|row| row.title.width()).filter(|width| *width <= TITLE));
    // Identifiers come last and are never broken, so that they can be copied: one that does not fit has a line of its
    // own.
    for row in rows {
        let left = format!("  {:health$}  {:title$}", row.health, row.title);
        if left.width() + 2 + row.aws_id.width() <= WIDTH {
            writeln!(out, "{}", format!("{left}  {}", row.aws_id).trim_end())?;
        } else {
            let indent = (health + title + 6).min(WIDTH.saturating_sub(row.aws_id.width()));
            writeln!(out, "{}\n{}{}", left.trim_end(), " ".repeat(indent), row.aws_id)?;
        }
    }
    Ok(())
}

/// What happens to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Create,
    Update,
    Replace,
    Delete,
    Keep,
}

impl Sign {
    /// A sign that reads without colour.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Create => "+ create",
            Self::Update => "~ change",
            Self::Replace => "! replace",
            Self::Delete => "- delete",
            Self::Keep => "= keep",
        }
    }
}

/// One line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub sign: Sign,
    pub what: String,
    /// Why, or what becomes of its data; may be empty.
    pub note: String,
    /// Change of the month's price.
    pub monthly: Step,
}

/// A list of differences and the month's price before and after.
///
/// # Errors
/// When writing fails.
pub fn differences(lines: &[Difference], (before, after): (&Total, &Total), out: &mut dyn Write) -> io::Result<()> {
    let money = |step: Step| match step {
        step if step.is_nothing() => String::new(),
        // What is made or removed has no price that is known.
        step if step.is_unknown() => "price unknown".to_owned(),
        step => step.to_string(),
    };
    let mut table = Table::new(&[Align::Left, Align::Wrap, Align::Wrap, Align::Right]);
    for line in lines {
        table.row([line.sign.text().to_owned(), line.what.clone(), line.note.clone(), money(line.monthly)]);
    }
    table.write(out, WIDTH)?;
    writeln!(out, "Per month: {after} instead of {before} ({})", after.since(before))
}
