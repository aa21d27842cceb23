//! The wizard's place: shows its question or its review, whichever it is at.

use super::imported::Imported;
use super::question::Question;
use super::review::Review;
use super::{Input, Next, Screen};
use crate::tui::frame::{Page, Room};
use crate::tui::keymap::{Action, Context};
use crate::tui::message::{Command, NOTHING_CREATED};
use crate::tui::model::Model;
use crate::wizard::{Input as Kind, Msg, Typing, View};

/// The wizard; keeps a cursor per text field and the review's scroll position.
#[derive(Default)]
pub(in crate::tui) struct WizardScreen {
    question: Question,
    imported: Imported,
    review: Review,
    /// Esc was pressed where nothing comes before: once more leaves.
    leaving: bool,
}

impl Screen for WizardScreen {
    fn context(&self, model: &Model) -> Context {
        match model.wizard.as_ref().map(|wizard| wizard.view()) {
            Some(View::Assumptions(_)) => Context::Assumptions,
            Some(View::Question(screen)) => match screen.focused().map(|field| &field.input) {
                Some(Kind::Text(_)) => Context::Text,
                Some(Kind::Choice { typing: Typing::Narrows { .. }, .. }) => Context::Search,
                Some(Kind::Choice { typing: Typing::Begins, .. }) => Context::Amounts,
                _ if screen.fields.len() > 1 => Context::Choices,
                _ => Context::Choice,
            },
            Some(View::Imported(_)) => Context::Imported,
            Some(View::Review) => Context::Review,
            None => Context::Choice,
        }
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let Some(wizard) = &model.wizard else { return Page::default() };
        match wizard.view() {
            View::Question(screen) => self.question.page(model, wizard, &screen, room, false),
            View::Assumptions(screen) => self.question.page(model, wizard, &screen, room, true),
            View::Imported(report) => self.imported.page(model, wizard, &report, room),
            View::Review => self.review.page(model, wizard, room),
        }
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        let first = model.wizard.as_ref().is_some_and(|wizard| {
            wizard.at() == 0 && matches!(wizard.view(), View::Question(_)) && !wizard.is_inside_own()
        });
        let leaving = std::mem::take(&mut self.leaving);
        if first && matches!(input, Input::Act(Action::Back)) {
            return self.before_the_first(model, leaving);
        }
        match model.wizard.as_ref().map(|wizard| wizard.view()) {
            Some(View::Question(screen) | View::Assumptions(screen)) => self.question.act(model, &screen, input),
            Some(View::Imported(_)) => self.imported.act(model, &input),
            Some(View::Review) => self.review.act(model, &input),
            None => Next::Stay,
        }
    }
}

impl WizardScreen {
    /// Back from the first question: to the deployments it was opened from, or out when that is asked for twice.
    fn before_the_first(&mut self, model: &mut Model, again: bool) -> Next {
        let from_menu = model.menu.is_some() || !model.menus.is_empty();
        if !from_menu && !again {
            self.leaving = true;
            model.notice = Some("Esc again quits".to_owned());
            return Next::Stay;
        }
        model.tell_wizard(Msg::Cancel);
        if !from_menu {
            return Next::Leave(Some(NOTHING_CREATED.to_owned()));
        }
        model.wizard = None;
        model.outbox.extend(model.menu.as_ref().map(|menu| Command::Choose(menu.name.clone())));
        Next::Close
    }
}
