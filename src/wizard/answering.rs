//! The answers that follow from what was picked and typed: each question puts in its own.

use super::state::State;
use super::steps::{ASSUMPTIONS, Question, STEPS};
use crate::plan::Answers;

impl State {
    /// The answers for a tier. What is typed wrongly stands at its default until it is right.
    pub(super) fn answers(&self, tier: &str) -> Answers {
        let mut answers = self.untouched(self.offer_index(), tier);
        for question in STEPS {
            question.answer(self, &mut answers);
        }
        ASSUMPTIONS.answer(self, &mut answers);
        answers
    }
}
