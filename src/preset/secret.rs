//! Secrets that an app needs.

use serde::Deserialize;

use super::StoreKind;
use super::address;
use crate::resource::SecretForm;

/// A secret: made by cloudstead or asked for.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretNeed {
    /// Length of a generated value: characters of `letters`, bytes of all other forms.
    #[serde(default)]
    pub generate: Option<usize>,
    /// How a generated value is written.
    #[serde(default)]
    pub form: SecretForm,
    /// The question, when a person must give it.
    #[serde(default)]
    pub ask: Option<String>,
    /// What it is for and what does not work without it.
    #[serde(default)]
    pub why: String,
    #[serde(default)]
    pub required: bool,
    /// What the app gets in its place while nothing is given, for apps that do not start on an empty value.
    #[serde(default)]
    pub otherwise: String,
    /// Asked secrets that it is of use only together with: all of them are given, or none.
    #[serde(default)]
    pub with: Vec<String>,
    /// Tiers that it is asked for in; empty for all.
    #[serde(skip)]
    pub tiers: Vec<String>,
    /// It is the address of a database of this kind.
    #[serde(skip)]
    pub address_of: Option<StoreKind>,
}

impl SecretNeed {
    /// Whether a person is asked for it who chooses a tier.
    #[must_use]
    pub fn is_asked_in(&self, tier: &str) -> bool {
        self.ask.is_some() && (self.tiers.is_empty() || self.tiers.iter().any(|one| one == tier))
    }

    /// Whether a value can be what is asked for.
    ///
    /// # Errors
    /// What is wrong, without the value.
    pub fn check(&self, value: &str) -> Result<(), String> {
        self.address_of.map_or(Ok(()), |kind| address::check(kind, value))
    }
}
