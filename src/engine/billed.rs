//! What of a deployment is billed now.

use super::existing::Existing;
use super::state::State;
use crate::model::NodeId;
use crate::plan::estimate::monthly;
use crate::plan::{Node, Total};
use crate::resource::Lifecycle;

impl State {
    /// What exists now, as far as the journal knows. Once everything is ready that is the whole plan.
    #[must_use]
    pub fn existing(&self) -> Existing {
        let mut existing = Existing::default();
        for (_, node) in self.billed() {
            existing.monthly += self.monthly_of(node);
        }
        for record in self.owned() {
            existing.things += 1;
            existing.unsure += usize::from(record.outputs.is_none());
        }
        existing
    }

    /// USD per month of something as it stands in the account.
    #[must_use]
    pub fn monthly_of(&self, node: &Node) -> Total {
        let usage = self.answers.as_ref().map(|answers| answers.usage.clone()).unwrap_or_default();
        self.owner.as_ref().map_or_else(Total::default, |owner| monthly(node, owner.region, &usage))
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
