//! Apps that can be chosen.

use crate::plan::Total;
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

/// One of the apps to choose from.
#[derive(Clone, Copy, Debug)]
pub struct Offered<'a> {
    pub preset: &'a Preset,
    /// What it costs a month at least, and the usual seconds until it answers; none where it cannot be planned.
    pub cheapest: Option<&'a (Total, u32)>,
}
