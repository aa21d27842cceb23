//! A run as it is shown: the fold of its events and the clock between them.

use std::time::Duration;

use super::message::Options;
use super::view::{RunKind, RunView};
use crate::engine::{CloudError, Event, Existing, Operation, Outcome, Progress, Row, Stage};
use crate::model::{Invocation, NodeId};

/// The run that is shown, from its beginning until the next one.
#[derive(Clone, Debug)]
pub(super) struct Live {
    pub view: RunView,
    pub progress: Progress,
    /// The run's own clock, milliseconds since the epoch; goes on between events.
    pub now: i64,
    /// Time on the wall since the run was shown: drives the spinner.
    pub shown_for: Duration,
    /// The person asked to stop.
    pub stopping: bool,
    speed: u32,
    practice: bool,
    invocation: Invocation,
    unverified: bool,
}

/// What a run that ended well knows of the app's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// It was asked and answered.
    Answers,
    /// It was not to be asked.
    Unverified,
    /// Nothing had to be done, so it was not asked either.
    Unasked,
}

impl Live {
    pub(super) fn new(view: RunView, options: &Options) -> Self {
        Self {
            view,
            progress: Progress::default(),
            now: 0,
            shown_for: Duration::ZERO,
            stopping: false,
            speed: options.speed.max(1),
            practice: options.practice,
            invocation: options.invocation.clone(),
            unverified: options.unverified,
        }
    }

    /// A command line about this deployment: `cloudstead resume compai-prod`.
    pub(super) fn command(&self, verb: &str) -> String {
        self.invocation.command(&format!("{verb} {}", self.view.name))
    }

    pub(super) fn known(&self) -> Known {
        match (self.unverified, self.progress.asked_address()) {
            (true, _) => Known::Unverified,
            (false, true) => Known::Answers,
            (false, false) => Known::Unasked,
        }
    }

    /// What the key line says about this run.
    pub(super) fn note(&self) -> String {
        let practice = self.practice.then(|| format!("practice, {} times faster", self.speed));
        let http = self.plain_http().then(|| "plain http".to_owned());
        http.into_iter().chain(self.view.note.clone().or(practice)).collect::<Vec<_>>().join(", ")
    }

    /// True when the app will answer, or answers, by plain http.
    pub(super) fn plain_http(&self) -> bool {
        let answers = self
            .progress
            .finish
            .as_ref()
            .and_then(|finish| finish.url.as_ref())
            .is_some_and(|url| url.starts_with("http://"));
        (self.view.plain_http || answers) && self.view.what != RunKind::Destroy
    }

    pub(super) fn apply(&mut self, event: &Event) {
        self.progress.apply(event);
        self.now = self.now.max(self.progress.now);
    }

    /// Lets time pass; true when a display of it changes.
    pub(super) fn pass(&mut self, elapsed: Duration) -> bool {
        if !self.active() {
            return false;
        }
        self.shown_for += elapsed;
        if self.progress.started > 0 {
            let millis = i64::try_from(elapsed.as_millis()).unwrap_or(0);
            self.now += millis.saturating_mul(i64::from(self.speed));
        }
        true
    }

    /// True until the run has ended.
    pub(super) fn active(&self) -> bool {
        self.progress.finish.is_none()
    }

    pub(super) fn outcome(&self) -> Option<Outcome> {
        self.progress.finish.as_ref().map(|finish| finish.outcome)
    }

    /// Seconds since the run began.
    pub(super) fn gone(&self) -> i64 {
        if self.progress.started == 0 { 0 } else { (self.now - self.progress.started).max(0) / 1000 }
    }

    /// What is left is not known: something takes longer than on a slow day.
    pub(super) fn is_late(&self) -> bool {
        self.progress.late(self.now)
    }

    pub(super) fn left(&self) -> u32 {
        self.progress.remaining_seconds(self.now)
    }

    pub(super) fn failures(&self) -> Vec<(&NodeId, &CloudError)> {
        self.progress.failures()
    }

    /// What is in the account now, and how many things the plan has. A run that ended knows best what it left.
    pub(super) fn existing(&self) -> (Existing, usize) {
        let things: Vec<(&NodeId, &Row)> =
            self.progress.rows.iter().filter(|(_, row)| row.planned.is_thing()).collect();
        let exist: Vec<&NodeId> = things.iter().filter(|(_, row)| exists(row)).map(|(id, _)| *id).collect();
        if let Some(existing) = self.progress.finish.as_ref().and_then(|finish| finish.exists.clone()) {
            let total = things.len().max(existing.things);
            return (existing, total);
        }
        let monthly =
            self.view.costs.iter().filter(|(id, _)| exist.contains(&id)).map(|(_, monthly)| monthly.clone()).sum();
        (Existing { things: exist.len(), unsure: 0, monthly }, things.len())
    }
}

impl Live {
    /// True while something is still to be created; before the run has told what, it will be.
    pub(super) fn to_be_made(&self) -> bool {
        if self.progress.rows.is_empty() {
            return self.view.what != RunKind::Destroy;
        }
        let waits = |row: &Row| {
            row.planned.operation == Operation::Create && row.stage == Stage::Pending && row.planned.is_thing()
        };
        self.active() && self.progress.rows.values().any(waits)
    }
}

fn exists(row: &Row) -> bool {
    let done = matches!(row.stage, Stage::Done { .. });
    if row.planned.operation == Operation::Create { done } else { row.planned.operation == Operation::Update || !done }
}
