//! What removals left on purpose, and goes on being billed.

use std::io::{self, Write};

use super::paragraph;
use crate::engine::{PricedKept, Remains};

/// What one removal left: identifiers, prices and how it goes for good. Commands are never broken, so that they can be
/// copied.
///
/// # Errors
/// When writing fails.
pub fn remains(remains: &Remains, out: &mut dyn Write) -> io::Result<()> {
    let Remains { deployment, place, kept, removal, unseen } = remains;
    paragraph(&format!("Kept from `{deployment}` when it was removed ({place}), {}:", remains.costs()), 0, out)?;
    for (mut ids, words) in PricedKept::alike(kept) {
        ids.try_for_each(|id| writeln!(out, "  {id}"))?;
        paragraph(&words, 4, out)?;
    }
    if let Some(why) = unseen {
        paragraph(&format!("Whether it is still there could not be checked: {why}."), 2, out)?;
    }
    writeln!(out, "To remove it for good:")?;
    removal.iter().try_for_each(|line| writeln!(out, "  {line}"))
}
