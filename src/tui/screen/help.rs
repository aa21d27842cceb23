//! All keys of a screen.

use ratatui::text::{Line, Span};

use super::scroll::Scroll;
use super::{Input, Next, Screen};
use crate::tui::frame::{Page, Pane, Room};
use crate::tui::keymap::{self, Action, Context};
use crate::tui::model::Model;
use crate::tui::text;

/// Shows the keys of the screen it was opened from.
pub(in crate::tui) struct HelpScreen {
    of: Context,
    scroll: Scroll,
}

impl HelpScreen {
    pub(in crate::tui) fn new(of: Context) -> Self {
        Self { of, scroll: Scroll::default() }
    }
}

impl Screen for HelpScreen {
    fn context(&self, _: &Model) -> Context {
        Context::Reading
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let theme = model.theme;
        let column = keymap::bindings(self.of).map(|binding| text::width(binding.label)).max().unwrap_or(0) + 3;
        let mut lines = vec![Line::styled("Keys here", theme.heading()), Line::default()];
        for binding in keymap::bindings(self.of) {
            let label = if binding.label == "↑↓" { "↑" } else { binding.label };
            lines.extend(text::labelled(label, binding.describe, column, room.width, theme));
        }
        if self.of.typing() {
            lines.push(Line::default());
            lines.push(Line::from(Span::styled("Everything else is typed into the field.", theme.quiet())));
        }
        Page { title: model.title(), body: Pane::new(lines, self.scroll.view()), ..Page::default() }
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        match input {
            Input::Act(Action::Help) => Next::Close,
            input => self.scroll.read(model, &input),
        }
    }
}
