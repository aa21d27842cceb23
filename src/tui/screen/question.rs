//! One question of the wizard, whichever it is: draws the kinds of fields and passes on what a person does.

use std::collections::BTreeMap;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::reading::{ReadingScreen, Section};
use super::{Input, Next};
use crate::tui::frame::{Page, Pane, Room, View};
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::tui::widget::field::{Edit, Field as Typed, Holds};
use crate::tui::widget::{cost, fields, trail};
use crate::wizard::{Input as Kind, Mark, Msg, Screen as Asked, Text, Typing, Wizard};

/// What is remembered between frames: a cursor per text field.
#[derive(Default)]
pub(super) struct Question {
    typed: BTreeMap<String, Typed>,
}

impl Question {
    pub(super) fn page(&self, model: &Model, wizard: &Wizard, asked: &Asked, room: Room, overlay: bool) -> Page {
        let theme = model.theme;
        let unread = wizard.is_unread();
        let title = if unread { "" } else { wizard.preset().title.as_str() };
        let mut page = Page { title: model.title_of(title), ..Page::default() };
        page.title_right = right(model, wizard, room);
        page.trail = vec![if overlay { over(room, theme) } else { trail::line(&wizard.trail(), room.width, theme) }];
        page.trail.extend(plain_http(wizard, room, theme));
        if room.aside > 0 && unread {
            let words = "What a month costs is known once your app is read.";
            page.aside = text::paragraph(words, 0, room.aside, theme.quiet());
        } else if room.aside > 0 {
            let size = [room.aside, room.height.saturating_sub(6)];
            let (explain, assume) = if letters_are_text(asked) { ("F3", "F2") } else { ("e", "u") };
            page.aside = cost::lines(
                wizard.estimate(),
                wizard.answers().budget,
                wizard.change_since_last(),
                explain,
                size,
                theme,
            );
            if !overlay {
                page.aside.push(Line::styled(format!("{assume}  change assumptions"), theme.quiet()));
            }
        }
        let mut lines = text::paragraph(&asked.title, 0, room.beside, theme.heading());
        lines.extend(text::paragraph(&asked.why, 0, room.beside, Style::new()));
        for words in wizard.refusal().map(str::to_owned).into_iter().chain(wizard.notices()) {
            lines.extend(text::paragraph(
                &format!("{} {words}", theme.sign(Sign::Warning)),
                0,
                room.beside,
                theme.warning(),
            ));
        }
        lines.push(Line::default());
        let shown = fields::lines(asked, |key| self.typed.get(key), room, theme);
        let before = lines.len();
        lines.extend(shown.lines);
        lines.extend(explanation(asked, room, theme));
        page.cursor = shown.cursor.map(|(line, column)| (before + line, column));
        page.body = Pane::new(lines, View::Around(before + shown.focus));
        page.note = note(model, wizard);
        page
    }

    pub(super) fn act(&mut self, model: &mut Model, asked: &Asked, input: Input) -> Next {
        match input {
            Input::Act(Action::Explain) => {
                return Next::Open(Box::new(ReadingScreen::with_cost(about(asked))));
            }
            Input::Act(action) => {
                if let Some(msg) = message(action, asked) {
                    model.tell_wizard(msg);
                }
            }
            Input::Key(key) => self.edit(model, asked, |field, holds| field.key(key, holds)),
            Input::Paste(pasted) => self.edit(model, asked, |field, holds| field.paste(&pasted, holds)),
        }
        Next::Stay
    }

    /// Changes the focused text, and tells the wizard when it became another.
    fn edit(&mut self, model: &mut Model, asked: &Asked, change: impl FnOnce(&mut Typed, Holds) -> Edit) {
        let Some(field) = asked.focused() else { return };
        model.notice = None;
        let (typed, holds) = match &field.input {
            Kind::Text(present) => {
                let typed = self.typed.entry(field.key.clone()).or_default();
                if !fields::current(typed, present) {
                    *typed = fields::edited(present);
                }
                (typed, Holds { most: present.most(), lines: present.secret })
            }
            Kind::Choice { typing: Typing::Nothing, .. } => return,
            Kind::Choice { typing, .. } => {
                let so_far = if let Typing::Narrows { typed, .. } = typing { typed.as_str() } else { "" };
                (&mut Typed::new(so_far), Holds { most: Text::default().most(), lines: false })
            }
        };
        match change(typed, holds) {
            Edit::Nothing => {}
            Edit::Changed => {
                let value = typed.value().to_owned();
                model.tell_wizard(Msg::text(value));
            }
            Edit::TooLong(length) => model.notice = Some(format!("too long: {length} characters, {} fit", holds.most)),
        }
    }
}

fn message(action: Action, asked: &Asked) -> Option<Msg> {
    let many = asked.fields.len() > 1;
    let options = |to: fn(usize, usize) -> usize| match &asked.focused()?.input {
        Kind::Choice { options, selected, .. } => Some(Msg::Choose(to(*selected, options.len().saturating_sub(1)))),
        Kind::Text(_) => None,
    };
    Some(match action {
        Action::Up => Msg::Up,
        Action::Down => Msg::Down,
        Action::PageUp => options(|selected, _| selected.saturating_sub(8))?,
        Action::PageDown => options(|selected, last| (selected + 8).min(last))?,
        Action::First => options(|_, _| 0)?,
        Action::Last => options(|_, last| last)?,
        Action::Pane if many => Msg::FocusNext,
        Action::Accept | Action::Pane => Msg::Enter,
        Action::PaneBack if many => Msg::FocusPrevious,
        Action::Back | Action::PaneBack => Msg::Back,
        Action::Assumptions => Msg::ToggleAssumptions,
        _ => return None,
    })
}

/// True where a letter is no command.
fn letters_are_text(asked: &Asked) -> bool {
    match asked.focused().map(|field| &field.input) {
        Some(Kind::Text(_)) => true,
        Some(Kind::Choice { typing, .. }) => matches!(typing, Typing::Narrows { .. }),
        None => false,
    }
}

/// The account, or that this is practice; the total where there is no cost column.
fn right(model: &Model, wizard: &Wizard, room: Room) -> Vec<Span<'static>> {
    let theme = model.theme;
    if room.aside == 0 && wizard.is_unread() {
        return Vec::new();
    }
    if room.aside == 0 {
        return cost::folded(wizard.estimate(), wizard.change_since_last(), theme);
    }
    let words = if wizard.practice() { "nothing leaves this machine".to_owned() } else { wizard.account().line() };
    vec![Span::styled(words, theme.quiet())]
}

fn over(room: Room, theme: Theme) -> Line<'static> {
    text::row(
        vec![Span::styled(format!("{}Assumptions", theme.sign(Sign::Active)), theme.focus())],
        Vec::new(),
        room.width,
        theme,
    )
}

fn plain_http(wizard: &Wizard, room: Room, theme: Theme) -> Option<Line<'static>> {
    let sentence = wizard.plain_http()?;
    let short = "plain http: a load balancer needs a domain for https";
    let words = if text::width(sentence) + 2 <= room.width { sentence } else { short };
    let spans = vec![Span::styled(theme.sign(Sign::Warning), theme.warning()), Span::raw(format!(" {words}"))];
    Some(text::row(spans, Vec::new(), room.width, theme))
}

/// What is known of the selected options, each under its own name; those of the focused field first, with what its line
/// may have had no room for.
fn about(asked: &Asked) -> Vec<Section> {
    let focused = asked.focused().and_then(|field| field.selected());
    let first = focused.map(|option| {
        let marks = option.marks.iter().map(Mark::text);
        let words: Vec<String> =
            std::iter::once(option.summary.clone()).chain(marks).filter(|words| !words.is_empty()).collect();
        let line = Some(words.join(", "))
            .filter(|line| !line.is_empty())
            .map(|line| format!("{}.", line.trim_end_matches('.')));
        (option.label.clone(), line.into_iter().chain(option.about.iter().cloned()).collect())
    });
    first.into_iter().chain(beside(asked)).collect()
}

/// The explained options of the fields that have not the focus.
fn beside(asked: &Asked) -> impl Iterator<Item = Section> {
    let others = asked.fields.iter().enumerate().filter(|(index, _)| *index != asked.focus);
    let options = others.filter_map(|(_, field)| field.selected()).filter(|option| !option.about.is_empty());
    options.map(|option| (option.label.clone(), option.about.clone()))
}

fn explanation(asked: &Asked, room: Room, theme: Theme) -> Vec<Line<'static>> {
    let Some(field) = asked.focused() else { return Vec::new() };
    let first = match field.selected() {
        Some(option) => (option.label.clone(), option.about.clone()),
        None => (field.label.clone(), vec![field.help.clone()]),
    };
    let sections = std::iter::once(first).chain(beside(asked).filter(|_| !field.is_text()));
    let mut lines = Vec::new();
    for (heading, paragraphs) in sections.filter(|(_, paragraphs)| paragraphs.iter().any(|words| !words.is_empty())) {
        lines.push(Line::default());
        lines.push(Line::styled(heading, theme.heading()));
        for words in paragraphs {
            lines.extend(text::paragraph(&words, 2, room.beside, Style::new()));
        }
    }
    lines
}

fn note(model: &Model, wizard: &Wizard) -> String {
    let note = model.note();
    if wizard.is_unread() {
        return note;
    }
    let minutes = wizard.blueprint().map(|blueprint| text::about(blueprint.critical_path_seconds()));
    if note.is_empty() { minutes.map(|minutes| format!("~{minutes} to run")).unwrap_or_default() } else { note }
}
