//! Secrets of the preset: what is made, what is asked for, and which values are the same one.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use indexmap::IndexMap;

use super::magic::Form;
use super::names;
use crate::import::yaml::At;

/// One secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Secret {
    pub(in crate::import) at: At,
    pub(in crate::import) need: Need,
    pub(in crate::import) why: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) enum Need {
    Generate { length: usize, form: Form },
    Ask { required: bool },
}

#[derive(Clone, Debug, Default)]
pub(super) struct Secrets {
    pub(super) made: IndexMap<String, Secret>,
    /// Names that stores have for their own passwords.
    taken: BTreeSet<String>,
    /// What a secret was in the file, to find its other places. Never shown.
    values: BTreeMap<String, String>,
    /// Names that stand for such a value.
    used: BTreeSet<String>,
    /// What an earlier look at the same file found out about each.
    known: IndexMap<String, Secret>,
}

impl Secrets {
    pub(super) fn taken(&mut self, name: String) {
        self.taken.insert(name);
    }

    /// For a second look at the same file: what is known stays, what is made begins again.
    pub(super) fn again(self) -> Self {
        Self { known: self.made, made: IndexMap::new(), ..self }
    }

    /// Declares a secret of the earlier look, which is named where its value stood again.
    pub(super) fn recall(&mut self, name: &str) {
        if let Some(known) = self.known.get(name).filter(|_| !self.made.contains_key(name)) {
            self.made.insert(name.to_owned(), known.clone());
        }
    }

    /// The secret that a value of the file became.
    pub(super) fn of_value(&self, value: &str) -> Option<&str> {
        self.values.get(value).map(String::as_str)
    }

    /// Values that became secrets, longest first.
    pub(super) fn values(&self) -> Vec<(String, String)> {
        let mut values: Vec<_> = self.values.iter().map(|(value, name)| (value.clone(), name.clone())).collect();
        values.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
        values
    }

    /// Declares a secret, once for a name; its name in the preset.
    pub(super) fn declare(&mut self, wanted: &str, at: At, need: Need, why: &str) -> String {
        let mut name = names::secret(wanted);
        while self.taken.contains(&name) {
            name.push_str("_OF_APP");
        }
        match self.made.get_mut(&name) {
            Some(secret) => {
                if let (Need::Ask { required }, Need::Ask { required: true }) = (&mut secret.need, &need) {
                    *required = true;
                }
            }
            None => {
                let known = self.known.get(&name).cloned();
                let secret = known.unwrap_or_else(|| Secret { at, need, why: why.to_owned() });
                self.made.insert(name.clone(), secret);
            }
        }
        name
    }

    /// Declares the secret that takes the place of a value: the same one wherever the value is the same.
    pub(super) fn replace(&mut self, wanted: &[&str], value: &str, at: At, need: Need, why: &str) -> String {
        if let Some(name) = self.values.get(value).cloned() {
            let name = self.declare(&name, at, need.clone(), why);
            // Both ends of it are in the file: nobody has to know it.
            if let (Some(secret), Need::Generate { .. }) = (self.made.get_mut(&name), &need)
                && matches!(secret.need, Need::Ask { .. })
            {
                *secret = Secret { at, need, why: why.to_owned() };
            }
            return name;
        }
        let free = wanted
            .iter()
            .find(|name| !self.used.contains(&names::secret(name)))
            .or(wanted.last())
            .copied()
            .unwrap_or("SECRET");
        let name = self.declare(free, at, need, why);
        self.values.insert(value.to_owned(), name.clone());
        self.used.insert(name.clone());
        name
    }
}

/// The form and length of a value that is like an example.
pub(super) fn like(example: &str) -> Need {
    let hex = example.len() >= 32 && example.len().is_multiple_of(2) && example.bytes().all(|b| b.is_ascii_hexdigit());
    if example.starts_with("base64:") {
        return Need::Generate { length: 32, form: Form::Laravel };
    }
    if hex {
        return Need::Generate { length: (example.len() / 2).clamp(16, 128), form: Form::Hex };
    }
    let bytes = base64::engine::general_purpose::STANDARD.decode(example).ok();
    if let Some(bytes) = bytes.filter(|_| example.ends_with('=') && example.len() >= 24) {
        return Need::Generate { length: bytes.len().clamp(16, 128), form: Form::Base64 };
    }
    // Keys that a cipher takes have exactly so many characters.
    let exact = matches!(example.len(), 16 | 24 | 32 | 64) && !example.contains(' ');
    Need::Generate { length: if exact { example.len() } else { 48 }, form: Form::Letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_is_one_secret() {
        let mut secrets = Secrets::default();
        secrets.taken("DB_PASSWORD".to_owned());
        let at = At::default();
        let mut replace =
            |name: &str, value: &str| secrets.replace(&[name, &format!("web_{name}")], value, at, like(value), "");
        assert_eq!(replace("SECRET_KEY", "a"), "SECRET_KEY");
        assert_eq!(replace("OTHER", "a"), "SECRET_KEY");
        assert_eq!(replace("SECRET_KEY", "b"), "WEB_SECRET_KEY");
        assert_eq!(replace("DB_PASSWORD", "c"), "DB_PASSWORD_OF_APP");
        assert_eq!(secrets.made.len(), 3);
    }

    #[test]
    fn generated_values_are_like_the_example() {
        for (example, wanted) in [
            ("changeme", (48, Form::Letters)),
            ("base64:AAAA", (32, Form::Laravel)),
            (&"0f".repeat(32), (32, Form::Hex)),
            ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", (32, Form::Base64)),
            ("a-secret-of-exactly-32-character", (32, Form::Letters)),
        ] {
            let Need::Generate { length, form } = like(example) else { panic!() };
            assert_eq!((length, form), wanted, "{example}");
        }
    }
}
