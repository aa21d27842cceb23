//! An app's tier with a person's answers, placed: what runs on which host, which store is where, and through which door
//! people come. Worked out and checked once; what is composed reads only this.

mod checks;
mod doors;
mod refusal;
pub(super) mod size;
mod stores;

use super::Answers;
use super::builds::{self, Place as BuildPlace};
use crate::model::DeploymentName;
use crate::preset::{Build, Host, Place, Preset, StoreKind, Tier};
use crate::resource::Architecture;
pub use refusal::ComposeError;
use size::Size;
pub use stores::Placed;

/// How people come to the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// The fixed address of the one server.
    Address,
    /// A load balancer over several.
    Balancer,
}

/// Everything that a plan is made of.
#[derive(Debug)]
pub struct Layout<'a> {
    pub preset: &'a Preset,
    pub answers: &'a Answers,
    pub tier: &'a Tier,
    /// The name that it has now.
    pub tier_name: &'a str,
    /// Processor of the servers.
    pub arch: Architecture,
    /// Where services and jobs run, all together.
    pub host: Host,
    pub door: Door,
    /// Every store but the bucket, in the preset's order.
    pub stores: Vec<Placed<'a>>,
    /// Who builds images.
    pub builds: BuildPlace,
    pub(super) size: Size,
}

impl<'a> Layout<'a> {
    /// # Errors
    /// When the answers name something that the preset does not have, leave out a secret that it needs, or ask for what
    /// the region does not sell.
    pub fn of(preset: &'a Preset, answers: &'a Answers) -> Result<Self, ComposeError> {
        let (tier_name, tier) = preset.tier(&answers.tier).ok_or_else(|| ComposeError::UnknownTier {
            preset: preset.title.clone(),
            given: answers.tier.clone(),
            known: checks::listed(preset.tiers.keys()),
        })?;
        let arch = answers.arch.unwrap_or(preset.arch);
        if !preset.architectures.contains(&arch) {
            return Err(ComposeError::Architecture { preset: preset.title.clone(), arch: arch.name() });
        }
        checks::names(preset, tier_name, answers)?;
        checks::sizes(preset, tier, arch, answers.region)?;
        let size = size::of(preset, answers, tier, arch)?;
        let (builds, _) = builds::place(preset, answers, arch);
        let door = match tier.on {
            Host::Server => Door::Address,
            Host::Servers => Door::Balancer,
        };
        let stores = preset.stores.iter().filter(|(_, store)| store.kind != StoreKind::Bucket);
        let placed = stores.map(|(name, store)| Placed { name, store, place: place(tier, name, store.kind) });
        let stores = placed.collect();
        Ok(Self { preset, answers, tier, tier_name, arch, host: tier.on, door, stores, builds, size })
    }

    /// The deployment's name.
    pub(super) fn deployment(&self) -> &'a DeploymentName {
        &self.answers.name
    }

    /// Seconds that building images takes on a new server; none when it does not build.
    pub(in crate::plan) fn build_seconds(&self) -> u32 {
        if self.builds == BuildPlace::Server { self.preset.build_minutes * 60 } else { 0 }
    }

    /// Whether the secret was generated or given.
    pub(in crate::plan) fn has_secret(&self, name: &str) -> bool {
        self.preset.secrets.get(name).is_some_and(|need| {
            // What another tier asks for is no part of this one.
            need.generate.is_some() || (need.is_asked_in(self.tier_name) && self.answers.secrets.contains_key(name))
        })
    }

    /// The repository that an image is built from, and what of it.
    pub(in crate::plan) fn repository<'b>(&'b self, name: &str, build: &'b Build) -> (&'b str, &'b str) {
        self.answers.repository(name).unwrap_or((&build.git, &build.r#ref))
    }

    /// Whether an image is built and not named in the answers.
    pub(in crate::plan) fn is_built(&self, name: &str) -> bool {
        self.answers.image(name).is_none()
    }
}

/// Folders are on the server wherever databases are.
fn place(tier: &Tier, name: &str, kind: StoreKind) -> Place {
    if kind == StoreKind::Volume { Place::Server } else { tier.place(name) }
}
