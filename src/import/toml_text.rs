//! Pieces of TOML, quoted by the crate that also reads them.

use std::fmt::Write as _;

pub(super) fn string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

pub(super) fn list(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| string(item)).collect();
    format!("[{}]", items.join(", "))
}

/// A key, quoted where it must be.
pub(super) fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if bare { name.to_owned() } else { quoted(name) }
}

/// In double quotes: keys have no form of several lines.
fn quoted(name: &str) -> String {
    let mut text = "\"".to_owned();
    for c in name.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(text, "\\u{:04X}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_written_is_read_back() {
        for text in [
            "",
            "a",
            "it's \"quoted\"",
            "two\nlines\n",
            "\"\"\"",
            "'''",
            "\\ \t \u{1b} \u{7f}",
            "\u{e4}\u{1f600}",
            "$${x}",
        ] {
            let table: toml::Table =
                format!("{} = {}\nl = {}", key(text), string(text), list(&[text.to_owned(), text.to_owned()]))
                    .parse()
                    .unwrap();
            assert_eq!(table[text].as_str(), Some(text));
            assert_eq!(table["l"].as_array().unwrap().len(), 2);
            assert_eq!(table["l"][1].as_str(), Some(text));
        }
    }
}
