//! The size of the servers: what the tier says, or what building the app on them takes, where nobody else builds it.

use super::ComposeError;
use crate::plan::Answers;
use crate::plan::builds::{self, Place};
use crate::plan::server_size::{TooSmall, with_memory};
use crate::preset::{Preset, Tier};
use crate::resource::Architecture;

/// Sources, layers and images of a build, beside the system and swap.
const BUILD_DISK_GB: u32 = 60;

/// Type and system disk of the servers.
#[derive(Clone, Debug)]
pub(in crate::plan) struct Size {
    pub(in crate::plan) instance_type: String,
    pub(in crate::plan) root_gb: u32,
    /// The tier's own type, when building takes a larger one.
    pub(in crate::plan) instead_of: Option<String>,
}

/// The size that these answers take.
pub(in crate::plan) fn of(
    preset: &Preset,
    answers: &Answers,
    tier: &Tier,
    arch: Architecture,
) -> Result<Size, ComposeError> {
    let own = tier.server.of(arch).cloned().unwrap_or_default();
    if builds::place(preset, answers, arch).0 != Place::Server {
        return Ok(Size { instance_type: own, root_gb: tier.server.root_gb, instead_of: None });
    }
    let root_gb = tier.server.root_gb.max(BUILD_DISK_GB);
    if preset.build_memory_gb == 0 {
        return Ok(Size { instance_type: own, root_gb, instead_of: None });
    }
    let instance_type = with_memory(answers.region, &own, preset.build_memory_gb).map_err(|small| {
        let why = match small {
            TooSmall::Unknown => format!("the memory of {own} is not known here"),
            TooSmall::Family(family) => format!("no {family} server with as much is known in {}", answers.region),
        };
        ComposeError::BuildMemory { preset: preset.title.clone(), needed: preset.build_memory_gb, why }
    })?;
    let instead_of = (instance_type != own).then_some(own);
    Ok(Size { instance_type, root_gb, instead_of })
}
