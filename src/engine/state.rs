//! What exists: the fold of a journal.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::cloud::{DataChoice, Kept, KeptPrice, Obstacle, Owner};
use super::event::{Operation, Outcome};
use super::journal::{Entry, RunKind};
use crate::model::NodeId;
use crate::plan::{Answers, Blueprint, Node};
use crate::resource::answer::AnswerOutputs;
use crate::resource::{Keep, Lifecycle, Lookup, Outputs};

/// How far one resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A creation was begun and its end is not known.
    Intended,
    /// It exists and is not ready yet.
    Made,
    Ready,
    /// A change in place was begun.
    Updating,
    /// A removal was begun.
    Deleting,
}

/// One resource as far as the journal knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub node: Node,
    pub outputs: Option<Outputs>,
    pub standing: Standing,
}

/// The newest run.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub kind: RunKind,
    pub target: Option<Blueprint>,
    pub choice: DataChoice,
    /// `None` while it is unfinished.
    pub outcome: Option<Outcome>,
}

/// A deployment as its journal tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    pub owner: Option<Owner>,
    pub practice: bool,
    pub run: Option<Run>,
    /// Answers of the newest deploy or change.
    pub answers: Option<Answers>,
    /// Blueprint of the newest deploy or change.
    pub target: Option<Blueprint>,
    pub records: IndexMap<NodeId, Record>,
    /// Ended attempts per node: they make a new token.
    pub epochs: BTreeMap<NodeId, u32>,
    /// How often each node was condemned: what has several places then takes the next one.
    pub condemned: BTreeMap<NodeId, u32>,
    pub kept: Vec<Kept>,
    /// Blueprint of the newest deploy or change that reached its end.
    pub complete: Option<Blueprint>,
    /// What the newest destroy, all its attempts together, removed of what the deployment owned.
    pub gone: Vec<Node>,
    /// Something was made that a last snapshot would be taken of.
    pub stored: bool,
    /// Nodes that were there at some time.
    pub made: BTreeSet<NodeId>,
    /// Nodes whose newest creation the service refused, with every call of it answered: nothing was made.
    pub refused: BTreeSet<NodeId>,
    /// What kept resources from going, as last seen.
    pub obstacles: BTreeMap<NodeId, Vec<Obstacle>>,
    /// Identifiers of those that a person agreed to have removed.
    pub agreed: BTreeSet<String>,
}

impl State {
    #[must_use]
    pub fn from_entries(entries: &[Entry]) -> Self {
        let mut state = Self::default();
        for entry in entries {
            state.apply(entry);
        }
        state
    }

    pub fn apply(&mut self, entry: &Entry) {
        if let Entry::Intent { node, .. } | Entry::Made { node, .. } | Entry::Done { node, .. } | Entry::Gone { node } =
            entry
        {
            self.refused.remove(node);
        }
        if let Entry::Made { node, .. } | Entry::Done { node, .. } = entry {
            self.made.insert(node.clone());
        }
        match entry {
            Entry::Opened { owner, practice, .. } => {
                self.owner = Some(owner.clone());
                self.practice = *practice;
            }
            Entry::RunBegan { run, target, answers, choice } => {
                if *run != RunKind::Destroy || !self.is_being_removed() {
                    self.gone.clear();
                }
                self.run =
                    Some(Run { kind: *run, target: target.clone(), choice: choice.unwrap_or_default(), outcome: None });
                if let Some(answers) = answers {
                    self.answers = Some((**answers).clone());
                }
                if target.is_some() {
                    self.target.clone_from(target);
                }
            }
            Entry::Intent { node, operation, wanted, .. } => self.intend(node, *operation, wanted.as_ref()),
            Entry::Made { node, outputs } => {
                if let Some(record) = self.records.get_mut(node) {
                    record.outputs = Some(outputs.clone());
                    record.standing = Standing::Made;
                    self.stored |= takes_snapshot(&record.node);
                }
            }
            Entry::Done { node, outputs, as_wanted } => {
                self.stored |= takes_snapshot(as_wanted);
                let record =
                    Record { node: as_wanted.clone(), outputs: Some(outputs.clone()), standing: Standing::Ready };
                self.records.insert(node.clone(), record);
            }
            Entry::Failed { node, unsure, .. } => {
                *self.epochs.entry(node.clone()).or_default() += 1;
                if !unsure && self.records.get(node).is_some_and(|record| record.standing == Standing::Intended) {
                    self.refused.insert(node.clone());
                }
            }
            Entry::Spoiled { node } => {
                if let Some(record) = self.records.get_mut(node) {
                    record.standing = Standing::Deleting;
                    *self.condemned.entry(node.clone()).or_default() += 1;
                }
            }
            Entry::Kept { kept, .. } => {
                for kept in kept {
                    self.stored |= matches!(kept.price, KeptPrice::DatabaseSnapshot | KeptPrice::DiskSnapshot);
                    // A repeated removal may find another size.
                    self.kept.retain(|known| known.aws_id != kept.aws_id);
                    self.kept.push(kept.clone());
                }
            }
            Entry::Forgotten { aws_ids } => self.kept.retain(|kept| !aws_ids.contains(&kept.aws_id)),
            Entry::Blocked { node, by } => {
                self.obstacles.insert(node.clone(), by.clone());
            }
            Entry::Agreed { remove } => self.agreed.extend(remove.iter().cloned()),
            Entry::Gone { node } => {
                self.obstacles.remove(node);
                if let Some(record) = self.records.shift_remove(node)
                    && self.is_being_removed()
                    && self.went(&record)
                {
                    self.gone.push(record.node);
                }
                *self.epochs.entry(node.clone()).or_default() += 1;
            }
            Entry::RunEnded { outcome } => {
                if let Some(run) = &mut self.run {
                    run.outcome = Some(*outcome);
                    if *outcome == Outcome::Done {
                        self.complete.clone_from(&run.target);
                    }
                }
            }
        }
    }

    fn intend(&mut self, node: &NodeId, operation: Operation, wanted: Option<&Node>) {
        match (operation, self.records.get_mut(node)) {
            (Operation::Create, None) => {
                if let Some(wanted) = wanted {
                    let record = Record { node: wanted.clone(), outputs: None, standing: Standing::Intended };
                    self.records.insert(node.clone(), record);
                }
            }
            (Operation::Create, Some(record)) => {
                if let Some(wanted) = wanted {
                    record.node = wanted.clone();
                }
            }
            (Operation::Update, Some(record)) => record.standing = Standing::Updating,
            (Operation::Delete, Some(record)) => record.standing = Standing::Deleting,
            (Operation::Update | Operation::Delete, None) => {}
        }
    }

    /// Whether what a removal struck out was there and is not any more: what was never made, or is kept, is not gone.
    fn went(&self, record: &Record) -> bool {
        let choice = self.run.as_ref().map(|run| run.choice).unwrap_or_default();
        let keep = choice.keeps(&record.node.spec);
        // A removal is announced only once the thing was seen.
        let was_there = record.outputs.is_some() || record.standing == Standing::Deleting;
        record.node.spec.kind().lifecycle() == Lifecycle::Owned && was_there && !keep.stays()
    }

    /// True when the newest run did not reach its end.
    #[must_use]
    pub fn unfinished(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.outcome != Some(Outcome::Done))
    }

    /// True when nothing that refers to it was ever there: nobody can have stored anything in it.
    #[must_use]
    pub fn is_unused(&self, node: &NodeId) -> bool {
        let planned = self.target.iter().flat_map(Blueprint::nodes);
        let known = self.records.iter().map(|(id, record)| (id, &record.node));
        let mut users = planned.chain(known).filter(|(_, other)| other.spec.refers_to(node));
        !users.any(|(id, _)| self.made.contains(id))
    }

    /// True when a destroy was begun and did not reach its end.
    #[must_use]
    pub fn is_being_removed(&self) -> bool {
        self.unfinished() && self.run.as_ref().is_some_and(|run| run.kind == RunKind::Destroy)
    }

    /// True when a destroy reached its end.
    #[must_use]
    pub fn destroyed(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.kind == RunKind::Destroy && run.outcome == Some(Outcome::Done))
    }

    /// What AWS services put in the way of a removal and nobody was asked about yet, each once.
    #[must_use]
    pub fn unasked_obstacles(&self) -> Vec<&Obstacle> {
        let mut found: Vec<&Obstacle> = Vec::new();
        for obstacle in
            self.obstacles.values().flatten().filter(|one| one.service.is_some() && !self.agreed.contains(&one.aws_id))
        {
            if !found.iter().any(|known| known.aws_id == obstacle.aws_id) {
                found.push(obstacle);
            }
        }
        found
    }

    /// The URL that last answered.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        self.answer().map(|answer| answer.url.clone())
    }

    /// How it last answered.
    #[must_use]
    pub fn answer(&self) -> Option<&AnswerOutputs> {
        self.records.values().find_map(|record| match &record.outputs {
            Some(Outputs::Answer(answer)) => Some(answer),
            _ => None,
        })
    }
}

/// Whether what it stores can be kept as a snapshot.
pub(super) fn takes_snapshot(node: &Node) -> bool {
    matches!(node.spec.keeps(true, true, true), Keep::Snapshot { .. })
}

impl Lookup for State {
    fn outputs(&self, node: &NodeId) -> Option<Outputs> {
        self.records.get(node).and_then(|record| record.outputs.clone())
    }
}
