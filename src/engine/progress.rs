//! The fold of a run's events: what every display draws.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::cloud::{CloudError, PricedKept};
use super::event::{Event, EventKind, Operation, Outcome, PlannedNode};
use super::existing::Existing;
use crate::model::NodeId;
use crate::resource::{Kind, Phase};

/// Lines of the log that are kept for displays.
const LOG_LINES: usize = 10_000;

/// Seconds before which nothing counts as late.
const LATE_AT_EARLIEST: u32 = 60;

/// Where a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    Pending,
    Running {
        /// Milliseconds since the epoch.
        since: i64,
        /// What is happening, in plain words; may be empty.
        text: String,
    },
    Done {
        /// Milliseconds it took in this run; `None` when an earlier run finished it.
        took: Option<i64>,
    },
    Failed(CloudError),
    Skipped {
        because: NodeId,
    },
}

/// One node with its stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub planned: PlannedNode,
    pub stage: Stage,
    pub aws_id: Option<String>,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// Milliseconds since the epoch.
    pub at: i64,
    pub text: String,
}

/// How a run ended and what it left.
#[derive(Clone, Debug, PartialEq)]
pub struct Finish {
    pub outcome: Outcome,
    pub url: Option<String>,
    /// Why it is plain http for now although https is wanted.
    pub plain_because: Option<String>,
    pub kept: Vec<PricedKept>,
    pub left: Vec<String>,
    /// What exists and is billed, when the run did not reach its end.
    pub exists: Option<Existing>,
}

/// Everything a display needs of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    pub deployment: String,
    /// In plan order.
    pub rows: IndexMap<NodeId, Row>,
    pub log: Vec<LogLine>,
    /// Milliseconds since the epoch.
    pub started: i64,
    /// Time of the newest event.
    pub now: i64,
    pub finish: Option<Finish>,
}

/// How far one phase is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PhaseCount {
    pub done: usize,
    pub total: usize,
    pub running: usize,
    pub failed: usize,
}

impl Progress {
    /// Takes in one event.
    pub fn apply(&mut self, event: &Event) {
        self.now = self.now.max(event.millis);
        match &event.kind {
            EventKind::RunStarted { deployment, nodes } => self.start(deployment, nodes, event.millis),
            EventKind::Noted { text } => self.log(event.millis, format!("note      {text}")),
            EventKind::NodeStarted { node, operation } => {
                self.set(node, Stage::Running { since: event.millis, text: String::new() });
                let verb = match operation {
                    Operation::Create => "creating",
                    Operation::Update => "changing",
                    Operation::Delete => "removing",
                };
                if self.instead(node).is_none() {
                    self.log_node(event.millis, verb, node);
                }
            }
            EventKind::NodeWaiting { node, text } => self.wait(node, text, event.millis),
            EventKind::NodeRetrying { node, attempt, in_seconds, because } => {
                let text = format!("again in {in_seconds} s (try {attempt}): {because}");
                self.wait(node, &text, event.millis);
            }
            EventKind::NodeDone { node, aws_id, .. } => {
                let took = match self.rows.get(node).map(|row| &row.stage) {
                    Some(Stage::Running { since, .. }) => Some(event.millis - since),
                    _ => None,
                };
                self.set(node, Stage::Done { took });
                if let Some(row) = self.rows.get_mut(node) {
                    row.aws_id.clone_from(aws_id);
                }
                match self.instead(node) {
                    None => self.log_node(event.millis, "done", node),
                    Some(words) => self.log(event.millis, format!("done      {node}: {words}")),
                }
            }
            EventKind::NodeFailed { node, error } => {
                self.set(node, Stage::Failed(error.clone()));
                self.log(event.millis, format!("failed    {node}: {error}"));
            }
            EventKind::NodeSkipped { node, because } => self.set(node, Stage::Skipped { because: because.clone() }),
            EventKind::RunFinished { outcome, url, plain_because, kept, left, exists } => {
                self.finish = Some(Finish {
                    outcome: *outcome,
                    url: url.clone(),
                    plain_because: plain_because.clone(),
                    kept: kept.clone().unwrap_or_default(),
                    left: left.clone(),
                    exists: exists.clone(),
                });
            }
        }
    }

    fn start(&mut self, deployment: &str, nodes: &[PlannedNode], millis: i64) {
        deployment.clone_into(&mut self.deployment);
        self.started = millis;
        self.finish = None;
        self.rows = nodes
            .iter()
            .map(|planned| {
                let stage = if planned.done { Stage::Done { took: None } } else { Stage::Pending };
                (planned.id.clone(), Row { planned: planned.clone(), stage, aws_id: None })
            })
            .collect();
    }

    /// What happens to a node in place of its removal.
    #[must_use]
    pub fn instead(&self, node: &NodeId) -> Option<&'static str> {
        self.rows.get(node)?.planned.instead_of_removing()
    }

    fn set(&mut self, node: &NodeId, stage: Stage) {
        if let Some(row) = self.rows.get_mut(node) {
            row.stage = stage;
        }
    }

    fn wait(&mut self, node: &NodeId, text: &str, millis: i64) {
        let Some(row) = self.rows.get_mut(node) else { return };
        if let Stage::Running { text: shown, .. } = &mut row.stage
            && shown != text
        {
            text.clone_into(shown);
            if !text.is_empty() {
                self.log(millis, format!("waiting   {node}: {text}"));
            }
        }
    }

    fn log_node(&mut self, millis: i64, verb: &str, node: &NodeId) {
        let title = self.rows.get(node).map_or_else(String::new, |row| row.planned.title.clone());
        self.log(millis, format!("{verb:9} {node}  {title}"));
    }

    fn log(&mut self, millis: i64, text: String) {
        if self.log.len() >= LOG_LINES {
            self.log.drain(..LOG_LINES / 10);
        }
        self.log.push(LogLine { at: millis, text });
    }

    /// Counts per phase, in display order, phases without nodes left out.
    #[must_use]
    pub fn phases(&self) -> Vec<(Phase, PhaseCount)> {
        let mut counts: BTreeMap<Phase, PhaseCount> = BTreeMap::new();
        for row in self.rows.values() {
            let count = counts.entry(row.planned.phase).or_default();
            count.total += 1;
            match row.stage {
                Stage::Done { .. } => count.done += 1,
                Stage::Running { .. } => count.running += 1,
                Stage::Failed(_) => count.failed += 1,
                Stage::Pending | Stage::Skipped { .. } => {}
            }
        }
        counts.into_iter().collect()
    }

    /// True when the app's address was asked in this run, and answered.
    #[must_use]
    pub fn asked_address(&self) -> bool {
        let asked = |row: &Row| row.planned.kind == Kind::Answer && matches!(row.stage, Stage::Done { took: Some(_) });
        self.rows.values().any(asked)
    }

    /// True when this run did something; an earlier one may have done everything.
    #[must_use]
    pub fn did_something(&self) -> bool {
        self.rows.values().any(|row| !matches!(row.stage, Stage::Done { took: None }))
    }

    /// Rows that are things which the deployment owns; look-ups and waits are none.
    #[must_use]
    pub fn things(&self) -> usize {
        self.rows.values().filter(|row| row.planned.is_thing()).count()
    }

    #[must_use]
    pub fn done(&self) -> usize {
        self.rows.values().filter(|row| matches!(row.stage, Stage::Done { .. })).count()
    }

    /// The failed nodes with their errors.
    #[must_use]
    pub fn failures(&self) -> Vec<(&NodeId, &CloudError)> {
        let failed = self.rows.iter().filter_map(|(id, row)| match &row.stage {
            Stage::Failed(error) => Some((id, error)),
            _ => None,
        });
        failed.collect()
    }

    /// True when something takes longer than on a slow day: nobody knows then how much is left.
    #[must_use]
    pub fn late(&self, now: i64) -> bool {
        self.rows.values().any(|row| match &row.stage {
            Stage::Running { since, .. } => {
                (now - since) / 1000 > i64::from(row.planned.slow_seconds.max(LATE_AT_EARLIEST))
            }
            _ => false,
        })
    }

    /// Seconds left along the longest chain of what is not done, from usual times; `now` in milliseconds since the
    /// epoch.
    #[must_use]
    pub fn remaining_seconds(&self, now: i64) -> u32 {
        let mut known = BTreeMap::new();
        self.rows.keys().map(|id| self.finish_after(id, now, &mut known)).max().unwrap_or(0)
    }

    /// The step under way that everything left waits for longest, by usual times; none while it is the only one.
    #[must_use]
    pub fn longest_wait(&self, now: i64) -> Option<&NodeId> {
        let running = |row: &&Row| matches!(row.stage, Stage::Running { .. });
        if self.rows.values().filter(running).count() < 2 {
            return None;
        }
        let mut known = BTreeMap::new();
        let last = self.rows.keys().max_by_key(|id| self.finish_after(id, now, &mut known))?;
        let (mut at, mut seen) = (self.rows.get(last)?, BTreeSet::new());
        // Back along the chain to what is under way.
        while !matches!(at.stage, Stage::Running { .. }) && seen.insert(&at.planned.id) {
            let unfinished = at.planned.depends_on.iter().filter_map(|id| self.rows.get(id));
            let unfinished = unfinished.filter(|row| !matches!(row.stage, Stage::Done { .. }));
            at = unfinished.max_by_key(|row| self.finish_after(&row.planned.id, now, &mut known))?;
        }
        matches!(at.stage, Stage::Running { .. }).then_some(&at.planned.id)
    }

    /// Seconds until a node is done, its dependencies first.
    fn finish_after(&self, id: &NodeId, now: i64, known: &mut BTreeMap<NodeId, u32>) -> u32 {
        if let Some(seconds) = known.get(id) {
            return *seconds;
        }
        let Some(row) = self.rows.get(id) else { return 0 };
        let own = match &row.stage {
            Stage::Done { .. } => {
                known.insert(id.clone(), 0);
                return 0;
            }
            Stage::Running { since, .. } => {
                let elapsed = u32::try_from((now - since).max(0) / 1000).unwrap_or(u32::MAX);
                row.planned.seconds.saturating_sub(elapsed).max(1)
            }
            _ => row.planned.seconds,
        };
        // What is replaced is two jobs under one name, and the two may wait for those of another one: nothing is
        // counted twice.
        known.insert(id.clone(), 0);
        let before =
            row.planned.depends_on.iter().map(|needed| self.finish_after(needed, now, known)).max().unwrap_or(0);
        known.insert(id.clone(), before + own);
        before + own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(id: &str, needs: &[&str], seconds: u32) -> PlannedNode {
        PlannedNode {
            id: id.into(),
            kind: Kind::Vpc,
            phase: Phase::Network,
            title: id.to_owned(),
            operation: Operation::Create,
            depends_on: needs.iter().map(|need| NodeId::from(*need)).collect(),
            seconds,
            slow_seconds: seconds * 2,
            done: false,
            stays: false,
        }
    }

    fn event(millis: i64, kind: EventKind) -> Event {
        Event { seq: 1, at: String::new(), millis, kind }
    }

    #[test]
    fn remaining_time_is_the_longest_chain_less_what_has_passed() {
        let mut progress = Progress::default();
        let nodes = vec![planned("a", &[], 100), planned("b", &["a"], 50), planned("c", &[], 20)];
        progress.apply(&event(0, EventKind::RunStarted { deployment: "demo".to_owned(), nodes }));
        assert_eq!(progress.remaining_seconds(0), 150);
        progress.apply(&event(0, EventKind::NodeStarted { node: "a".into(), operation: Operation::Create }));
        assert_eq!(progress.remaining_seconds(40_000), 110);
        assert_eq!(progress.remaining_seconds(500_000), 51, "late nodes count as about to end");
        assert!(
            !progress.late(200_000) && progress.late(201_001),
            "the time left is not known once a slow day's time is over"
        );
        progress.apply(&event(
            90_000,
            EventKind::NodeDone { node: "a".into(), operation: Operation::Create, aws_id: None },
        ));
        assert_eq!(progress.remaining_seconds(90_000), 50);
        assert_eq!(progress.rows[0].stage, Stage::Done { took: Some(90_000) });
        assert_eq!(progress.phases(), [(Phase::Network, PhaseCount { done: 1, total: 3, running: 0, failed: 0 })]);
    }

    #[test]
    fn the_longest_wait_is_what_the_longest_chain_begins_with() {
        let mut progress = Progress::default();
        let nodes = vec![
            planned("database", &[], 270),
            planned("cache", &[], 200),
            planned("release", &["database", "cache"], 1),
            planned("app", &["release"], 180),
            planned("logs", &[], 1),
        ];
        progress.apply(&event(0, EventKind::RunStarted { deployment: "demo".to_owned(), nodes }));
        assert_eq!(progress.longest_wait(0), None, "nothing is under way");
        let start = |node: &str| EventKind::NodeStarted { node: node.into(), operation: Operation::Create };
        progress.apply(&event(0, start("database")));
        assert_eq!(progress.longest_wait(0), None, "it is the only one");
        progress.apply(&event(100_000, start("cache")));
        assert_eq!(progress.longest_wait(0).map(NodeId::as_str), Some("database"));
        assert_eq!(
            progress.longest_wait(150_000).map(NodeId::as_str),
            Some("cache"),
            "150 s of 200 against 120 of 270"
        );
    }

    #[test]
    fn what_is_replaced_together_has_an_end() {
        let mut progress = Progress::default();
        let nodes = vec![
            planned("server", &["server", "record", "image"], 100),
            planned("record", &["server"], 50),
            planned("image", &[], 20),
        ];
        progress.apply(&event(0, EventKind::RunStarted { deployment: "demo".to_owned(), nodes }));
        assert!(progress.remaining_seconds(0) >= 120, "{}", progress.remaining_seconds(0));
    }

    #[test]
    fn waiting_text_replaces_and_is_logged_once() {
        let mut progress = Progress::default();
        progress.apply(&event(
            0,
            EventKind::RunStarted { deployment: "demo".to_owned(), nodes: vec![planned("a", &[], 10)] },
        ));
        progress.apply(&event(1, EventKind::NodeStarted { node: "a".into(), operation: Operation::Create }));
        for millis in 2..5 {
            progress.apply(&event(
                millis,
                EventKind::NodeWaiting { node: "a".into(), text: "AWS is creating it".to_owned() },
            ));
        }
        assert_eq!(progress.log.iter().filter(|line| line.text.contains("AWS is creating it")).count(), 1);
    }
}
