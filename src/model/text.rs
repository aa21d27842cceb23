//! Text from outside (AWS, DNS, the server) made safe for a terminal where it enters, and words made into sentences.

/// Longest text taken from outside, in characters.
const MAX_CHARS: usize = 4000;

/// Removes escape sequences, control characters (line breaks and tabs become spaces unless `keep_lines`), bidirectional
/// overrides and zero-width characters. What stays prints as itself in any terminal.
fn strip(text: &str, keep_lines: bool) -> String {
    let mut clean = String::with_capacity(text.len().min(MAX_CHARS));
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => skip_escape(&mut chars),
            '\u{9b}' => skip_csi(&mut chars),
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => skip_string(&mut chars),
            '\n' if keep_lines => clean.push('\n'),
            '\n' | '\t' | '\r' => clean.push(' '),
            c if c.is_control() || is_invisible(c) => {}
            c => clean.push(c),
        }
        if clean.chars().count() >= MAX_CHARS {
            break;
        }
    }
    clean
}

/// One line of clean text.
#[must_use]
pub fn clean_line(text: &str) -> String {
    strip(text, false).trim().to_owned()
}

/// Clean text that keeps its line breaks.
#[must_use]
pub fn clean_lines(text: &str) -> String {
    strip(text, true)
}

/// With a capital at its beginning.
#[must_use]
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn skip_escape(chars: &mut Chars<'_>) {
    match chars.next() {
        Some('[') => skip_csi(chars),
        Some(']' | 'P' | 'X' | '^' | '_') => skip_string(chars),
        _ => {}
    }
}

fn skip_csi(chars: &mut Chars<'_>) {
    for c in chars.by_ref() {
        if ('\u{40}'..='\u{7e}').contains(&c) {
            break;
        }
    }
}

fn skip_string(chars: &mut Chars<'_>) {
    while let Some(c) = chars.next() {
        match c {
            '\u{7}' | '\u{9c}' => break,
            '\u{1b}' => {
                chars.next();
                break;
            }
            _ => {}
        }
    }
}

const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}'
            | '\u{feff}'
            | '\u{61c}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_overrides_vanish() {
        assert_eq!(clean_line("a\u{1b}[31mred\u{1b}[0m b"), "ared b");
        assert_eq!(clean_line("t\u{1b}]0;title\u{7}x"), "tx");
        assert_eq!(clean_line("t\u{1b}]52;c;AAAA\u{1b}\\x"), "tx");
        assert_eq!(clean_line("x\u{9b}2Jy"), "xy");
        assert_eq!(clean_line("a\u{202e}b\u{200b}c\r\nd\u{7f}"), "abc  d");
        assert_eq!(clean_lines("one\ntwo\u{8}"), "one\ntwo");
    }
}
