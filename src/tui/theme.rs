//! Styles and signs by meaning. Colour never carries meaning alone: every state has a sign, every sign an ASCII twin.
//!
//! With `NO_COLOR`, crossterm 0.29 answers every colour change with a bare reset, which would also end bold and
//! reverse: so nothing here depends on a style being visible.

use ratatui::style::{Color, Modifier, Style};

/// Signs that the screens use, by meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// The row that the keys act on.
    Focus,
    Chosen,
    NotChosen,
    Done,
    Warning,
    Failed,
    /// A phase or step that is under way.
    Active,
    /// Not begun, or not to be chosen.
    Idle,
    /// What changes in place.
    Changed,
    Added,
    Removed,
    Replaced,
    Ellipsis,
    Rule,
    Separator,
    Above,
    Below,
}

/// How things look in this terminal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Theme {
    pub ascii: bool,
    pub color: bool,
}

const SPINNER: [&str; 4] = ["◐", "◓", "◑", "◒"];
const SPINNER_ASCII: [&str; 4] = ["|", "/", "-", "\\"];

impl Theme {
    pub(super) const fn sign(self, sign: Sign) -> &'static str {
        let (unicode, ascii) = match sign {
            Sign::Focus => ("›", ">"),
            Sign::Chosen => ("●", "(*)"),
            Sign::NotChosen => ("○", "( )"),
            Sign::Done => ("✓", "+"),
            Sign::Warning => ("!", "!"),
            Sign::Failed => ("✗", "x"),
            Sign::Active => ("▸", ">"),
            Sign::Idle | Sign::Separator => ("·", "."),
            Sign::Changed | Sign::Replaced => ("~", "~"),
            Sign::Added => ("+", "+"),
            Sign::Removed => ("-", "-"),
            Sign::Ellipsis => ("…", "..."),
            Sign::Rule => ("─", "-"),
            Sign::Above => ("↑", "^"),
            Sign::Below => ("↓", "v"),
        };
        if self.ascii { ascii } else { unicode }
    }

    /// The frame of the quiet spinner at a moment, four a second.
    pub(super) fn spinner(self, millis: u64) -> &'static str {
        let frames = if self.ascii { SPINNER_ASCII } else { SPINNER };
        frames[usize::try_from(millis / 250 % 4).unwrap_or(0)]
    }

    const fn colored(self, color: Color) -> Style {
        if self.color { Style::new().fg(color) } else { Style::new() }
    }

    /// The one accent: focus only.
    pub(super) const fn focus(self) -> Style {
        self.colored(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    pub(super) const fn good(self) -> Style {
        self.colored(Color::Green)
    }

    pub(super) const fn warning(self) -> Style {
        self.colored(Color::Yellow)
    }

    pub(super) const fn bad(self) -> Style {
        self.colored(Color::Red)
    }

    #[expect(clippy::unused_self, reason = "styles are asked of the theme, whichever it is")]
    pub(super) const fn heading(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What may be overlooked. Dim rather than grey: some palettes draw bright black on black.
    pub(super) const fn quiet(self) -> Style {
        if self.color { Style::new().add_modifier(Modifier::DIM) } else { Style::new() }
    }

    /// Rewrites a cell that an ASCII terminal cannot show; the last resort for texts that others wrote.
    pub(super) fn ascii_twin(symbol: &str) -> &'static str {
        match symbol {
            "─" | "–" | "—" | "━" | "┄" => "-",
            "│" | "┃" => "|",
            "┌" | "┐" | "└" | "┘" | "├" | "┤" | "┬" | "┴" | "┼" | "✓" => "+",
            "▼" | "↓" => "v",
            "▲" | "↑" => "^",
            "▸" | "›" | "→" | "▶" => ">",
            "←" | "‹" => "<",
            "·" | "•" => ".",
            "…" => "~",
            "✗" | "×" => "x",
            "●" | "◐" | "◓" | "◑" | "◒" => "*",
            "○" => "o",
            "“" | "”" | "„" => "\"",
            "‘" | "’" => "'",
            "€" => "E",
            _ => "?",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ascii_sign_is_ascii() {
        use Sign::{
            Above, Active, Added, Below, Changed, Chosen, Done, Ellipsis, Failed, Focus, Idle, NotChosen, Removed,
            Replaced, Rule, Separator, Warning,
        };
        let theme = Theme { ascii: true, color: false };
        let marks = [Focus, Chosen, NotChosen, Done, Warning, Failed, Active, Idle, Changed, Added, Removed, Replaced];
        for sign in marks.into_iter().chain([Ellipsis, Rule, Separator, Above, Below]) {
            assert!(theme.sign(sign).is_ascii(), "{sign:?}");
        }
        assert!(SPINNER_ASCII.iter().all(|frame| frame.is_ascii()));
    }

    #[test]
    fn without_colour_no_style_names_one() {
        let theme = Theme { ascii: false, color: false };
        for style in [theme.focus(), theme.good(), theme.warning(), theme.bad(), theme.quiet(), theme.heading()] {
            assert_eq!((style.fg, style.bg), (None, None));
        }
    }
}
