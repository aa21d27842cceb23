//! Carries out jobs: the longest chain first, up to sixteen at once, every step recorded before and after.

mod call;
mod check;
mod create;
mod delete;
mod inspect;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc::UnboundedSender;

use super::clock::Clock;
use super::cloud::{Cloud, CloudError, DataChoice, Owner, Probe, Request, SecretSource};
use super::event::{Event, EventKind, Operation, Outcome, PlannedNode};
use super::jobs::Job;
use super::journal::{Entry, JournalError};
use super::ledger::Ledger;
use super::order::reaching;
use super::state::{Standing, State};
use super::stop::Stop;
use crate::model::{NodeId, short_hash};
use crate::resource::{Lifecycle, Lookup, Outputs, duration};

pub use check::{Checked, roughly};

/// Jobs at work at once.
const AT_ONCE: usize = 16;
/// Hexadecimal digits of an idempotency token: fits every service (AWSFACTS section 5).
const TOKEN_LENGTH: usize = 32;

/// Everything a run needs of the world.
pub struct World<'a> {
    pub cloud: &'a dyn Cloud,
    pub probe: &'a dyn Probe,
    pub secrets: &'a dyn SecretSource,
    pub clock: Clock,
    pub events: UnboundedSender<Event>,
    /// A person's wish to stop.
    pub stop: Stop,
}

/// Why a job ended early.
enum End {
    Failed(CloudError),
    Interrupted,
}

impl From<CloudError> for End {
    fn from(error: CloudError) -> Self {
        Self::Failed(error)
    }
}

impl From<JournalError> for End {
    fn from(error: JournalError) -> Self {
        Self::Failed(journal_unwritable(&error))
    }
}

fn journal_unwritable(error: &JournalError) -> CloudError {
    CloudError::stop("JournalUnwritable", format!("progress cannot be written down: {error}"))
        .why("nothing is done in the account that is not written down first")
        .hint("make room on the disk or fix its permissions, then run the same command again")
}

/// One run under way. Everything happens in one task: dropping it is like a power cut, and as harmless.
pub struct Run<'a> {
    world: World<'a>,
    owner: Owner,
    choice: DataChoice,
    ledger: RefCell<&'a mut Ledger>,
    seq: RefCell<u64>,
    /// Earlier sessions worked on this deployment: what the journal does not know is looked for before it is made.
    returning: bool,
    /// Set when a job failed: nothing new starts and running jobs end at their next pause.
    halt: Stop,
}

impl<'a> Run<'a> {
    #[must_use]
    pub fn new(world: World<'a>, owner: Owner, choice: DataChoice, ledger: &'a mut Ledger) -> Self {
        let returning = ledger.reopened();
        Self { world, owner, choice, returning, ledger: RefCell::new(ledger), seq: RefCell::new(0), halt: Stop::default() }
    }

    /// Tells displays what is coming.
    pub fn announce(&self, jobs: &[Job]) {
        let planned = self.with_state(|state| planned_nodes(state, jobs));
        self.emit(EventKind::RunStarted { deployment: self.owner.deployment.to_string(), nodes: planned });
    }

    /// Carries out all jobs as far as possible.
    pub async fn execute(&self, jobs: &[Job]) -> Outcome {
        let mut done: BTreeSet<usize> = BTreeSet::new();
        let mut started: BTreeSet<usize> = BTreeSet::new();
        let mut failed: Vec<usize> = Vec::new();
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < AT_ONCE && !self.halted() {
                let ready =
                    (0..jobs.len()).filter(|index| !started.contains(index) && jobs[*index].needs.iter().all(|need| done.contains(need)));
                let Some(next) = ready.max_by_key(|index| (jobs[*index].chain, usize::MAX - index)) else { break };
                started.insert(next);
                running.push(async move { (next, self.job(&jobs[next]).await) });
            }
            let Some((index, result)) = running.next().await else { break };
            match result {
                Ok(()) => {
                    done.insert(index);
                }
                Err(End::Interrupted) => {}
                Err(End::Failed(error)) => {
                    self.halt.ask();
                    let error = self.start_over(error);
                    self.emit(EventKind::NodeFailed { node: jobs[index].node.clone(), error });
                    failed.push(index);
                }
            }
        }
        drop(running);
        self.skip(jobs, &started, &failed);
        match (failed.is_empty(), done.len() == jobs.len()) {
            (true, true) => Outcome::Done,
            (true, false) => Outcome::Interrupted,
            (false, _) => Outcome::Failed,
        }
    }

    /// Writes down what the error condemned, so that the next run makes it anew.
    fn start_over(&self, error: CloudError) -> CloudError {
        let Some(node) = error.start_over.as_deref().cloned() else { return error };
        match self.record(&Entry::Spoiled { node }) {
            Ok(()) => error,
            Err(unwritable) => journal_unwritable(&unwritable),
        }
    }

    /// Names what never started because of a failure.
    fn skip(&self, jobs: &[Job], started: &BTreeSet<usize>, failed: &[usize]) {
        let needs: Vec<Vec<usize>> = jobs.iter().map(|job| job.needs.clone()).collect();
        let mut told = started.clone();
        for because in failed {
            let skipped = reaching(&needs, &BTreeSet::from([*because]));
            for (index, job) in jobs.iter().enumerate() {
                if skipped[index] && told.insert(index) {
                    self.emit(EventKind::NodeSkipped { node: job.node.clone(), because: jobs[*because].node.clone() });
                }
            }
        }
    }

    async fn job(&self, job: &Job) -> Result<(), End> {
        if is_forgetting(job) {
            return self.delete(job).await;
        }
        self.emit(EventKind::NodeStarted { node: job.node.clone(), operation: job.operation });
        let aws_id = match job.operation {
            Operation::Create => self.create(job).await?,
            Operation::Update => self.update(job).await?,
            Operation::Delete => {
                self.delete(job).await?;
                None
            }
        };
        self.emit(EventKind::NodeDone { node: job.node.clone(), operation: job.operation, aws_id });
        Ok(())
    }

    /// Records an entry; nothing that it announces may happen when this fails.
    pub fn record(&self, entry: &Entry) -> Result<(), JournalError> {
        self.ledger.borrow_mut().record(entry)
    }

    pub fn emit(&self, kind: EventKind) {
        let mut seq = self.seq.borrow_mut();
        *seq += 1;
        let millis = self.world.clock.now_millis();
        // Nobody listening is no reason to stop.
        let _ = self.world.events.send(Event { seq: *seq, at: super::clock::rfc3339(millis), millis, kind });
    }

    pub fn with_state<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(self.ledger.borrow().state())
    }

    fn outputs_of(&self, node: &NodeId) -> Option<Outputs> {
        self.with_state(|state| state.records.get(node).and_then(|record| record.outputs.clone()))
    }

    fn standing_of(&self, node: &NodeId) -> Option<Standing> {
        self.with_state(|state| state.records.get(node).map(|record| record.standing))
    }

    /// The token of the node's present attempt: the same until that attempt is known to have ended.
    fn token(&self, node: &NodeId) -> String {
        let epoch = self.with_state(|state| state.epochs.get(node).copied().unwrap_or(0));
        short_hash(&format!("{}/{node}/{epoch}", self.owner.id), TOKEN_LENGTH)
    }

    pub(super) fn cloud(&self) -> &dyn Cloud {
        self.world.cloud
    }

    pub(super) const fn owner(&self) -> &Owner {
        &self.owner
    }

    /// Sleeps; the error means that the run is to stop.
    pub(super) async fn pause_for(&self, duration: std::time::Duration) -> Result<(), ()> {
        self.pause(duration).await.map_err(|_| ())
    }

    fn halted(&self) -> bool {
        self.halt.asked() || self.world.stop.asked()
    }

    /// The outputs at this moment, for the calls of one job.
    fn known(&self) -> Known {
        self.with_state(|state| {
            Known(state.records.iter().filter_map(|(id, record)| Some((id.clone(), record.outputs.clone()?))).collect())
        })
    }

    fn request<'b>(&'b self, job: &'b Job, token: &'b str, lookup: &'b Known) -> Request<'b> {
        Request { owner: &self.owner, node: &job.node, spec: &job.spec.spec, token, lookup, secrets: self.world.secrets }
    }
}

/// Outputs of the nodes that exist.
struct Known(BTreeMap<NodeId, Outputs>);

impl Lookup for Known {
    fn outputs(&self, node: &NodeId) -> Option<Outputs> {
        self.0.get(node).cloned()
    }
}

/// A fact that no longer matters is struck from the journal: nothing happens in the account, and nobody needs to see it.
fn is_forgetting(job: &Job) -> bool {
    let lifecycle = job.spec.spec.kind().lifecycle();
    job.operation == Operation::Delete && matches!(lifecycle, Lifecycle::Fact | Lifecycle::Probe | Lifecycle::Lookup)
}

/// A run as displays are told of it: what is there already and what the jobs do.
#[must_use]
pub fn planned_nodes(state: &State, jobs: &[Job]) -> Vec<PlannedNode> {
    let waiting: BTreeSet<&NodeId> = jobs.iter().map(|job| &job.node).collect();
    let finished = state.records.iter().filter(|(id, record)| !waiting.contains(id) && record.standing == Standing::Ready);
    let finished = finished.map(|(id, record)| (id, &record.node, Operation::Create, record.node.seconds(), true));
    let coming = jobs.iter().filter(|job| !is_forgetting(job)).map(|job| (&job.node, &job.spec, job.operation, job.seconds, false));
    let planned = finished.chain(coming).map(|(id, node, operation, seconds, done)| {
        let kind = node.spec.kind();
        let needs = jobs.iter().find(|job| job.node == *id && job.operation == operation && !done);
        PlannedNode {
            id: id.clone(),
            kind: kind.name().to_owned(),
            phase: kind.phase(),
            title: node.spec.title(),
            operation,
            depends_on: needs.map_or_else(Vec::new, |job| {
                let needed = job.needs.iter().map(|need| &jobs[*need]).filter(|needed| !is_forgetting(needed) && needed.node != *id);
                needed.map(|needed| needed.node.clone()).collect()
            }),
            seconds,
            slow_seconds: duration(kind).map_or(seconds, |usual| (usual.create_slow + seconds).saturating_sub(usual.create)),
            done,
        }
    });
    let mut planned: Vec<PlannedNode> = planned.collect();
    planned.sort_by_key(|node| node.phase);
    planned
}
