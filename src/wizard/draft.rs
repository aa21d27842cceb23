//! Answers of an earlier visit, as picks. What equals the default is not a pick, so that it stays marked as a default.

use super::plans::Plans;
use super::state::State;
use super::steps::{ASSUMPTIONS, Question as _, STEPS};
use crate::plan::Answers;

/// Fills in a draft; false when its app is not on offer, and then nothing is filled in.
pub(super) fn apply(state: &mut State, draft: &Answers) -> bool {
    let Some(offer) = state.offers.iter().position(|offer| offer.reference == draft.preset) else { return false };
    if state.own.offer == Some(offer) {
        state.picks.own = true;
    } else {
        state.picks.offer = offer;
    }
    state.picks.offer_picked = offer != 0;
    for question in STEPS {
        question.resume(state, draft);
    }
    ASSUMPTIONS.resume(state, draft);
    let default = Plans::of(state, None).tier_for(state.budget()).map(str::to_owned);
    state.picks.tier =
        state.preset().tier(&draft.tier).map(|(name, _)| name.to_owned()).filter(|tier| default.as_ref() != Some(tier));
    true
}

/// The smallest of `zones` that holds `name`, and what stands before it.
pub(super) fn inside(zones: &[String], name: &str) -> Option<(String, String)> {
    let holding = zones.iter().filter_map(|zone| {
        let before = name.strip_suffix(zone.as_str())?;
        let label = if before.is_empty() { "" } else { before.strip_suffix('.')? };
        Some((zone.clone(), label.to_owned()))
    });
    holding.max_by_key(|(zone, _)| zone.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_zone_that_holds_the_name() {
        let zones = ["example.com", "team.example.com", "ple.com"].map(str::to_owned);
        let found = |name: &str| inside(&zones, name);
        assert_eq!(found("app.example.com"), Some(("example.com".to_owned(), "app".to_owned())));
        assert_eq!(found("a.team.example.com"), Some(("team.example.com".to_owned(), "a".to_owned())));
        assert_eq!(found("example.com"), Some(("example.com".to_owned(), String::new())));
        assert_eq!(found("example.org"), None);
    }
}
