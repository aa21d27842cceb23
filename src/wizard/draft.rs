//! Answers of an earlier visit, as picks. What equals the default is not a pick, so that it stays marked as a default.

use crate::model::Usage;
use crate::plan::amounts::AMOUNTS;
use crate::plan::{Answers, Builder, Domain};

use super::picks::{BudgetPick, DomainPick};
use super::plans::Plans;
use super::state::State;

/// Fills in a draft; false when its app is not on offer, and then nothing is filled in.
pub(super) fn apply(state: &mut State, draft: &Answers) -> bool {
    let Some(offer) = state.offers.iter().position(|offer| offer.reference == draft.preset) else { return false };
    if state.own.offer == Some(offer) {
        state.picks.own = true;
    } else {
        state.picks.offer = offer;
    }
    state.picks.offer_picked = offer != 0;
    if draft.name != *state.default_name() && !state.taken.iter().any(|taken| taken == draft.name.as_str()) {
        state.picks.name = Some(draft.name.to_string());
    }
    state.picks.region = (draft.region != state.default_region()).then_some(draft.region);
    if draft.budget != state.suggested_budget() {
        let listed = AMOUNTS.contains(&draft.budget);
        state.picks.budget = Some(if listed { BudgetPick::Listed(draft.budget) } else { BudgetPick::Other });
        state.picks.other_budget = if listed { String::new() } else { draft.budget.to_string() };
    }
    domain(state, &draft.domain);
    let arch = draft.arch.filter(|arch| *arch != state.preset().arch && state.preset().architectures.contains(arch));
    state.picks.arch = arch;
    state.picks.builder = (draft.build != Builder::default()).then_some(draft.build);
    state.picks.backup_days = (draft.data.backup_days != state.backup_days()).then_some(draft.data.backup_days);
    state.picks.email = draft.alerts.email.clone().unwrap_or_default();
    state.picks.secrets.clone_from(&draft.secrets);
    state.picks.images.clone_from(&draft.images);
    usage(state, &draft.usage);
    let default = Plans::of(state, None).tier_for(state.budget()).map(str::to_owned);
    state.picks.tier =
        state.preset().tier(&draft.tier).map(|(name, _)| name.to_owned()).filter(|tier| default.as_ref() != Some(tier));
    true
}

fn domain(state: &mut State, domain: &Domain) {
    match domain {
        Domain::None => {}
        Domain::Route53 { name } => {
            // Which zone holds the name is known only once the account has listed its zones.
            let (label, zone) = match name.split_once('.') {
                Some((label, zone)) if zone.contains('.') => (label, zone),
                _ => ("", name.as_str()),
            };
            state.picks.label = Some(label.to_owned());
            state.picks.domain = Some(DomainPick::Zone(zone.to_owned()));
        }
        Domain::External { name } => {
            state.picks.elsewhere.clone_from(name);
            state.picks.domain = Some(DomainPick::Elsewhere);
        }
    }
}

fn usage(state: &mut State, usage: &Usage) {
    let (mut given, mut default) = (usage.clone(), Usage::default());
    for assumption in &Usage::ASSUMPTIONS {
        let value = given.value_mut(assumption.key).copied();
        if let Some(value) = value.filter(|value| default.value_mut(assumption.key).copied() != Some(*value)) {
            state.picks.usage.insert(assumption.key, value.to_string());
        }
    }
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
