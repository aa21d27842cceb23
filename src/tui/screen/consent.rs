//! Consent that cannot be given by accident: the deployment's name, typed.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Input, Next, Screen};
use crate::tui::frame::{Page, Pane, Room, View};
use crate::tui::keymap::{Action, Context};
use crate::tui::message::Command;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::tui::widget::field::{Field, Holds};

/// The name of a deployment, and room for a mistake.
const NAME: Holds = Holds { most: 64, lines: false };

/// Asks for the name before something that cannot be undone.
pub(in crate::tui) struct ConsentScreen {
    name: String,
    /// What is about to happen, a paragraph each.
    words: Vec<String>,
    /// Of how many questions before a destroy this is the last.
    place: Option<String>,
    command: Command,
    field: Field,
    refused: bool,
}

impl ConsentScreen {
    pub(in crate::tui) fn new(name: &str, words: Vec<String>, command: Command) -> Self {
        Self { name: name.to_owned(), words, place: None, command, field: Field::default(), refused: false }
    }

    /// The last of the questions before a destroy.
    pub(in crate::tui) fn after(self, place: String) -> Self {
        Self { place: Some(place), ..self }
    }
}

impl Screen for ConsentScreen {
    fn context(&self, _: &Model) -> Context {
        Context::Consent
    }

    fn page(&self, model: &Model, room: Room) -> Page {
        let theme = model.theme;
        let mut lines = Vec::new();
        for words in &self.words {
            lines.extend(text::paragraph(words, 0, room.width, Style::new()));
        }
        lines.push(Line::default());
        let ask = Line::from(vec![
            Span::raw("Type "),
            Span::styled(self.name.clone(), theme.heading()),
            Span::raw(" to go on."),
        ]);
        lines.push(ask);
        let (shown, column) = self.field.show(room.width.saturating_sub(3), false, true, theme);
        let mut field = vec![Span::styled(format!("{} ", theme.sign(Sign::Focus)), theme.focus())];
        field.extend(shown);
        let cursor = Some((lines.len(), 2 + column));
        let line = lines.len();
        lines.push(Line::from(field));
        if self.refused {
            let words =
                format!("{} That is not {}. Nothing has happened; Esc goes back.", theme.sign(Sign::Failed), self.name);
            lines.extend(text::paragraph(&words, 0, room.width, theme.bad()));
        }
        let trail = self.place.iter().map(|place| place_of(place, room.width, theme)).collect();
        Page {
            title: model.title(),
            trail,
            note: model.note(),
            body: Pane::new(lines, View::Around(line)),
            cursor,
            ..Page::default()
        }
    }

    fn act(&mut self, model: &mut Model, input: Input) -> Next {
        match input {
            Input::Act(Action::Back) => return Next::Close,
            Input::Act(Action::Accept) if self.field.value().trim() == self.name => {
                model.start(self.command.clone(), "starting");
            }
            Input::Act(Action::Accept) => self.refused = true,
            Input::Act(_) => {}
            Input::Key(key) => {
                self.field.key(key, NAME);
                self.refused = false;
            }
            Input::Paste(text) => {
                self.field.paste(&text, NAME);
            }
        }
        Next::Stay
    }
}

/// `! Destroy: nothing is removed yet     2 of 4`
pub(super) fn place_of(place: &str, width: usize, theme: Theme) -> Line<'static> {
    let danger =
        vec![Span::styled(theme.sign(Sign::Warning), theme.warning()), Span::raw(" Destroy: nothing is removed yet")];
    text::row(danger, vec![Span::styled(place.to_owned(), theme.quiet())], width, theme)
}
