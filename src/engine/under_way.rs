//! What a run that did not reach its end was about: a first build, a change or a removal, and how far it is.

use super::state::{Record, Standing, State};
use super::{Outcome, RunKind};
use crate::model::NodeId;
use crate::plan::{Blueprint, Node};
use crate::resource::{Change, Lifecycle};

/// The newest run, when it did not reach its end.
#[derive(Clone, Debug, PartialEq)]
pub enum UnderWay<'a> {
    /// Nothing of this name was ever complete.
    Build,
    /// What was complete becomes something else; both may be of the same tier.
    Change {
        from: &'a Blueprint,
        to: &'a Blueprint,
        /// Which of the two stands whole: the old one until something of it was taken away. `None` in between.
        serving: Option<&'a Blueprint>,
    },
    /// Everything is being removed. Only what the deployment owned is listed.
    Removal { gone: Vec<&'a Node>, left: Vec<&'a Record> },
}

impl State {
    /// What the newest run is about; `None` when it reached its end, and before the first.
    #[must_use]
    pub fn under_way(&self) -> Option<UnderWay<'_>> {
        let run = self.run.as_ref().filter(|run| run.outcome != Some(Outcome::Done))?;
        if run.kind == RunKind::Destroy {
            return Some(UnderWay::Removal { gone: self.gone.iter().collect(), left: self.owned().collect() });
        }
        Some(match (&self.complete, &run.target) {
            (Some(from), Some(to)) => {
                let serving = [from, to].into_iter().find(|blueprint| self.stands(blueprint));
                UnderWay::Change { from, to, serving }
            }
            _ => UnderWay::Build,
        })
    }

    /// Everything that the deployment owns in the account, in the order it was begun; what AWS refused to make is not
    /// there.
    pub fn owned(&self) -> impl Iterator<Item = &Record> {
        self.things().map(|(_, record)| record)
    }

    /// The same with their names.
    pub fn things(&self) -> impl Iterator<Item = (&NodeId, &Record)> {
        let there = self.records.iter().filter(|(id, _)| !self.refused.contains(*id));
        there.filter(|(_, record)| record.node.spec.kind().lifecycle() == Lifecycle::Owned)
    }

    /// What the service refused to make, and nothing of which is there.
    pub fn refused_things(&self) -> impl Iterator<Item = &Node> {
        let refused = self.records.iter().filter(|(id, _)| self.refused.contains(*id));
        refused.map(|(_, record)| &record.node).filter(|node| node.spec.kind().lifecycle() == Lifecycle::Owned)
    }

    /// True when all that the blueprint owns is there, ready, and only in need of settings at most.
    fn stands(&self, blueprint: &Blueprint) -> bool {
        let mut owned = blueprint.nodes().filter(|(_, node)| node.spec.kind().lifecycle() == Lifecycle::Owned);
        owned.all(|(id, node)| {
            self.records.get(id).is_some_and(|record| {
                matches!(record.standing, Standing::Ready | Standing::Updating)
                    && node.spec.change_from(&record.node.spec) != Some(Change::Replace)
            })
        })
    }
}
