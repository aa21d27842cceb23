//! Which keys make an app usable: ways to sign in, and keys that are of use only together.

use serde::Deserialize;

use super::Preset;

/// One way for a person to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Asked secrets that it needs, all of them; none where everybody can.
    #[serde(default)]
    pub keys: Vec<String>,
    /// How the first person does it, in a sentence or two.
    pub how: String,
}

/// A key that was given without another that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Half {
    pub given: String,
    pub missing: String,
}

impl Preset {
    /// The ways to sign in for which all keys are given.
    pub fn ways_in(&self, given: impl Fn(&str) -> bool) -> impl Iterator<Item = &SignIn> {
        self.sign_in.iter().filter(move |way| way.keys.iter().all(|key| given(key)))
    }

    /// What to give so that somebody can sign in, in words. `None` where somebody can.
    #[must_use]
    pub fn nobody_signs_in(&self, given: impl Fn(&str) -> bool) -> Option<String> {
        self.lacking(given, |key| self.label(key))
    }

    fn lacking(&self, given: impl Fn(&str) -> bool, named: impl Fn(&str) -> String) -> Option<String> {
        if self.sign_in.is_empty() || self.ways_in(given).next().is_some() {
            return None;
        }
        let way = |way: &SignIn| way.keys.iter().map(|key| named(key)).collect::<Vec<_>>().join(" and ");
        Some(self.sign_in.iter().map(way).collect::<Vec<_>>().join(", or "))
    }

    /// How the first person signs in, a way each; where nobody can, what to give, and the command `again` that gives
    /// it.
    #[must_use]
    pub fn how_to_sign_in(&self, given: impl Fn(&str) -> bool, again: &str) -> Vec<String> {
        // They are written into a file now: by the names that it knows.
        match self.lacking(&given, str::to_owned) {
            None => {
                let or = |(place, way): (usize, &SignIn)| format!("{}{}", if place == 0 { "" } else { "or " }, way.how);
                self.ways_in(given).enumerate().map(or).collect()
            }
            Some(keys) => vec![
                format!("nobody can yet: add {keys} to [secrets] of the answers file, then run this:"),
                again.to_owned(),
            ],
        }
    }

    /// Keys that are given without their other half.
    pub fn halves(&self, given: impl Fn(&str) -> bool) -> impl Iterator<Item = Half> {
        let pairs = self.secrets.iter().flat_map(|(name, need)| need.with.iter().map(move |other| (name, other)));
        pairs.filter_map(move |(one, other)| match (given(one), given(other)) {
            (true, false) => Some(Half { given: one.clone(), missing: other.clone() }),
            (false, true) => Some(Half { given: other.clone(), missing: one.clone() }),
            _ => None,
        })
    }

    /// What a secret is called where people are asked for it.
    #[must_use]
    pub fn label(&self, secret: &str) -> String {
        self.secrets.get(secret).and_then(|need| need.ask.clone()).unwrap_or_else(|| secret.to_owned())
    }

    pub(super) fn check_sign_in(&self) -> Result<(), String> {
        let asked = |key: &String| self.secrets.get(key).is_some_and(|need| need.ask.is_some());
        let ways = self.sign_in.iter().flat_map(|way| way.keys.iter().map(|key| ("sign_in", key)));
        let pairs = self.secrets.values().flat_map(|need| need.with.iter().map(|key| ("with", key)));
        match ways.chain(pairs).find(|(_, key)| !asked(key)) {
            Some((field, key)) => Err(format!("`{field}` names `{key}`, which is no secret that people are asked for")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::preset::{Half, Preset, SignIn, by_name, text_of};

    #[test]
    fn all_keys_of_one_way_let_somebody_in_and_half_of_them_nobody() {
        let mut preset = by_name("compai").unwrap();
        let keys = ["OPENAI_API_KEY", "TRIGGER_SECRET_KEY"].map(str::to_owned).to_vec();
        preset.sign_in.push(SignIn { keys, how: String::new() });
        let missing = |given: &[&str]| preset.nobody_signs_in(|key| given.contains(&key));
        let words = missing(&["OPENAI_API_KEY"]).unwrap();
        assert!(
            words.starts_with("Resend API key") && words.ends_with(", or OpenAI API key and Trigger.dev secret key"),
            "{words}"
        );
        assert_eq!(missing(&["OPENAI_API_KEY", "TRIGGER_SECRET_KEY"]), None);
        let own: Vec<&str> = preset.sign_in[0].keys.iter().map(String::as_str).collect();
        assert_eq!(missing(&own), None);
        preset.sign_in.clear();
        assert_eq!(preset.nobody_signs_in(|_| false), None, "an app without ways to sign in lets everybody in");
    }

    #[test]
    fn a_variable_that_looks_like_a_way_in_is_none() {
        let preset = by_name("compai").unwrap();
        let google = ["AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET", "GOOGLE_API_KEY", "RESEND_API_KEY_OLD"];
        let words = preset.how_to_sign_in(|key| google.contains(&key), "cloudstead deploy --answers x.toml");
        assert!(words[0].starts_with("nobody can yet: add RESEND_API_KEY and RESEND_FROM"), "{words:?}");
        assert_eq!(words[1], "cloudstead deploy --answers x.toml");
        let mail = preset.how_to_sign_in(|key| preset.sign_in[0].keys.iter().any(|own| own == key), "");
        assert_eq!(mail, [preset.sign_in[0].how.clone()]);
    }

    #[test]
    fn half_of_a_pair_is_found_from_both_sides() {
        let preset = by_name("compai").unwrap();
        let halves = |given: &[&str]| preset.halves(|key| given.contains(&key)).collect::<Vec<_>>();
        let half = Half { given: "APP_AWS_ACCESS_KEY_ID".to_owned(), missing: "APP_AWS_SECRET_ACCESS_KEY".to_owned() };
        assert_eq!(halves(&["APP_AWS_ACCESS_KEY_ID"]), std::slice::from_ref(&half));
        assert_eq!(halves(&["APP_AWS_SECRET_ACCESS_KEY"]), [Half { given: half.missing, missing: half.given }]);
        assert_eq!(halves(&["APP_AWS_ACCESS_KEY_ID", "APP_AWS_SECRET_ACCESS_KEY", "OPENAI_API_KEY"]), []);
    }

    #[test]
    fn keys_that_nobody_is_asked_for_are_refused() {
        let wrong = text_of("compai").unwrap().replace("keys = [\"RESEND_API_KEY\"", "keys = [\"RESEND_API_KEI\"");
        assert!(Preset::parse(&wrong).unwrap_err().to_string().contains("`sign_in` names `RESEND_API_KEI`"));
    }
}
