//! The wizard's place: shows its question or its review, whichever it is at.

use super::question::Question;
use super::review::Review;
use super::{Input, Next, Screen};
use crate::tui::frame::{Page, Room};
use crate::tui::keymap::Context;
use crate::tui::model::Model;
use crate::wizard::View;

/// The wizard; keeps a cursor per text field and the review's scroll position.
#[derive(Default)]
pub(in crate::tui) struct WizardScreen {
    question: Question,
    review: Review,
}

impl Screen for WizardScreen {
    fn context(&self, model: &Model) -> Context {
        match model.wizard.as_ref().map(|wizard| wizard.view()) {
            Some(View::Assumptions(_)) => Context::Assumptions,
            Some(View::Question(screen)) if screen.focused().is_some_and(crate::wizard::Field::is_text) => Context::Text,
            Some(View::Review) => Context::Review,
            _ => Context::Choice,
        }
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let Some(wizard) = &model.wizard else { return Page::default() };
        match wizard.view() {
            View::Question(screen) => self.question.page(model, wizard, &screen, room, false),
            View::Assumptions(screen) => self.question.page(model, wizard, &screen, room, true),
            View::Review => self.review.page(model, wizard, room),
        }
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        match model.wizard.as_ref().map(|wizard| wizard.view()) {
            Some(View::Question(screen) | View::Assumptions(screen)) => self.question.act(model, &screen, input),
            Some(View::Review) => self.review.act(model, &input),
            None => Next::Stay,
        }
    }
}
