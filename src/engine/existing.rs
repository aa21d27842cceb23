//! What exists at this moment and what it costs per month: while a run is unfinished that is neither nothing nor the
//! plan.

use serde::{Deserialize, Serialize};

use super::state::State;
use crate::model::{Money, NodeId};
use crate::plan::{Node, pricebook};
use crate::resource::Lifecycle;

/// Things in the account and their monthly price.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Existing {
    /// What the deployment owns in the account: things, not facts that were waited for.
    pub things: usize,
    /// Of these, how many may not be there: their creation was asked for and its end is not known.
    pub unsure: usize,
    /// USD per month, as estimated, of all of them. It goes on until they are removed.
    pub monthly: Money,
    /// Items that are billed and have no known price in the region: the sum is then "at least".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unpriced: Vec<String>,
}

impl State {
    /// What exists now, as far as the journal knows. Once everything is ready that is the whole plan.
    #[must_use]
    pub fn existing(&self) -> Existing {
        let mut existing = Existing::default();
        for (_, node) in self.billed() {
            let (monthly, unpriced) = self.priced(node);
            existing.monthly += monthly;
            existing.unpriced.extend(unpriced);
        }
        for record in self.owned() {
            existing.things += 1;
            existing.unsure += usize::from(record.outputs.is_none());
        }
        existing
    }

    /// USD per month of something as it stands in the account, as far as its prices are known.
    #[must_use]
    pub fn monthly_of(&self, node: &Node) -> Money {
        self.priced(node).0
    }

    fn priced(&self, node: &Node) -> (Money, Vec<String>) {
        let (mut monthly, mut unpriced) = (Money::ZERO, Vec::new());
        let Some(owner) = &self.owner else { return (monthly, unpriced) };
        let usage = self.answers.as_ref().map(|answers| answers.usage.clone()).unwrap_or_default();
        for priced in node.spec.prices(&usage) {
            match pricebook::rate(owner.region, &priced.key) {
                Some(rate) => monthly += rate.times(priced.quantity).rounded(),
                None => unpriced.push(priced.item),
            }
        }
        (monthly, unpriced)
    }

    /// What is billed now: things that exist or may exist, and while the app is wanted also what it uses of the
    /// person's own.
    pub fn billed(&self) -> impl Iterator<Item = (&NodeId, &Node)> {
        let wanted = !self.is_being_removed();
        let counts = move |lifecycle| lifecycle == Lifecycle::Owned || (wanted && lifecycle == Lifecycle::Lookup);
        let there = self.records.iter().filter(|(id, _)| !self.refused.contains(*id));
        there.map(|(id, record)| (id, &record.node)).filter(move |(_, node)| counts(node.spec.kind().lifecycle()))
    }
}
