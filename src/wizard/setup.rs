//! What a wizard starts from.

use crate::plan::Answers;
use crate::preset::Preset;

/// An app that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What answers call it: a catalog name or the path of a preset file.
    pub reference: String,
    pub preset: Preset,
}

impl From<Preset> for Offer {
    fn from(preset: Preset) -> Self {
        Self { reference: preset.name.clone(), preset }
    }
}

/// Everything the wizard knows at its start; nothing of it needs a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Setup {
    /// Apps to choose from, at least one.
    pub offers: Vec<Offer>,
    /// IANA name of the machine's time zone, such as `Europe/Berlin`.
    pub time_zone: Option<String>,
    /// The practice account: nothing leaves the machine.
    pub practice: bool,
    /// Names of existing deployments.
    pub taken: Vec<String>,
    /// Answers of an earlier, unfinished visit.
    pub draft: Option<Answers>,
}

/// A start that cannot lead to a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WizardError {
    #[error("there is no app to choose from")]
    NoPreset,
    #[error("no deployment can be named after the preset `{0}`: its name is taken or not allowed")]
    Name(String),
}
