//! One line of text being typed: cursor, word jumps, a window on what is longer than its room.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::text::Span;
use tui_input::{Input, InputRequest};

use crate::tui::text;
use crate::tui::theme::Theme;

/// A text in the making.
#[derive(Clone, Debug, Default)]
pub(in crate::tui) struct Field(Input);

impl Field {
    pub(in crate::tui) fn new(value: &str) -> Self {
        Self(Input::new(value.to_owned()))
    }

    pub(in crate::tui) fn value(&self) -> &str {
        self.0.value()
    }

    /// Takes a key; true when the text changed.
    pub(in crate::tui) fn key(&mut self, event: KeyEvent) -> bool {
        let Some(request) = request(event) else { return false };
        self.0.handle(request).is_some_and(|changed| changed.value)
    }

    /// Takes pasted text: line breaks and control characters are dropped. True when the text changed.
    pub(in crate::tui) fn paste(&mut self, text: &str) -> bool {
        let mut changed = false;
        for c in text.trim().chars().filter(|c| !c.is_control()) {
            changed |= self.0.handle(InputRequest::InsertChar(c)).is_some();
        }
        changed
    }

    /// The part around the cursor in `room` columns, and the cursor's column; without the focus the beginning. Secrets show
    /// only their length.
    pub(in crate::tui) fn show(&self, room: usize, secret: bool, focused: bool, theme: Theme) -> (Vec<Span<'static>>, usize) {
        if !focused && !secret {
            return (vec![Span::raw(text::cut(self.0.value(), room, theme))], 0);
        }
        if secret {
            let count = self.0.value().chars().count();
            let mark = if theme.ascii { "*" } else { "•" };
            let shown = count.min(room.saturating_sub(1));
            return (vec![Span::raw(mark.repeat(shown))], self.0.cursor().min(shown));
        }
        let scroll = self.0.visual_scroll(room.max(2) - 1);
        let mut skipped = 0;
        let mut used = 0;
        let mut part = String::new();
        for c in self.0.value().chars() {
            let width = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
            if skipped < scroll {
                skipped += width;
                continue;
            }
            if used + width > room {
                break;
            }
            used += width;
            part.push(c);
        }
        (vec![Span::raw(part)], self.0.visual_cursor().saturating_sub(scroll))
    }
}

fn request(event: KeyEvent) -> Option<InputRequest> {
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    Some(match (event.code, control || alt) {
        (KeyCode::Char(c), false) => InputRequest::InsertChar(c),
        (KeyCode::Char('a'), true) if control => InputRequest::GoToStart,
        (KeyCode::Char('e'), true) if control => InputRequest::GoToEnd,
        (KeyCode::Char('u'), true) if control => InputRequest::DeleteLine,
        (KeyCode::Char('k'), true) if control => InputRequest::DeleteTillEnd,
        (KeyCode::Char('w') | KeyCode::Backspace, true) => InputRequest::DeletePrevWord,
        (KeyCode::Char('b') | KeyCode::Left, true) => InputRequest::GoToPrevWord,
        (KeyCode::Char('f') | KeyCode::Right, true) => InputRequest::GoToNextWord,
        (KeyCode::Backspace, false) => InputRequest::DeletePrevChar,
        (KeyCode::Delete, false) => InputRequest::DeleteNextChar,
        (KeyCode::Delete, true) => InputRequest::DeleteNextWord,
        (KeyCode::Left, false) => InputRequest::GoToPrevChar,
        (KeyCode::Right, false) => InputRequest::GoToNextChar,
        (KeyCode::Home, _) => InputRequest::GoToStart,
        (KeyCode::End, _) => InputRequest::GoToEnd,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEME: Theme = Theme { ascii: true, color: false };

    #[test]
    fn pasted_line_breaks_and_escapes_are_dropped() {
        let mut field = Field::new("app.");
        assert!(field.paste("example.com\r\n"));
        assert_eq!(field.value(), "app.example.com");
        field.paste("\u{1b}[31m\n");
        assert_eq!(field.value(), "app.example.com[31m");
    }

    #[test]
    fn long_texts_show_the_part_around_the_cursor() {
        let field = Field::new("abcdefghij");
        let (shown, cursor) = field.show(5, false, true, THEME);
        assert!(shown[0].content.ends_with("hij"), "{shown:?}");
        assert!(cursor < 5);
    }

    #[test]
    fn secrets_show_their_length_only() {
        let (shown, cursor) = Field::new("hunter2").show(20, true, true, THEME);
        assert_eq!((shown[0].content.as_ref(), cursor), ("*******", 7));
    }
}
