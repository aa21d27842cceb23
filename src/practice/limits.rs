//! What the practice account has room for and what it lacks: at first as much as a new account of AWS.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::engine::CloudError;
use crate::model::text::clean_line;
use crate::resource::{Kind, Quota};

/// Networks that are there before anybody makes one: AWS puts one into every region.
pub(super) const OWN_VPCS: u32 = 1;

/// Limits, as somebody set them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    quotas: BTreeMap<Quota, u32>,
    /// Why there is nothing of a looked-up kind, by the kind's name.
    lacking: BTreeMap<String, CloudError>,
    /// Looked-up kinds of which there are two, by name.
    twice: BTreeSet<String>,
    /// Last words of jobs, and of copies of stores, that fail every night, by name.
    failing: BTreeMap<String, String>,
}

impl Limits {
    /// Allows so many from now on.
    pub fn allow(&mut self, quota: Quota, count: u32) {
        self.quotas.insert(quota, count);
    }

    /// Lets every look for something of a kind end with this answer.
    pub fn lack(&mut self, kind: Kind, answer: CloudError) {
        self.lacking.insert(kind.name().to_owned(), answer);
    }

    /// Lets every look for something of a kind find two.
    pub fn double(&mut self, kind: Kind) {
        self.twice.insert(kind.name().to_owned());
    }

    /// Lets a job, or the copy of a store, fail every night with these last words.
    pub fn fail(&mut self, name: &str, words: &str) {
        self.failing.insert(name.to_owned(), words.to_owned());
    }

    pub(super) fn failure(&self, name: &str) -> Option<String> {
        self.failing.get(name).map(|words| clean_line(words))
    }

    pub(super) fn of(&self, quota: Quota) -> u32 {
        let usual = match quota {
            Quota::Vpcs | Quota::Addresses => 5,
            Quota::Processors => 16,
            _ => 20,
        };
        self.quotas.get(&quota).copied().unwrap_or(usual)
    }

    pub(super) fn answer(&self, kind: Kind) -> Option<&CloudError> {
        self.lacking.get(kind.name())
    }

    pub(super) fn has_two(&self, kind: Kind) -> bool {
        self.twice.contains(kind.name())
    }
}
