//! A text that is only read: the whole explanation of what was cut elsewhere.

use ratatui::style::Style;
use ratatui::text::Line;

use super::scroll::Scroll;
use super::{Input, Next, Screen};
use crate::tui::frame::{Page, Pane, Room};
use crate::tui::keymap::Context;
use crate::tui::model::Model;
use crate::tui::text;

/// A heading and its paragraphs.
pub(in crate::tui) type Section = (String, Vec<String>);

/// Sections, one below the other.
pub(in crate::tui) struct ReadingScreen {
    sections: Vec<Section>,
    scroll: Scroll,
}

impl ReadingScreen {
    pub(in crate::tui) fn new(sections: Vec<Section>) -> Self {
        Self { sections, scroll: Scroll::default() }
    }
}

impl Screen for ReadingScreen {
    fn context(&self, _: &Model) -> Context {
        Context::Reading
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let mut lines = Vec::new();
        for (heading, paragraphs) in &self.sections {
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::styled(heading.clone(), model.theme.heading()));
            for words in paragraphs {
                lines.push(Line::default());
                lines.extend(text::paragraph(words, 0, room.width.min(90), Style::new()));
            }
        }
        Page { title: model.title(), body: Pane::new(lines, self.scroll.view()), ..Page::default() }
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        self.scroll.read(model, &input)
    }
}
