//! What the person picked or typed, as it was picked or typed. Nothing here is checked: `state` decides what counts.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Region;
use crate::plan::answers::Data;
use crate::plan::{Builder, SecretAnswer};
use crate::resource::Architecture;

/// What the person picked for the budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BudgetPick {
    Listed(u32),
    Other,
}

/// What the person picked for the domain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum DomainPick {
    #[default]
    None,
    /// A zone of the account.
    Zone(String),
    Elsewhere,
}

/// Everything the person picked or typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Picks {
    pub(super) offer: usize,
    pub(super) offer_picked: bool,
    /// An app of one's own instead.
    pub(super) own: bool,
    pub(super) name: Option<String>,
    pub(super) budget: Option<BudgetPick>,
    pub(super) other_budget: String,
    pub(super) region: Option<Region>,
    pub(super) domain: Option<DomainPick>,
    pub(super) label: Option<String>,
    pub(super) elsewhere: String,
    pub(super) tier: Option<String>,
    pub(super) arch: Option<Architecture>,
    pub(super) builder: Option<Builder>,
    /// Days of backups and the like, as far as they are `picked`.
    pub(super) data: Data,
    pub(super) email: String,
    pub(super) secrets: BTreeMap<String, SecretAnswer>,
    pub(super) images: BTreeMap<String, String>,
    /// Keys of answers in sections that the person picked, even where the default was.
    pub(super) picked: BTreeSet<&'static str>,
    pub(super) usage: BTreeMap<&'static str, String>,
}
