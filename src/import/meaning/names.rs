//! Names: of containers, stores, secrets and of the preset itself.

use std::collections::BTreeSet;

/// Longest name of a container or store.
const LONGEST: usize = 40;
/// Longest name of a preset, which is also a deployment's.
const LONGEST_PRESET: usize = 20;
/// What serves people on every server.
const TAKEN: &str = "caddy";

/// Names that are given, so that each is given once.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// With hyphens alone, as resources of AWS have them.
    given: BTreeSet<String>,
}

impl Names {
    /// The name itself where it can be one, else the nearest that is free.
    pub(super) fn give(&mut self, wanted: &str) -> String {
        let base = nearest(wanted);
        let mut name = base.clone();
        let mut next = 2;
        while name == TAKEN || self.given.contains(&flat(&name)) {
            let ending = format!("-{next}");
            let kept: String = base.chars().take(LONGEST - ending.len()).collect();
            name = format!("{}{ending}", kept.trim_end_matches(['-', '_', '.']));
            next += 1;
        }
        self.given.insert(flat(&name));
        name
    }
}

fn flat(name: &str) -> String {
    name.replace(['_', '.'], "-")
}

/// Small letters and digits with single separators.
fn nearest(wanted: &str) -> String {
    let mut name = String::new();
    for c in wanted.chars() {
        let c = c.to_ascii_lowercase();
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with(['-', '_', '.']) {
            name.push(if matches!(c, '_' | '.') { c } else { '-' });
        }
        if name.len() == LONGEST {
            break;
        }
    }
    let name = name.trim_end_matches(['-', '_', '.']);
    if name.is_empty() { "app".to_owned() } else { name.to_owned() }
}

/// A name that a deployment can have: small letters, digits and hyphens, the first a letter.
pub(in crate::import) fn preset(wanted: &str) -> String {
    let plain = nearest(wanted).replace(['_', '.'], "-");
    let plain = plain.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    let plain: String = plain.chars().take(LONGEST_PRESET).collect();
    let plain = plain.trim_end_matches('-');
    if plain.parse::<crate::model::DeploymentName>().is_ok() { plain.to_owned() } else { "my-app".to_owned() }
}

/// A label of a host name.
pub(super) fn label(wanted: &str) -> String {
    let name = nearest(wanted).replace(['_', '.'], "-");
    name.trim_matches('-').to_owned()
}

/// The name that a secret can have.
pub(super) fn secret(wanted: &str) -> String {
    let mut name: String =
        wanted.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).take(60).collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        name.insert(0, '_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_where_they_can_and_are_given_once() {
        let mut names = Names::default();
        let given: Vec<String> = ["web", "plausible_db", "plausible-db", "My App!", "caddy", "__", "a..b"]
            .map(|name| names.give(name))
            .into();
        assert_eq!(given, ["web", "plausible_db", "plausible-db-2", "my-app", "caddy-2", "app", "a.b"]);
        assert!(names.give(&"x".repeat(100)).len() <= LONGEST);
        assert!(names.give(&"x".repeat(100)).len() <= LONGEST);
        assert_eq!((preset("9 Uptime_Kuma"), preset("1")), ("uptime-kuma".into(), "my-app".into()));
        assert_eq!((secret("1a.b-c"), label("Api_v1")), ("_1A_B_C".into(), "api-v1".into()));
    }
}
