//! One line of text being typed: cursor, word jumps, a window on what is longer than its room.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::{Modifier, Style};
use ratatui::text::Span;
use tui_input::{Input, InputRequest};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::tui::text;
use crate::tui::theme::Theme;

/// A text in the making.
#[derive(Clone, Debug, Default)]
pub(in crate::tui) struct Field {
    input: Input,
    /// What is typed replaces the whole, as with a selected text elsewhere. Any editing key ends that.
    selected: bool,
}

impl Field {
    pub(in crate::tui) fn new(value: &str) -> Self {
        Self { input: Input::new(value.to_owned()), selected: false }
    }

    /// A suggestion, which the first letter typed replaces.
    pub(in crate::tui) fn suggested(value: &str) -> Self {
        Self { selected: !value.is_empty(), ..Self::new(value) }
    }

    pub(in crate::tui) fn value(&self) -> &str {
        self.input.value()
    }

    /// Takes a key.
    pub(in crate::tui) fn key(&mut self, event: KeyEvent, holds: Holds) -> Edit {
        let Some(request) = request(event) else { return Edit::Nothing };
        if std::mem::take(&mut self.selected) && matches!(request, InputRequest::InsertChar(_)) {
            self.input = Input::default();
        }
        if matches!(request, InputRequest::InsertChar(_)) && self.length() >= holds.most {
            return Edit::TooLong(self.length() + 1);
        }
        if self.input.handle(request).is_some_and(|changed| changed.value) { Edit::Changed } else { Edit::Nothing }
    }

    /// Takes pasted text in one piece, or nothing of it: control characters are dropped, and line breaks too unless
    /// several lines are held.
    pub(in crate::tui) fn paste(&mut self, text: &str, holds: Holds) -> Edit {
        // Terminals send a line break as Enter.
        let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
        let pasted: String = text.chars().filter(|c| !c.is_control() || (holds.lines && *c == '\n')).collect();
        let count = pasted.chars().count();
        let replaces = count > 0 && std::mem::take(&mut self.selected);
        match count + if replaces { 0 } else { self.length() } {
            _ if count == 0 => Edit::Nothing,
            length if length > holds.most => Edit::TooLong(length),
            _ => {
                if replaces {
                    self.input = Input::default();
                }
                let (value, cursor) = (self.input.value(), self.input.cursor());
                let at = value.char_indices().nth(cursor).map_or(value.len(), |(at, _)| at);
                let whole = format!("{}{pasted}{}", &value[..at], &value[at..]);
                self.input = Input::new(whole).with_cursor(cursor + count);
                Edit::Changed
            }
        }
    }

    fn length(&self) -> usize {
        self.input.value().chars().count()
    }

    /// The part around the cursor in `room` columns, and the cursor's column; without the focus the beginning. Secrets
    /// show only their length.
    pub(in crate::tui) fn show(
        &self,
        room: usize,
        secret: bool,
        focused: bool,
        theme: Theme,
    ) -> (Vec<Span<'static>>, usize) {
        if !focused && !secret {
            return (vec![Span::raw(text::cut(self.input.value(), room, theme))], 0);
        }
        if secret && self.input.value().contains('\n') {
            let words = text::cut(&lines_in_words(self.input.value().lines().count()), room, theme);
            let end = text::width(&words);
            return (vec![Span::raw(words)], end);
        }
        if secret {
            let count = self.input.value().graphemes(true).count();
            let mark = if theme.ascii { "*" } else { "•" };
            let shown = count.min(room.saturating_sub(1));
            return (vec![Span::raw(mark.repeat(shown))], self.input.cursor().min(shown));
        }
        let scroll = self.input.visual_scroll(room.max(2) - 1);
        let mut skipped = 0;
        let mut used = 0;
        let mut part = String::new();
        for letter in self.input.value().graphemes(true) {
            let width = text::width(letter);
            if skipped < scroll {
                skipped += width;
                continue;
            }
            if used + width > room {
                break;
            }
            used += width;
            part.push_str(letter);
        }
        let style = if self.selected { Style::new().add_modifier(Modifier::REVERSED) } else { Style::new() };
        (vec![Span::styled(part, style)], self.input.visual_cursor().saturating_sub(scroll))
    }
}

/// What a field can hold.
#[derive(Clone, Copy, Debug)]
pub(in crate::tui) struct Holds {
    /// Characters.
    pub most: usize,
    /// Line breaks too.
    pub lines: bool,
}

/// What became of a key or a paste.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tui) enum Edit {
    Changed,
    Nothing,
    /// Nothing was taken, because this is how many characters it would have been.
    TooLong(usize),
}

/// How many lines a text has, in words.
pub(in crate::tui) fn lines_in_words(count: usize) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{count} lines") }
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

    const ONE_LINE: Holds = Holds { most: 255, lines: false };
    const THEME: Theme = Theme { ascii: true, color: false };

    #[test]
    fn pasted_line_breaks_and_escapes_are_dropped() {
        let mut field = Field::new("app.");
        assert_eq!(field.paste("example.com\r\n", ONE_LINE), Edit::Changed);
        assert_eq!(field.value(), "app.example.com");
        field.paste("\u{1b}[31m\n", ONE_LINE);
        assert_eq!(field.value(), "app.example.com[31m");
        assert_eq!(field.paste("\r\n", ONE_LINE), Edit::Nothing);
        let mut field = Field::new("ac");
        field.key(KeyCode::Left.into(), ONE_LINE);
        field.paste("b\u{e9}", ONE_LINE);
        field.key(KeyCode::Char('d').into(), ONE_LINE);
        assert_eq!(field.value(), "ab\u{e9}dc");
    }

    #[test]
    fn a_key_of_several_lines_is_kept_whole_and_shown_as_its_lines() {
        let mut field = Field::default();
        field.paste("-----BEGIN KEY-----\rabc\r-----END KEY-----\r", Holds { most: 4096, lines: true });
        assert_eq!(field.value(), "-----BEGIN KEY-----\nabc\n-----END KEY-----");
        let (shown, _) = field.show(20, true, true, THEME);
        assert_eq!(shown[0].content, "3 lines");
    }

    #[test]
    fn what_a_field_cannot_hold_is_refused_at_once_and_whole() {
        let mut field = Field::new("x");
        let begun = std::time::Instant::now();
        assert_eq!(field.paste(&"y".repeat(5_000_000), ONE_LINE), Edit::TooLong(5_000_001));
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
        assert_eq!(field.value(), "x");
        assert_eq!(field.paste(&"y".repeat(254), ONE_LINE), Edit::Changed);
        assert_eq!(field.key(KeyCode::Char('z').into(), ONE_LINE), Edit::TooLong(256));
        assert_eq!(field.key(KeyCode::Backspace.into(), ONE_LINE), Edit::Changed);
    }

    #[test]
    fn long_texts_show_the_part_around_the_cursor() {
        let field = Field::new("abcdefghij");
        let (shown, cursor) = field.show(5, false, true, THEME);
        assert!(shown[0].content.ends_with("hij"), "{shown:?}");
        assert!(cursor < 5);
    }

    #[test]
    fn what_is_one_letter_to_a_person_is_passed_and_deleted_as_one() {
        const FAMILY: &str = "👩‍👩‍👧‍👦";
        let press = |field: &mut Field, code: KeyCode| field.key(KeyEvent::from(code), ONE_LINE);
        let mut field = Field::new(&format!("a{FAMILY}🇩🇪e\u{301}"));
        let (shown, cursor) = field.show(20, false, true, THEME);
        assert_eq!((text::width(&shown[0].content), cursor), (6, 6), "{shown:?}");
        for column in [5, 3, 1, 0] {
            press(&mut field, KeyCode::Left);
            assert_eq!(field.show(20, false, true, THEME).1, column);
        }
        press(&mut field, KeyCode::End);
        for left in [format!("a{FAMILY}🇩🇪"), format!("a{FAMILY}"), "a".to_owned(), String::new()] {
            assert_eq!(press(&mut field, KeyCode::Backspace), Edit::Changed);
            assert_eq!(field.value(), left);
        }
        let mut field = Field::new(&format!("{FAMILY}b"));
        press(&mut field, KeyCode::Home);
        assert_eq!(press(&mut field, KeyCode::Delete), Edit::Changed);
        assert_eq!(field.value(), "b");
    }

    #[test]
    fn secrets_show_their_length_only() {
        let (shown, cursor) = Field::new("hunter2").show(20, true, true, THEME);
        assert_eq!((shown[0].content.as_ref(), cursor), ("*******", 7));
    }
}
