//! Secrets that an app needs.

use serde::Deserialize;

use crate::resource::SecretForm;

/// A secret: made by cloudstead or asked for.
#[derive(Clone, Debug, PartialEq, Deserialize)]
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
}
