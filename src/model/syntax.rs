//! What is wrong with a text of TOML: where, and what was expected. Never what stands there: it may be a secret, or a
//! file that is not ours at all.

use toml::de::Error;

/// Where and what, such as `line 5, column 10: expected a whole number, 0 or more`.
#[must_use]
pub fn explain(text: &str, error: &Error) -> String {
    let what = expected(error.message());
    match error.span() {
        // What is missing from the whole text has no place.
        Some(span) if span.start > 0 || !error.message().starts_with("missing field ") => {
            format!("{}: {what}", place(text, span.start))
        }
        _ => what,
    }
}

fn place(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("line {line}, column {column}")
}

/// A message without the value that it is about, and without words of the programming language.
fn expected(message: &str) -> String {
    let about_a_value = ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant "];
    if about_a_value.iter().any(|beginning| message.starts_with(beginning)) {
        let expected = message.rsplit_once(", expected ").map_or("something else", |(_, expected)| expected);
        return format!("expected {}", plain(expected));
    }
    if let Some((field, known)) = message.strip_prefix("unknown field ").and_then(|rest| rest.split_once(", expected "))
    {
        let given = field.trim_matches('`');
        let nearest = known.split('`').skip(1).step_by(2).min_by_key(|known| strsim::damerau_levenshtein(known, given));
        return format!("`{given}` is not known here: did you mean `{}`?", nearest.unwrap_or_default());
    }
    message.strip_prefix("missing field ").map_or_else(|| message.to_owned(), |field| format!("{field} is missing"))
}

/// What a type of the programming language is called by people.
fn plain(expected: &str) -> String {
    let bits = |sign: char| expected.strip_prefix(sign).and_then(|bits| bits.parse::<u32>().ok());
    match expected {
        "usize" => "a whole number, 0 or more".to_owned(),
        "isize" => "a whole number".to_owned(),
        _ if bits('u') == Some(8) => "a whole number from 0 to 255".to_owned(),
        _ if bits('u') == Some(16) => "a whole number from 0 to 65535".to_owned(),
        _ if bits('u').is_some() => "a whole number, 0 or more".to_owned(),
        _ if bits('i').is_some() => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a string" | "string or table" => "text in quotes".to_owned(),
        "a sequence" => "a list in brackets".to_owned(),
        "a map" => "a section".to_owned(),
        _ if ["struct ", "enum ", "tuple ", "internally ", "variant "]
            .iter()
            .any(|word| expected.starts_with(word)) =>
        {
            "a section".to_owned()
        }
        _ => expected.to_owned(),
    }
}

/// Whether most keys of a text are those of the files it is taken for: otherwise its keys are not repeated either.
#[must_use]
pub fn resembles(table: &toml::Table, known: &[&str]) -> bool {
    table.keys().filter(|key| known.contains(&key.as_str())).count() * 2 >= table.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Example {
        port: u16,
        #[serde(default)]
        size: u64,
        #[serde(default)]
        on: bool,
        #[serde(default)]
        kind: Option<Kind>,
        #[serde(default)]
        words: Vec<String>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Kind {
        Small,
        Large,
    }

    fn explained(text: &str) -> String {
        explain(text, &toml::from_str::<Example>(text).unwrap_err())
    }

    #[test]
    fn places_and_people_s_words() {
        for (text, words) in [
            ("port = -5", "line 1, column 8: expected a whole number from 0 to 65535"),
            ("port = 80\nsize = -1", "line 2, column 8: expected a whole number, 0 or more"),
            ("port = 80\non = 3", "line 2, column 6: expected true or false"),
            ("port = 80\nkind = \"canary\"", "line 2, column 8: expected `small` or `large`"),
            ("port = 80\nwords = \"canary\"", "line 2, column 9: expected a list in brackets"),
            ("port = 80\nwords = [\"a\", 5]", "line 2, column 15: expected text in quotes"),
            ("port = 80\nprot = 80", "line 2, column 1: `prot` is not known here: did you mean `port`?"),
            ("size = 3", "`port` is missing"),
        ] {
            assert_eq!(explained(text), words);
        }
    }

    #[test]
    fn nothing_of_a_foreign_file_is_repeated() {
        for text in [
            "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary7canary7\n",
            "canary7",
            "canary7 = canary7",
            "TOKEN=canary7\n",
            "{\"canary7\": \"canary7\"}",
            "canary7: canary7",
            "\"canary7",
            "port = 80\nkind = {canary7 = 1}",
            "root:x:0:0:canary7:/root:/bin/bash",
        ] {
            let said = explained(text);
            assert!(!said.contains("canary") && !said.contains("BEGIN"), "{said}");
        }
    }

    #[test]
    fn a_file_of_other_keys_is_told_apart() {
        let table = |text: &str| text.parse::<toml::Table>().unwrap();
        assert!(resembles(&table("name = 1\nbuget = 2"), &["name", "budget"]));
        assert!(resembles(&table(""), &["name"]));
        assert!(!resembles(&table("a = 1\nb = 2\nname = 3"), &["name"]));
    }
}
