//! The fields of a question: choices as lists, texts as rows with a cursor, errors under what is wrong.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::choices::{self, Choice as Row};
use super::field::{Field as Typed, lines_in_words};
use crate::tui::frame::Room;
use crate::tui::text;
use crate::tui::theme::{Sign, Theme};
use crate::wizard::{Choice, Field, Input, Mark, Screen, Text, Typing};

/// Columns that a typed text has, where there is room: enough for most e-mail addresses and domains.
const VALUE: usize = 24;

/// The fields drawn, with the line that has the focus and the cursor inside it.
#[derive(Default)]
pub(in crate::tui) struct Fields {
    pub lines: Vec<Line<'static>>,
    pub focus: usize,
    pub cursor: Option<(usize, usize)>,
}

/// Draws all fields of a screen. `typed` finds the text being edited under a field's key.
pub(in crate::tui) fn lines<'a>(
    screen: &Screen,
    typed: impl Fn(&str) -> Option<&'a Typed>,
    room: Room,
    theme: Theme,
) -> Fields {
    let mut drawn = Fields::default();
    let widest =
        screen.fields.iter().filter(|field| field.is_text()).map(|field| text::width(&field.label)).max().unwrap_or(0);
    // Lists give way to what is wrong, so that the question stays in sight.
    let wrong: usize = screen.fields.iter().map(|field| error(field, room, theme).len()).sum();
    let lists = Room { height: room.height.saturating_sub(wrong), ..room };
    let column = (widest + 2).min(room.beside.saturating_sub(VALUE.min(room.beside / 2))).max(14);
    for (index, field) in screen.fields.iter().enumerate() {
        let focused = index == screen.focus;
        match &field.input {
            Input::Choice { options, selected, typing } => {
                drawn.search(typing, options.len(), focused, room, theme);
                drawn.choice(field, index, (options, *selected), focused, lists, theme);
            }
            Input::Text(present) => {
                let between = index > 0 && !screen.fields[index - 1].is_text();
                if between {
                    drawn.lines.push(Line::default());
                }
                let own = typed(&field.key).filter(|typed| current(typed, present)).cloned();
                let typed = own.unwrap_or_else(|| edited(present));
                drawn.text(field, present, &typed, column, focused, room, theme);
            }
        }
        let error = error(field, room, theme);
        if focused && field.is_text() {
            // All of it is on the page, also of a long one at the page's end.
            drawn.focus += error.len();
        }
        drawn.lines.extend(error);
    }
    drawn
}

/// What is wrong with a field, to stand under it.
fn error(field: &Field, room: Room, theme: Theme) -> Vec<Line<'static>> {
    let Some(error) = &field.error else { return Vec::new() };
    text::paragraph(&format!("{} {error}", theme.sign(Sign::Failed)), 2, room.beside, theme.bad())
}

/// True while what is being edited is what the wizard has.
pub(in crate::tui) fn current(typed: &Typed, present: &Text) -> bool {
    if hidden(present) {
        typed.value().trim().chars().count() == present.secret_length
    } else {
        typed.value().trim() == present.value.trim()
    }
}

/// The present text, to be edited.
pub(in crate::tui) fn edited(present: &Text) -> Typed {
    if present.suggested { Typed::suggested(&present.value) } else { Typed::new(&present.value) }
}

/// Where a secret is read from is no secret.
fn hidden(present: &Text) -> bool {
    present.secret && present.value.is_empty()
}

impl Fields {
    /// What a list is narrowed down to, above it.
    fn search(&mut self, typing: &Typing, found: usize, focused: bool, room: Room, theme: Theme) {
        let Typing::Narrows { typed, of, by } = typing else { return };
        let label = "  Filter: ";
        let (words, rest) = if typed.is_empty() {
            (Span::styled(format!("type {by}"), theme.quiet()), String::new())
        } else {
            (
                Span::raw(text::cut(typed, room.beside.saturating_sub(text::width(label) + 14), theme)),
                format!("{found} of {of}"),
            )
        };
        if focused {
            self.cursor =
                Some((self.lines.len(), text::width(label) + if typed.is_empty() { 0 } else { words.width() }));
        }
        let rest = Span::styled(rest, theme.quiet());
        self.lines.push(text::row(vec![Span::raw(label), words], vec![rest], room.beside, theme));
    }

    fn choice(
        &mut self,
        field: &Field,
        index: usize,
        (options, selected): (&[Choice], usize),
        focused: bool,
        room: Room,
        theme: Theme,
    ) {
        if index > 0 {
            self.lines.push(Line::default());
            self.lines.push(Line::styled(field.label.clone(), theme.heading()));
        }
        let rows: Vec<Row> = options.iter().enumerate().map(|(place, option)| row(option, place == selected)).collect();
        let lines = choices::lines(&rows, focused.then_some(selected), room.beside, theme);
        let most = room.height.saturating_sub(13).max(6);
        let (lines, line) = choices::around(lines, selected, most, theme);
        if focused {
            self.focus = self.lines.len() + line;
        }
        self.lines.extend(lines);
    }

    #[expect(clippy::too_many_arguments, reason = "one row of a form has that many facts")]
    fn text(
        &mut self,
        field: &Field,
        present: &Text,
        typed: &Typed,
        column: usize,
        focused: bool,
        room: Room,
        theme: Theme,
    ) {
        let style = if focused { theme.focus() } else { Style::new() };
        let mut spans = vec![
            Span::styled(if focused { theme.sign(Sign::Focus) } else { " " }, theme.focus()),
            Span::raw(" "),
            Span::styled(text::pad(&field.label, column - 2, theme), style),
            Span::raw("  "),
        ];
        let start = 2 + column;
        let suffix = match present.suffix.as_str() {
            "" => String::new(),
            suffix if suffix.starts_with('.') => suffix.to_owned(),
            suffix => format!(" {suffix}"),
        };
        let rest = room.beside.saturating_sub(start + text::width(&suffix));
        let (shown, at) = typed.show(rest, hidden(present), focused, theme);
        let empty = typed.value().is_empty();
        if empty && present.secret_length == 0 {
            if !present.placeholder.is_empty() {
                spans.push(Span::styled(format!("({})", present.placeholder), theme.quiet()));
            }
        } else if empty {
            let held = match present.secret_lines {
                0 | 1 => format!("{} characters", present.secret_length),
                lines => lines_in_words(lines),
            };
            spans.push(Span::styled(format!("({held}, kept)"), theme.quiet()));
        } else {
            spans.extend(shown);
        }
        spans.push(Span::styled(suffix.trim_end().to_owned(), theme.quiet()));
        if focused {
            self.focus = self.lines.len();
            self.cursor = Some((self.lines.len(), start + at));
        }
        self.lines.push(Line::from(text::clip(spans, room.beside, theme)));
    }
}

fn row(option: &Choice, chosen: bool) -> Row {
    let mut words = vec![option.summary.clone()];
    let mut warnings = Vec::new();
    for mark in &option.marks {
        match mark {
            Mark::FitsBudget => {}
            mark if mark.is_warning() => warnings.push(mark.text()),
            mark => words.push(mark.text()),
        }
    }
    words.retain(|word| !word.is_empty());
    Row {
        label: option.label.clone(),
        text: words.join(", "),
        warning: warnings.join(", "),
        right: option.detail.clone(),
        chosen: Some(chosen),
        off: false,
    }
}
