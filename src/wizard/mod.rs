//! The wizard: seven questions and a review, as data. `update(Msg) -> Vec<Effect>`; front ends draw what it shows and
//! carry out nothing themselves. Pure: no IO, no clock, no network.
//!
//! ```text
//! App ─ Budget ─ Region ─ Domain ─ Compute ─ Data ─ Alerts ─ Review
//! ```

mod account;
mod answering;
mod check;
mod checks;
mod diagram;
mod draft;
mod flow;
mod message;
mod nearest;
mod notices;
mod offer;
mod own;
mod phases;
mod picks;
mod plans;
mod reading;
mod review;
mod screen;
mod setup;
mod sign_in;
mod state;
mod steps;

#[cfg(test)]
mod tests;

use std::sync::OnceLock;

pub use check::{Check, Found};
pub use message::{AccountState, Effect, Msg};
pub use offer::{Offer, Offered};
pub use own::{Made, OwnApp, Report};
pub use phases::{PhaseRow, Share, phases};
pub use review::{AnswerRow, Review, minutes};
pub use screen::{Choice, Crumb, Field, Input, Mark, Place, Screen, Text, Typing};
pub use setup::{Setup, WizardError};
pub use state::Source;

use crate::model::Region;
use crate::plan::{Answers, Blueprint, Estimate, Step, Total};
use crate::preset::{Host, Preset, Tier};
use checks::Checks;
use plans::Plans;
use state::State;
use steps::{ASSUMPTIONS, Question, STEPS};

/// Place of the review in the trail.
pub const REVIEW: usize = STEPS.len();

const PLAIN_HTTP: &str = "Without a domain a load balancer answers by plain http: what people send is not private.";

/// The questions, what was answered, and what follows from it.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Wizard {
    state: State,
    practice: bool,
    /// Place in the trail, and the furthest one visited.
    at: usize,
    visited: usize,
    focus: usize,
    /// Focus inside the editor of assumptions while it is open.
    overlay: Option<usize>,
    /// Someone tried to go on although something was wrong: errors of empty texts are shown.
    attempted: bool,
    /// Why the last message was not followed.
    refusal: Option<String>,
    account: AccountState,
    checked: Region,
    checks: Checks,
    /// Account whose zones were asked for.
    listed: Option<String>,
    plans: OnceLock<Plans>,
    /// The plans before the present ones, whose prices of regions may still be right.
    outdated: Option<Plans>,
    /// Total before the last message.
    before: Option<Total>,
    /// Answers when the present question was entered: what changed since is what notices tell.
    entered: Answers,
    resumed: bool,
    /// AWS is asked again who is signed in, after it had said nobody: until this page is left.
    asked_again: bool,
    /// What became of an app of one's own is to be read first.
    report: bool,
}

/// What is on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    Question(Screen),
    /// What became of the person's own app, before the questions go on.
    Imported(Report),
    /// The editor of the estimate's assumptions, over whatever is beneath.
    Assumptions(Screen),
    Review,
}

/// Something that must be put right before a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Place of the question in the trail, and its name.
    pub step: usize,
    pub name: &'static str,
    pub text: String,
}

impl Wizard {
    /// What is on the screen now.
    #[must_use]
    pub fn view(&self) -> View {
        if let Some(report) = self.own_report() {
            return View::Imported(report);
        }
        match (self.overlay, STEPS.get(self.at)) {
            (Some(focus), _) => View::Assumptions(self.screen(&ASSUMPTIONS, focus)),
            (None, Some(question)) => View::Question(self.screen(*question, self.focus)),
            (None, None) => View::Review,
        }
    }

    fn screen(&self, question: &dyn Question, focus: usize) -> Screen {
        let mut fields = question.fields(self);
        question.price(self, &mut fields);
        for field in &mut fields {
            let empty = match &field.input {
                Input::Text(text) => (text.required || text.secret) && text.value.is_empty() && text.secret_length == 0,
                Input::Choice { .. } => false,
            };
            if empty && !self.attempted {
                field.error = None;
            }
        }
        Screen {
            title: question.title(self),
            why: question.why(self),
            focus: focus.min(fields.len().saturating_sub(1)),
            fields,
        }
    }

    /// The trail of questions, the review last.
    #[must_use]
    pub fn trail(&self) -> Vec<Crumb> {
        let names = STEPS.iter().map(|question| question.name()).chain(["Review"]);
        let place = |index: usize| match index {
            here if here == self.at => Place::Here,
            behind if behind < self.at => Place::Behind,
            visited if visited <= self.visited => Place::Visited,
            _ => Place::Ahead,
        };
        names.enumerate().map(|(index, name)| Crumb { name, place: place(index) }).collect()
    }

    /// Place in the trail; [`REVIEW`] is the review.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    #[must_use]
    pub const fn practice(&self) -> bool {
        self.practice
    }

    #[must_use]
    pub const fn account(&self) -> &AccountState {
        &self.account
    }

    /// Why the last message was not followed, if it was not.
    #[must_use]
    pub fn refusal(&self) -> Option<&str> {
        self.refusal.as_deref()
    }

    /// The apps to choose from, and the region that their prices are of.
    #[must_use]
    pub fn offered(&self) -> (Region, Vec<Offered<'_>>) {
        let state = &self.state;
        let offers = state.offers.iter().enumerate();
        let offered = offers.map(|(place, offer)| Offered { preset: &offer.preset, cheapest: state.cheapest(place) });
        (state.given.unwrap_or_else(|| state.nearest_region()), offered.collect())
    }

    /// The chosen app.
    #[must_use]
    pub fn preset(&self) -> &Preset {
        self.state.preset()
    }

    /// All answers. What is still wrong or missing stands at its default; see [`Self::problems`].
    #[must_use]
    pub fn answers(&self) -> Answers {
        self.state.answers(self.tier_name())
    }

    /// What a month costs with the present answers.
    #[must_use]
    pub fn estimate(&self) -> &Estimate {
        self.plans().estimate(self.tier_name())
    }

    /// What would be created; `None` only when the preset cannot be planned with these answers.
    #[must_use]
    pub fn blueprint(&self) -> Option<&Blueprint> {
        self.plans().get(self.tier_name()).map(|plan| &plan.blueprint)
    }

    /// How much the last message changed the month's total.
    #[must_use]
    pub fn change_since_last(&self) -> Option<Step> {
        let change = self.estimate().monthly_total.since(self.before.as_ref()?);
        (!change.is_nothing()).then_some(change)
    }

    /// What must be put right before a deployment, in the order of the questions.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (step, question) in STEPS.iter().enumerate() {
            for field in question.fields(self) {
                problems.extend(field.error.map(|error| Problem {
                    step,
                    name: question.name(),
                    text: format!("{}: {error}", field.label),
                }));
            }
        }
        if problems.is_empty() && self.blueprint().is_none() {
            let why = self.plans().refusal(self.tier_name()).map(|why| format!(" ({why})")).unwrap_or_default();
            let text = format!("{} cannot be planned like this{why}: choose another tier", self.preset().title);
            problems.push(Problem { step: steps::COMPUTE, name: STEPS[steps::COMPUTE].name(), text });
        }
        problems
    }

    /// The sentence that every screen owes to a person whose app will answer by plain http.
    #[must_use]
    pub fn plain_http(&self) -> Option<&'static str> {
        let without = self.state.domain().unwrap_or_default().name().is_none();
        (without && self.behind_balancer()).then_some(PLAIN_HTTP)
    }

    /// Certificates are for names and addresses. A load balancer has no fixed address, and its name is AWS's.
    fn behind_balancer(&self) -> bool {
        self.tier().is_some_and(|tier| tier.on == Host::Servers)
    }

    fn tier_name(&self) -> &str {
        let picked = self.state.picks.tier.as_deref().filter(|tier| self.preset().tiers.contains_key(*tier));
        picked.or_else(|| self.plans().tier_for(self.state.budget())).unwrap_or("")
    }

    fn tier(&self) -> Option<&Tier> {
        self.preset().tiers.get(self.tier_name())
    }

    fn plans(&self) -> &Plans {
        self.plans.get_or_init(|| Plans::of(&self.state, self.outdated.as_ref()))
    }
}
