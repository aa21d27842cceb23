//! Words of commands and lines of files, in which secrets stand among other things.

use super::filling::{Filling, Place};
use super::keywords;
use super::shapes;
use super::values::{Bit, Value, filled_at, mark};
use crate::import::notes::Notes;
use crate::import::variables::Text;

/// What a secret was in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    pub(super) was: &'a str,
    /// A user, a database or a host has the same name: only a place where nothing else than a password stands counts.
    pub(super) also_a_name: bool,
}

/// A text with a secret replaced where it stands for itself: alone, after `=`, `:` or a flag of one letter, in quotes.
pub(super) fn replaced(text: &str, word: Word<'_>, now: &str, names: &mut Vec<String>) -> String {
    let was = word.was;
    if was.len() < 4 || !text.contains(was) {
        return text.to_owned();
    }
    let (mut result, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(was) {
        let (before, after) = (&rest[..at], &rest[at + was.len()..]);
        let flag = before.ends_with("-p") || before.ends_with("-a");
        let begins = before.is_empty() && result.is_empty()
            || before.ends_with(['=', '"', '\''])
            || flag
            || (before.ends_with([' ', ':']) && was.len() >= 8);
        let ends = after.chars().next().is_none_or(|c| c.is_whitespace() || "\"'@;&|),".contains(c));
        let sure =
            !word.also_a_name || flag || is_password_place(before, after) || before == " " && result.ends_with(was);
        result.push_str(before);
        if begins && ends && sure && (flag || was.len() >= 6 || text == was) {
            names.push(now.to_owned());
            result.push(mark(names.len() - 1));
        } else {
            result.push_str(was);
        }
        rest = after;
    }
    result.push_str(rest);
    result
}

/// `user:…@host`, `password=…` and `password: …`.
fn is_password_place(before: &str, after: &str) -> bool {
    let bare = before.trim_end_matches(['"', '\'', ' ']);
    let key = bare.trim_end_matches(['=', ':']).trim_end();
    let name = key.rsplit(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).next().unwrap_or_default();
    before.ends_with(':') && after.starts_with('@') || key.len() < bare.len() && keywords::takes_secret(name)
}

impl Filling<'_> {
    /// The words of a command. What a flag for a password has after it is a secret, wherever else it stands.
    pub(super) fn words(&mut self, words: &[Text], place: Place<'_>, notes: &mut Notes) -> Vec<Value> {
        let (mut values, mut flag, hidden) = (Vec::new(), None::<String>, self.hidden());
        for word in words {
            let plain = word.plain();
            let mut value = self.word(word, &hidden, place, notes);
            if let Some(literal) = value.literal() {
                value = match flag.take() {
                    Some(name) if shapes::can_be_secret(&name, &literal) && !literal.starts_with('-') => {
                        self.secret(&name, &literal, word.variables().any(|one| one.given), place, notes)
                    }
                    _ => value,
                };
            }
            value = self.flags(&value, place, notes);
            flag = name_of(&plain).map(str::to_owned);
            values.push(value);
        }
        values
    }

    /// `--password=…` and, within a line, `--password …` and `PASSWORD=…`.
    fn flags(&mut self, value: &Value, place: Place<'_>, notes: &mut Notes) -> Value {
        let (mut shape, mut names) = value.shape();
        let mut from = 0;
        while let Some((name, begin, end)) = flagged(&shape, from) {
            from = end;
            let literal = shape[begin..end].to_owned();
            let filled = literal.chars().any(|c| filled_at(c).is_some() || c == '$');
            if filled || !shapes::can_be_secret(&name, &literal) {
                continue;
            }
            let made = self.secret(&name, &literal, false, place, notes);
            let Some(Bit::Filled(made)) = made.bits.into_iter().next() else { continue };
            names.push(made);
            let mark = mark(names.len() - 1);
            from = begin + mark.len_utf8();
            shape = format!("{}{mark}{}", &shape[..begin], &shape[end..]);
        }
        Value::of_shape(&shape, &names)
    }
}

/// The name of a flag that takes a secret as the word after it.
fn name_of(word: &str) -> Option<&str> {
    let name = word.strip_prefix("--").filter(|name| !name.contains(['=', ' ']))?;
    keywords::takes_secret(name).then_some(name)
}

/// The next flag or variable of a line that takes a secret: its name, and where its value is.
fn flagged(text: &str, from: usize) -> Option<(String, usize, usize)> {
    let mut at = from;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let skip = rest.find(|c: char| !(c.is_whitespace() || "\"';&|(".contains(c))).unwrap_or(rest.len());
        let word = &rest[skip..];
        let end = word.find(|c: char| c.is_whitespace() || "=;&|)".contains(c)).unwrap_or(word.len());
        let name = word[..end].trim_start_matches('-');
        let flag = word.starts_with("--");
        let variable =
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        let sign = word[end..].chars().next();
        let takes = match sign {
            Some('=') => (flag || variable) && keywords::takes_secret(name),
            Some(' ') => flag && keywords::takes_secret(name),
            _ => false,
        };
        if takes {
            let value = &word[end + 1..];
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let open = if quote.is_some() { &value[1..] } else { value };
            let ends = |c: char| quote.map_or(c.is_whitespace() || "\"';&|)".contains(c), |quote| c == quote);
            let length = open.find(ends).unwrap_or(open.len());
            let begin = at + skip + (word.len() - open.len());
            if !open.starts_with('-') {
                return Some((name.to_owned(), begin, begin + length));
            }
        }
        at += skip + end + sign.map_or(0, char::len_utf8);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, was: &str, also_a_name: bool) -> String {
        let mut names = Vec::new();
        let shape = replaced(text, Word { was, also_a_name }, "secret:X", &mut names);
        Value::of_shape(&shape, &names).template()
    }

    #[test]
    fn a_secret_is_replaced_where_it_stands_for_itself() {
        for (text, wanted) in [
            ("postgres", "${secret:X}"),
            ("psql -h host --password=postgres", "psql -h host --password=${secret:X}"),
            ("my-postgres-thing", "my-postgres-thing"),
        ] {
            assert_eq!(shown(text, "postgres", false), wanted);
        }
    }

    #[test]
    fn a_word_that_is_also_a_name_is_a_password_only_where_one_stands() {
        for (text, wanted) in [
            ("pg_isready -h postgres -U postgres", "pg_isready -h postgres -U postgres"),
            ("mc alias set s http://s:9000 postgres postgres", "mc alias set s http://s:9000 postgres ${secret:X}"),
            ("amqp://postgres:postgres@mq", "amqp://postgres:${secret:X}@mq"),
            ("admin_password = \"postgres\"", "admin_password = \"${secret:X}\""),
            ("mysql -ppostgres", "mysql -p${secret:X}"),
        ] {
            assert_eq!(shown(text, "postgres", true), wanted);
        }
    }

    #[test]
    fn flags_that_take_secrets() {
        for (text, wanted) in [
            ("redis-server --requirepass hunter2 --appendonly yes", Some(("requirepass", "hunter2"))),
            ("run --db-password='a b'", Some(("db-password", "a b"))),
            ("export DB_PASSWORD=x1 && go", Some(("DB_PASSWORD", "x1"))),
            ("go --port=80 --key file", None),
            ("", None),
        ] {
            let found = flagged(text, 0);
            let found = found.as_ref().map(|(name, begin, end)| (name.as_str(), &text[*begin..*end]));
            assert_eq!(found, wanted, "{text}");
        }
    }
}
