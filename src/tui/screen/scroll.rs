//! How far a page is scrolled, bounded by what was visible last.

use super::{Input, Next};
use crate::tui::frame::{Fit, View};
use crate::tui::keymap::Action;
use crate::tui::model::Model;

/// Scroll position of a page that is only read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scroll(usize);

impl Scroll {
    /// Takes a scrolling key; any other leaves it where it is.
    pub(super) fn act(&mut self, action: Action, fit: Fit) {
        self.0 = moved(self.0, fit.body_last, fit.body_rows, action);
    }

    /// What a page that is only read does: its keys scroll it or close it.
    pub(super) fn read(&mut self, model: &Model, input: &Input) -> Next {
        match input {
            Input::Act(Action::Back) => return Next::Close,
            Input::Act(action) => self.act(*action, model.fit),
            Input::Key(_) | Input::Paste(_) => {}
        }
        Next::Stay
    }

    /// To a line, as far as the page goes; to the top from there on.
    pub(super) fn jump(&mut self, line: usize, fit: Fit) {
        let there = line.min(fit.body_last);
        self.0 = if self.0 < there { there } else { 0 };
    }

    pub(super) const fn view(self) -> View {
        View::From(self.0)
    }
}

/// A position moved by a key, from 0 to `last`.
pub(super) fn moved(position: usize, last: usize, page: usize, action: Action) -> usize {
    let page = page.saturating_sub(1).max(1);
    let to = match action {
        Action::Up => position.saturating_sub(1),
        Action::Down => position + 1,
        Action::PageUp => position.saturating_sub(page),
        Action::PageDown => position + page,
        Action::First => 0,
        Action::Last => last,
        _ => position,
    };
    to.min(last)
}
