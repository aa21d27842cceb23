//! What a run would meet, asked while a person reads the review. The application asks; here is what is wanted of it and
//! what came.

use super::check::{Check, Found};
use super::{AccountState, Effect, REVIEW, Wizard};
use crate::plan::Answers;

/// The checks of the present answers.
#[derive(Clone, Debug, Default)]
pub(super) struct Checks {
    /// Answers that come late are told from those that are waited for.
    turn: u32,
    /// What they are about; nothing while none are wanted.
    about: Option<Answers>,
    list: Vec<Check>,
}

impl Wizard {
    /// What was asked for the present answers, as far as it is known.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks.list
    }

    /// Whether answers are still waited for.
    #[must_use]
    pub fn is_checking(&self) -> bool {
        let open = self.checks.list.is_empty() || self.checks.list.iter().any(|check| check.found == Found::Asking);
        self.checks.about.is_some() && open
    }

    /// What would stop a run, in sentences.
    pub(super) fn stoppers(&self) -> impl Iterator<Item = &str> {
        self.checks.list.iter().filter_map(|check| match &check.found {
            Found::Stops { why, .. } => Some(why.as_str()),
            Found::Asking | Found::Fine | Found::Unknown(_) => None,
        })
    }

    pub(super) fn checks_are(&mut self, turn: u32, list: Vec<Check>) {
        if turn == self.checks.turn && self.checks.about.is_some() {
            self.checks.list = list;
        }
    }

    /// Begins what the review wants to know, again when the answers changed, and ends it where nobody reads it.
    pub(super) fn mind_checks(&mut self) -> Option<Effect> {
        let asks = matches!(self.account, AccountState::Ready { .. } | AccountState::Unknown(_))
            && self.open_points().is_none()
            && self.beyond_free_plan().is_none();
        // What is typed over the review counts once it is taken.
        if self.overlay.is_some() && self.at == REVIEW && asks {
            return None;
        }
        let wanted = (self.at == REVIEW && asks).then(|| self.answers()).filter(|_| self.problems().is_empty());
        if wanted == self.checks.about {
            return None;
        }
        self.checks = Checks { turn: self.checks.turn + 1, about: wanted.clone(), list: Vec::new() };
        Some(wanted.map_or(Effect::StopChecking, |answers| Effect::CheckPlan {
            turn: self.checks.turn,
            answers: Box::new(answers),
        }))
    }
}
