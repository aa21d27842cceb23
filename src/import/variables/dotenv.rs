//! `.env` and `env_file`: lines of `NAME=value`, with quotes, comments and `export`.

use crate::import::refusal::Refusal;
use crate::import::yaml::At;

/// One variable of such a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Line {
    pub(in crate::import) at: At,
    pub(in crate::import) name: String,
    /// None for a name alone, which passes on the shell's value.
    pub(in crate::import) value: Option<String>,
    /// In single quotes, where `$` means nothing.
    pub(in crate::import) literal: bool,
}

/// Lines of which nothing is interpreted, as `format: raw` asks for: what stands after `=` is the value.
pub(in crate::import) fn read_raw(file: usize, text: &str) -> Vec<Line> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let lines = lines.map(|(at, line)| {
        let (name, value) = line.split_once('=').map_or((line, None), |(name, value)| (name, Some(value.to_owned())));
        Line { at: At { file, line: at + 1, column: 1 }, name: name.trim().to_owned(), value, literal: true }
    });
    lines.collect()
}

/// # Errors
/// With the place of a line that is none of this.
pub(in crate::import) fn read(file: usize, text: &str) -> Result<Vec<Line>, Refusal> {
    let (mut found, mut rest, mut line) = (Vec::new(), text, 0);
    while !rest.is_empty() {
        line += 1;
        let (this, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let trimmed = this.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            rest = after;
            continue;
        }
        let at = At { file, line, column: 1 + this.chars().take_while(|c| c.is_whitespace()).count() };
        let entry = trimmed.strip_prefix("export ").unwrap_or(trimmed).trim_start();
        let end = entry.find(['=', ':']).unwrap_or(entry.len());
        let name = entry[..end].trim_end();
        if name.is_empty() || name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '#') {
            return Err(Refusal::at(at, "a line of such a file is `NAME=value`, or begins with `#`"));
        }
        let name = name.to_owned();
        if end == entry.len() {
            found.push(Line { at, name, value: None, literal: false });
            rest = after;
            continue;
        }
        let value = entry[end + 1..].trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(quote) = quote else {
            found.push(Line { at, name, value: Some(bare(value).to_owned()), literal: false });
            rest = after;
            continue;
        };
        // A value in quotes may go on over several lines.
        let begin = this.len() - this.trim_start().len() + (trimmed.len() - value.len()) + 1;
        let inside = &rest[begin..];
        let Some(close) = closing(inside, quote) else {
            return Err(Refusal::at(at, format!("the value of `{name}` begins with {quote} and does not end with it")));
        };
        let raw = &inside[..close];
        line += raw.matches('\n').count();
        let literal = quote == '\'';
        let value = if literal { raw.replace("\\'", "'") } else { unescaped(raw) };
        found.push(Line { at, name, value: Some(value), literal });
        let tail = &inside[close + 1..];
        rest = tail.split_once('\n').map_or("", |(_, after)| after);
    }
    Ok(found)
}

/// A value without quotes ends at a blank with `#` after it.
fn bare(value: &str) -> &str {
    let end = value.match_indices('#').find(|(at, _)| *at == 0 || value[..*at].ends_with([' ', '\t']));
    value[..end.map_or(value.len(), |(at, _)| at)].trim_end()
}

fn closing(inside: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        if c == quote && !escaped {
            return Some(at);
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

fn unescaped(raw: &str) -> String {
    let (mut text, mut chars) = (String::new(), raw.chars());
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => text.push('\n'),
            ('\\', Some('r')) => text.push('\r'),
            ('\\', Some('t')) => text.push('\t'),
            // What is escaped from interpolation stays so until then.
            ('\\', Some('$')) => text.push_str("$$"),
            ('\\', Some(next @ ('"' | '\\'))) => text.push(next),
            ('\\', Some(next)) => text.extend(['\\', next]),
            (c, _) => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_that_people_write() {
        let text = concat!(
            "# comment\n\nA=1\nexport B = two words # no\nC=\"q # \\\"x\\\" \\n\" # no\nD='lit $X'\nE=\nF\n",
            "G=a#b\n  H: yaml\nI=\"-----BEGIN\nline\n-----END\"\nJ=last\r\nK=#none\n"
        );
        let lines = read(3, text).unwrap();
        let shown: Vec<String> =
            lines.iter().map(|line| format!("{}={}", line.name, line.value.as_deref().unwrap_or("?"))).collect();
        let wanted = [
            "A=1",
            "B=two words",
            "C=q # \"x\" \n",
            "D=lit $X",
            "E=",
            "F=?",
            "G=a#b",
            "H=yaml",
            "I=-----BEGIN\nline\n-----END",
            "J=last",
            "K=",
        ];
        assert_eq!(shown, wanted);
        assert_eq!(lines[9].at, At { file: 3, line: 14, column: 1 });
        assert!(lines[3].literal && !lines[2].literal);
    }

    #[test]
    fn what_is_no_such_line_is_named() {
        for (text, line) in [("A=1\nnot a line\n", 2), ("A=1\nB=\"open\nC=2\n", 2), ("=x", 1)] {
            assert_eq!(read(0, text).unwrap_err().at.map(|at| at.line), Some(line), "{text:?}");
        }
        for (text, wanted) in [("A='it'", "it"), ("A='it\\'s' #x", "it's"), ("A='a\\nb\\\\'", "a\\nb\\\\")] {
            assert_eq!(read(0, text).unwrap()[0].value.as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(read(0, "A='\u{e4}' x").unwrap()[0].value.as_deref(), Some("\u{e4}"));
    }
}
