//! What a wizard starts from.

use std::sync::OnceLock;

use super::checks::Checks;
use super::offer::Offer;
use super::own::Own;
use super::picks::Picks;
use super::plans::Plans;
use super::state::{State, free_name};
use super::{AccountState, Effect, REVIEW, Wizard, draft, nearest};
use crate::model::Region;
use crate::plan::Answers;

/// Everything the wizard knows at its start; nothing of it needs a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Setup {
    /// Apps to choose from, at least one.
    pub offers: Vec<Offer>,
    /// IANA name of the machine's time zone, such as `Europe/Berlin`.
    pub time_zone: Option<String>,
    /// The practice account: nothing leaves the machine.
    pub practice: bool,
    /// Names of existing deployments.
    pub taken: Vec<String>,
    /// The region that was named on the command line.
    pub region: Option<Region>,
    /// Whether an app of the person's own can be chosen.
    pub own: bool,
    /// The preset that an earlier visit made of one.
    pub own_before: Option<Offer>,
    /// Answers of an earlier, unfinished visit.
    pub draft: Option<Answers>,
}

/// A start that cannot lead to a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WizardError {
    #[error("there is no app to choose from")]
    NoPreset,
    #[error("no deployment can be named after the preset `{0}`: its name is taken or not allowed")]
    Name(String),
}

impl Wizard {
    /// A wizard at its first question.
    ///
    /// # Errors
    /// When there is no app to choose from, or no name is left for one.
    pub fn new(setup: Setup) -> Result<Self, WizardError> {
        let mut setup = setup;
        if setup.offers.is_empty() {
            return Err(WizardError::NoPreset);
        }
        let mut own = Own::on_offer(setup.own);
        if let Some(offer) = setup.own_before.take().filter(|_| setup.own) {
            own.resume(&offer, setup.offers.len());
            setup.offers.push(offer);
        }
        let free = setup.offers.iter().map(|offer| {
            let name = &offer.preset.name;
            free_name(name, &setup.taken).ok_or_else(|| WizardError::Name(name.clone()))
        });
        let names = free.collect::<Result<Vec<_>, _>>()?;
        let position = setup.time_zone.as_deref().and_then(nearest::position);
        let mut state = State {
            cheapest: vec![OnceLock::new(); setup.offers.len()],
            offers: setup.offers,
            regions: nearest::order(position),
            position,
            given: setup.region,
            taken: setup.taken,
            names,
            zones: None,
            picks: Picks::default(),
            own,
            region_typed: String::new(),
            app_typed: String::new(),
        };
        let resumed = setup.draft.is_some_and(|draft| draft::apply(&mut state, &draft));
        // What was named now comes before what an earlier visit left.
        state.picks.region = setup.region.or(state.picks.region);
        let tier = Plans::of(&state, None).tier_for(state.budget()).unwrap_or_default().to_owned();
        let entered = state.answers(state.picks.tier.as_deref().unwrap_or(&tier));
        Ok(Self {
            checked: state.region(),
            state,
            practice: setup.practice,
            at: 0,
            visited: if resumed { REVIEW } else { 0 },
            focus: 0,
            overlay: None,
            attempted: false,
            refusal: None,
            account: AccountState::Checking,
            checks: Checks::default(),
            listed: None,
            plans: OnceLock::new(),
            outdated: None,
            before: None,
            entered,
            resumed,
            asked_again: false,
            report: false,
        })
    }

    /// What to do before the first message.
    #[must_use]
    pub fn start(&self) -> Vec<Effect> {
        vec![Effect::CheckAccount { region: self.checked }]
    }
}
