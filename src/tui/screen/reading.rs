//! A text that is only read: the whole explanation of what was cut elsewhere.

use ratatui::style::Style;
use ratatui::text::Line;

use super::scroll::Scroll;
use super::{Input, Next, Screen};
use crate::tui::frame::{Page, Pane, Room};
use crate::tui::keymap::{Action, Context};
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::Theme;
use crate::tui::widget::cost;

/// A heading and its paragraphs.
pub(in crate::tui) type Section = (String, Vec<String>);

/// Columns of a window that no text is in.
const MARGINS: usize = 2;

/// Columns of a text that is read.
fn width(room: usize) -> usize {
    room.min(90)
}

/// Sections, one below the other.
pub(in crate::tui) struct ReadingScreen {
    sections: Vec<Section>,
    /// The wizard's cost follows, line by line.
    cost: bool,
    scroll: Scroll,
}

impl ReadingScreen {
    pub(in crate::tui) fn new(sections: Vec<Section>) -> Self {
        Self { sections, cost: false, scroll: Scroll::default() }
    }

    /// With every line of what the wizard's plan costs below; a key leads there and back.
    pub(in crate::tui) fn with_cost(sections: Vec<Section>) -> Self {
        Self { cost: true, ..Self::new(sections) }
    }
}

fn sections(sections: &[Section], width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (heading, paragraphs) in sections {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::styled(heading.clone(), theme.heading()));
        for words in paragraphs {
            lines.push(Line::default());
            lines.extend(text::paragraph(words, 0, width, Style::new()));
        }
    }
    lines
}

impl Screen for ReadingScreen {
    fn context(&self, _: &Model) -> Context {
        if self.cost && !self.sections.is_empty() { Context::Explained } else { Context::Reading }
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let width = width(room.width);
        let mut lines = sections(&self.sections, width, model.theme);
        if let Some(estimate) = self.cost.then(|| model.wizard.as_ref().map(|wizard| wizard.estimate())).flatten() {
            lines.extend((!lines.is_empty()).then(Line::default));
            lines.extend(cost::explained(estimate, width, model.theme));
        }
        Page { title: model.title(), body: Pane::new(lines, self.scroll.view()), ..Page::default() }
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        if matches!(input, Input::Act(Action::Explain)) {
            let before = sections(&self.sections, width(model.width.saturating_sub(MARGINS)), model.theme).len();
            self.scroll.jump(before + 1, model.fit);
            return Next::Stay;
        }
        self.scroll.read(model, &input)
    }
}
