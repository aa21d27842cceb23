//! Something that was asked for and could not be done.

use ratatui::text::{Line, Span};

use super::scroll::Scroll;
use super::{Input, Next, Screen};
use crate::tui::frame::{Page, Pane, Room};
use crate::tui::keymap::Context;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::Sign;

/// What happened and what to do.
pub(in crate::tui) struct ProblemScreen {
    title: String,
    what: String,
    hint: String,
    scroll: Scroll,
}

impl ProblemScreen {
    pub(in crate::tui) fn new(title: String, what: String, hint: String) -> Self {
        Self { title, what, hint, scroll: Scroll::default() }
    }
}

impl Screen for ProblemScreen {
    fn context(&self, _: &Model) -> Context {
        Context::Problem
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let theme = model.theme;
        let sign = Span::styled(theme.sign(Sign::Warning), theme.warning());
        let mut lines =
            vec![Line::from(vec![sign, Span::styled(format!(" {}", self.title), theme.heading())]), Line::default()];
        for (label, words) in [("What happened", &self.what), ("What to do", &self.hint)] {
            if !words.is_empty() {
                lines.extend(text::labelled(label, words, 16, room.width, theme));
                lines.push(Line::default());
            }
        }
        Page { title: model.title(), body: Pane::new(lines, self.scroll.view()), ..Page::default() }
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        self.scroll.read(model, &input)
    }
}
