//! What is asked before a run, and what came of it.

use super::cloud::CloudError;
use crate::model::DeploymentName;

/// What a question before a run is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Whether another deployment has this name.
    Name(DeploymentName),
    /// Something that is looked up, by its title.
    Lookup(String),
    /// Whether names and DNS records of what is new are free.
    Names,
    /// Whether the account's quotas have room.
    Quotas,
}

impl Topic {
    /// In plain words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Name(name) => format!("the name {name}"),
            Self::Lookup(title) => title.clone(),
            Self::Names => "names and records that are needed".to_owned(),
            Self::Quotas => "room in your quotas".to_owned(),
        }
    }
}

/// What became of the questions about one topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foreseen {
    /// They were sent.
    Asked,
    /// Nothing would stop a run.
    Fine,
    /// What would stop a run half-way.
    Stops(Vec<CloudError>),
    /// It could not be found out, and why: a run notes that and goes on.
    Unknown(String),
}

/// Whoever wants to hear of each topic as it is asked and answered.
pub type Hearer<'a> = &'a dyn Fn(Topic, Foreseen);
