//! Files that containers mount, and texts that stand in the compose file.

use indexmap::IndexMap;

use super::values::Value;
use crate::import::project::{Origin, Project};
use crate::import::variables::{Part, Text, Variable};

/// Bytes of one file, and of all together.
pub(super) const LARGEST: usize = 200_000;
pub(super) const MOST: usize = 900_000;

/// A file of the preset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Content {
    pub(in crate::import) text: Value,
    pub(in crate::import) mode: String,
    /// What a person should know of it.
    pub(in crate::import) from: String,
}

/// Files by their names in the preset.
#[derive(Clone, Debug, Default)]
pub(in crate::import) struct Contents {
    pub(in crate::import) files: IndexMap<String, Content>,
    bytes: usize,
}

impl Contents {
    /// Takes a file along; its name, or why not.
    pub(super) fn add(&mut self, wanted: &str, content: Content) -> Result<String, String> {
        let size = content.text.template().len();
        if size > LARGEST {
            return Err(format!("it has {size} bytes, and {LARGEST} are the most"));
        }
        let name = file_name(wanted);
        if self.files.get(&name) == Some(&content) {
            return Ok(name);
        }
        if self.bytes + size > MOST {
            return Err(format!("all files together have more than {MOST} bytes"));
        }
        let mut free = name.clone();
        let mut next = 2;
        let nested = |one: &str, other: &str| one.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'));
        while self.files.keys().any(|other| *other == free || nested(other, &free) || nested(&free, other)) {
            free = format!("{next}-{}", name.rsplit('/').next().unwrap_or_default());
            next += 1;
        }
        self.bytes += size;
        self.files.insert(free.clone(), content);
        Ok(free)
    }
}

/// Letters, digits, `-`, `_`, `.` and `/` between.
fn file_name(wanted: &str) -> String {
    let parts = wanted.split('/').map(|part| {
        let word = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
        part.chars().map(word).take(60).collect::<String>()
    });
    let parts: Vec<String> = parts.filter(|part| !matches!(part.as_str(), "" | "." | "..")).collect();
    let kept = parts.len().saturating_sub(3);
    let name = parts[kept..].join("/");
    if name.is_empty() { "file".to_owned() } else { name }
}

/// Octal, at most four digits.
pub(super) fn mode(said: Option<&String>, usual: &str) -> String {
    let digits = said.map(|mode| mode.trim_start_matches("0o").to_owned());
    let good = digits.filter(|mode| mode.len() <= 4 && u32::from_str_radix(mode, 8).is_ok_and(|mode| mode <= 0o777));
    good.map_or_else(|| usual.to_owned(), |mode| format!("{mode:0>4}"))
}

/// The variable that stands for a secret of the file, whose text is nobody's business here.
pub(super) fn secret_text(name: &str) -> Text {
    let name = super::names::secret(name);
    Text { parts: vec![Part::Variable(Variable { name, value: None, given: false, required: None })] }
}

/// The text of an entry of `secrets`.
pub(super) fn shared_secret(name: &str, project: &Project) -> Text {
    match project.secrets.get(name).map(|secret| &secret.origin) {
        Some(Origin::Variable(text) | Origin::Content(text)) => text.clone(),
        _ => secret_text(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_modes() {
        let mut contents = Contents::default();
        let content = |text: &str| Content { text: Value::text(text), mode: "0644".into(), from: String::new() };
        assert_eq!(contents.add("./conf/my app.conf", content("a")).unwrap(), "conf/my_app.conf");
        assert_eq!(contents.add("./conf/my app.conf", content("a")).unwrap(), "conf/my_app.conf");
        assert_eq!(contents.add("./conf/my app.conf", content("b")).unwrap(), "2-my_app.conf");
        assert_eq!(contents.add("conf", content("c")).unwrap(), "2-conf");
        assert_eq!(contents.add("../..//etc/passwd", content("d")).unwrap(), "etc/passwd");
        assert!(contents.add("big", content(&"x".repeat(LARGEST + 1))).is_err());
        assert_eq!(
            (mode(Some(&"0o440".into()), "0644"), mode(Some(&"9".into()), "0644")),
            ("0440".into(), "0644".into())
        );
    }
}
