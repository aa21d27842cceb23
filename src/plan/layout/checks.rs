//! What is found out of preset and answers before anything is placed.

use super::ComposeError;
use crate::model::Region;
use crate::plan::Answers;
use crate::plan::pricebook::is_sold;
use crate::preset::{Preset, Tier};
use crate::resource::{Architecture, PriceKey};

pub(super) fn listed<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// A server's size must be on sale in the region; the database's is chosen from those that are.
pub(super) fn sizes(preset: &Preset, tier: &Tier, arch: Architecture, region: Region) -> Result<(), ComposeError> {
    let is_sold = |arch: Architecture| {
        let size = tier.server.of(arch)?;
        is_sold(region, &PriceKey::sized("ec2", "hourly", size)).map(|sold| (size, sold))
    };
    let Some((size, false)) = is_sold(arch) else { return Ok(()) };
    let other =
        preset.architectures.iter().find(|other| **other != arch && matches!(is_sold(**other), Some((_, true))));
    let advice = match other {
        Some(other) => format!("choose the other processor (arch = \"{}\") or another region", other.name()),
        None => "choose another region or tier".to_owned(),
    };
    Err(ComposeError::NotSold { size: size.clone(), region, advice })
}

pub(super) fn names(preset: &Preset, tier: &str, answers: &Answers) -> Result<(), ComposeError> {
    if let Some(given) = answers.images.keys().find(|name| !preset.has_container(name)) {
        let known = listed(preset.services.keys().chain(preset.jobs.keys()));
        return Err(ComposeError::UnknownService { preset: preset.title.clone(), given: given.clone(), known });
    }
    let unnamed: Vec<&str> =
        preset.asked_sources().filter(|(name, _)| !answers.images.contains_key(*name)).map(|(name, _)| name).collect();
    if !unnamed.is_empty() {
        return Err(ComposeError::MissingImages(unnamed.join(", ")));
    }
    let unbuildable = preset.containers().find(|(name, one)| one.build.is_none() && answers.repository(name).is_some());
    if let Some((name, _)) = unbuildable {
        return Err(ComposeError::NoBuild { preset: preset.title.clone(), name: name.to_owned() });
    }
    let asked = preset.secrets.iter().filter(|(_, need)| need.ask.is_some());
    let asked: Vec<String> = asked.map(|(name, _)| name.to_owned()).collect();
    if let Some(given) = answers.secrets.keys().find(|name| !asked.contains(name)) {
        return Err(ComposeError::UnknownSecret {
            preset: preset.title.clone(),
            given: given.clone(),
            known: listed(asked.iter()),
        });
    }
    let missing: Vec<&str> = preset
        .asked_secrets(tier)
        .filter(|(name, need)| need.required && !answers.secrets.contains_key(*name))
        .map(|(name, _)| name)
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(ComposeError::MissingSecrets(missing.join(", "))) }
}
