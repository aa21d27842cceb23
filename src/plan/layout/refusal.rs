//! Why answers cannot become a plan.

use crate::model::Region;
use crate::plan::BlueprintError;

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
    #[error(
        "these images are yours to name under [images], each as an image such as ghcr.io/me/app:1.2 or as a Git \
         repository such as https://github.com/me/app.git#v1.2: {0}"
    )]
    MissingImages(String),
    #[error("{preset} does not say how `{name}` is built: name an image such as ghcr.io/me/app:1.2 under [images]")]
    NoBuild { preset: String, name: String },
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
