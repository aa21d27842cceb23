//! Preset and answers to blueprint. One file per part of a deployment; ids are the same in every tier, so that a change
//! of tier keeps what both tiers have.

mod caddy;
mod calendar;
mod container;
mod data;
mod domain;
mod foundation;
mod images;
mod names;
mod release;
mod server;
mod servers;
mod size;
mod store;
mod values;

use crate::model::{DeploymentName, NodeId, Region, aws_name};
use crate::plan::builds::{self, Place};
use crate::plan::classes::sold;
use crate::plan::pricebook::is_sold;
use crate::plan::{Answers, Blueprint, BlueprintError, Node};
use crate::preset::{Host, Preset, Tier};
use crate::resource::{Architecture, PriceKey, Ref, Spec};
use size::Size;

/// Answers that cannot become a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    #[error("{preset} has no tier `{given}`: choose one of {known}")]
    UnknownTier { preset: String, given: String, known: String },
    #[error("{preset} does not run on {arch} servers")]
    Architecture { preset: String, arch: &'static str },
    #[error("AWS does not sell {size} in {region} ({city}): {advice}", city = region.city())]
    NotSold { size: String, region: Region, advice: String },
    #[error("{preset} has no service `{given}` whose image could be replaced: it has {known}")]
    UnknownService { preset: String, given: String, known: String },
    #[error("{preset} asks for no secret `{given}`: it asks for {known}")]
    UnknownSecret { preset: String, given: String, known: String },
    #[error("these secrets are needed: {0}")]
    MissingSecrets(String),
    #[error(
        "{preset} is built on its server, which takes {needed} GB of memory, and {why}: name ready images under \
         [images], or another server type in a copy of the preset"
    )]
    BuildMemory { preset: String, needed: u32, why: String },
    #[error("the plan contradicts itself ({0}): this is a mistake in cloudstead, please report it")]
    Graph(#[from] BlueprintError),
}

/// The resources that `answers` ask for.
///
/// # Errors
/// When the answers name something the preset does not have, or leave out a secret it needs.
pub fn compose(preset: &Preset, answers: &Answers) -> Result<Blueprint, ComposeError> {
    let (name, tier) = preset.tier(&answers.tier).ok_or_else(|| ComposeError::UnknownTier {
        preset: preset.title.clone(),
        given: answers.tier.clone(),
        known: listed(preset.tiers.keys()),
    })?;
    let arch = answers.arch.unwrap_or(preset.arch);
    if !preset.architectures.contains(&arch) {
        return Err(ComposeError::Architecture { preset: preset.title.clone(), arch: arch.name() });
    }
    check_names(preset, name, answers)?;
    check_sizes(preset, tier, arch, answers.region)?;
    let size = size::of(preset, answers, tier, arch)?;
    let (builds, _) = builds::place(preset, answers, arch);
    let mut composer = Composer { preset, answers, tier, tier_name: name, arch, builds, size, nodes: Vec::new() };
    composer.foundation();
    composer.data();
    match tier.on {
        Host::Server => composer.server(),
        Host::Servers => composer.servers(),
    }
    composer.monitoring();
    Ok(Blueprint::new(answers.name.clone(), &preset.name, name, answers.region, composer.nodes)?)
}

fn listed<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// A server's size must be on sale in the region; the database's is chosen from those that are.
fn check_sizes(preset: &Preset, tier: &Tier, arch: Architecture, region: Region) -> Result<(), ComposeError> {
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

fn check_names(preset: &Preset, tier: &str, answers: &Answers) -> Result<(), ComposeError> {
    if let Some(given) = answers.images.keys().find(|name| !preset.has_container(name)) {
        let known = listed(preset.services.keys().chain(preset.jobs.keys()));
        return Err(ComposeError::UnknownService { preset: preset.title.clone(), given: given.clone(), known });
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

#[cfg(test)]
mod tests;

/// A plan in the making.
struct Composer<'a> {
    preset: &'a Preset,
    answers: &'a Answers,
    tier: &'a Tier,
    tier_name: &'a str,
    arch: Architecture,
    builds: Place,
    size: Size,
    nodes: Vec<(NodeId, Node)>,
}

impl Composer<'_> {
    fn add<T>(&mut self, id: &str, spec: impl Into<Spec>) -> Ref<T> {
        self.add_after(id, spec, &[])
    }

    /// Adds a node that must also wait for `after`.
    fn add_after<T>(&mut self, id: &str, spec: impl Into<Spec>, after: &[NodeId]) -> Ref<T> {
        let id = NodeId::from(id);
        self.nodes.push((id.clone(), Node { spec: spec.into(), after: after.to_vec() }));
        Ref::to(id)
    }

    /// A reference to a node that another part adds.
    #[expect(clippy::unused_self, reason = "reads as a sentence beside `add`")]
    fn at<T>(&self, id: &str) -> Ref<T> {
        Ref::to(id.into())
    }

    fn deployment(&self) -> &DeploymentName {
        &self.answers.name
    }

    /// `<deployment>-<suffix>` within a limit.
    fn named(&self, limit: usize, suffix: &str) -> String {
        aws_name(limit, &[self.deployment().as_str(), suffix])
    }

    /// Parameter Store path below the deployment's own prefix.
    fn parameter(&self, path: &str) -> String {
        format!("/cloudstead/{}/{path}", self.deployment())
    }

    /// The class of a managed database in a tier, as far as the region sells it.
    fn db_class(&self, tier: &Tier, store: &str) -> Option<String> {
        let size = tier.databases.get(store)?;
        let engine = self.preset.stores.get(store)?.kind.engine()?;
        Some(sold(self.answers.region, engine, size.class(self.arch)?, size.multi_az))
    }

    fn managed_database(&self) -> bool {
        self.preset.managed(self.tier).next().is_some()
    }

    fn fleet_compute(&self) -> bool {
        self.tier.on == Host::Servers
    }

    /// Seconds that building images takes on a new server; none when it does not build.
    fn build_seconds(&self) -> u32 {
        if self.builds == Place::Server { self.preset.build_minutes * 60 } else { 0 }
    }
}
