//! Carries out jobs: the longest chain first, up to sixteen at once, every step recorded before and after.

mod announce;
mod blocked;
mod call;
mod check;
mod create;
mod delete;
mod inspect;
mod sweep;

pub use announce::planned_nodes;
pub use inspect::Inspection;

use announce::is_forgetting;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc::UnboundedSender;

use super::clock::Clock;
use super::cloud::{Cloud, CloudError, DataChoice, ErrorClass, Owner, Probe, Request, SecretSource};
use super::event::{Event, EventKind, Operation, Outcome};
use super::job::Job;
use super::journal::{Entry, JournalError};
use super::ledger::Ledger;
use super::order::reaching;
use super::state::{Standing, State};
use super::stop::Stop;
use crate::model::{NodeId, short_hash};
use crate::resource::{Lifecycle, Lookup, Outputs};

pub use check::{Checked, roughly};

/// Jobs at work at once.
const AT_ONCE: usize = 16;
/// How often a run begins something again in another place.
const MOVES: u32 = 1;
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

const JOURNAL_UNWRITABLE: &str = "JournalUnwritable";

fn journal_unwritable(error: &JournalError) -> CloudError {
    CloudError::stop(JOURNAL_UNWRITABLE, format!("progress cannot be written down: {error}"))
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
    halt: RefCell<Stop>,
    /// When the newest creating or removing call for a node was sent, milliseconds: from then on AWS is at work.
    sent: RefCell<BTreeMap<NodeId, i64>>,
    /// How often something was begun again in another place.
    moves: Cell<u32>,
    /// What was to be removed and could not be, with what waits for its removal.
    stuck: RefCell<BTreeSet<NodeId>>,
}

/// How the jobs of a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    Over(Outcome),
    /// A place had no room: what is in the journal now leads to jobs in another one.
    Elsewhere,
}

impl<'a> Run<'a> {
    #[must_use]
    pub fn new(world: World<'a>, owner: Owner, choice: DataChoice, ledger: &'a mut Ledger) -> Self {
        let returning = ledger.reopened();
        Self {
            world,
            owner,
            choice,
            returning,
            ledger: RefCell::new(ledger),
            seq: RefCell::new(0),
            halt: RefCell::default(),
            sent: RefCell::default(),
            moves: Cell::new(0),
            stuck: RefCell::default(),
        }
    }

    /// Tells displays what is coming.
    pub fn announce(&self, jobs: &[Job]) {
        let planned = self.with_state(|state| planned_nodes(state, jobs, self.choice));
        self.emit(EventKind::RunStarted { deployment: self.owner.deployment.to_string(), nodes: planned });
    }

    /// Carries out all jobs as far as possible.
    pub async fn execute(&self, jobs: &[Job]) -> Pass {
        *self.halt.borrow_mut() = Stop::default();
        let mut moving: Option<(usize, CloudError)> = None;
        let mut done: BTreeSet<usize> = BTreeSet::new();
        let mut started: BTreeSet<usize> = BTreeSet::new();
        let mut failed: Vec<usize> = Vec::new();
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < AT_ONCE && !self.halted() {
                let ready = (0..jobs.len()).filter(|index| {
                    !started.contains(index) && jobs[*index].needs.iter().all(|need| done.contains(need))
                });
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
                Err(End::Failed(error)) if failed.is_empty() && self.moves_on(&jobs[index], &error) => {
                    self.halt.borrow().ask();
                    moving = Some((index, error));
                }
                Err(End::Failed(error)) => {
                    // What may not be removed keeps nothing else from going: it would go on costing money.
                    let stuck = jobs[index].operation == Operation::Delete && error.class == ErrorClass::Stop;
                    if stuck && error.code != JOURNAL_UNWRITABLE {
                        self.stuck.borrow_mut().insert(jobs[index].node.clone());
                    } else {
                        self.halt.borrow().ask();
                    }
                    let error = self.start_over(error);
                    self.emit(EventKind::NodeFailed { node: jobs[index].node.clone(), error });
                    failed.push(index);
                }
            }
        }
        drop(running);
        if let Some((index, error)) = moving {
            if failed.is_empty() && !self.world.stop.asked() {
                return Pass::Elsewhere;
            }
            // Something else ended the run meanwhile: the move is for the next one.
            if !failed.is_empty() {
                self.emit(EventKind::NodeFailed { node: jobs[index].node.clone(), error });
                failed.push(index);
            }
        }
        self.skip(jobs, &started, &failed);
        Pass::Over(match (failed.is_empty(), done.len() == jobs.len()) {
            (true, true) => Outcome::Done,
            (true, false) => Outcome::Interrupted,
            (false, _) => Outcome::Failed,
        })
    }

    /// Condemns what keeps a thing in a place without room, where nobody lost anything by it. Once in a run: there are
    /// two zones.
    fn moves_on(&self, job: &Job, error: &CloudError) -> bool {
        let Some(node) = error.start_over.as_deref().filter(|node| self.may_move(error, node)) else { return false };
        if self.record(&Entry::Spoiled { node: node.clone() }).is_err() {
            return false;
        }
        self.moves.set(self.moves.get() + 1);
        self.emit(EventKind::NodeWaiting { node: job.node.clone(), text: format!("{error}: trying another zone") });
        true
    }

    /// Where nothing can move, room may still come; a size that a zone does not offer will not.
    fn or_wait(&self, error: &CloudError) -> CloudError {
        let stays = error.start_over.as_deref().is_none_or(|node| !self.may_move(error, node));
        let waits = error.class == ErrorClass::Elsewhere && stays && error.code != "Unsupported";
        CloudError { class: if waits { ErrorClass::Retry } else { error.class }, ..error.clone() }
    }

    fn may_move(&self, error: &CloudError, node: &NodeId) -> bool {
        error.class == ErrorClass::Elsewhere
            && self.moves.get() < MOVES
            && self.with_state(|state| state.is_unused(node))
    }

    /// Writes down what the error condemned, so that the next run makes it anew.
    fn start_over(&self, error: CloudError) -> CloudError {
        let condemned = error.start_over.as_deref().filter(|_| error.class != ErrorClass::Elsewhere);
        let Some(node) = condemned.cloned() else { return error };
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
                    if job.operation == Operation::Delete && self.stuck.borrow().contains(&jobs[*because].node) {
                        self.stuck.borrow_mut().insert(job.node.clone());
                    }
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

    /// Notes that a call which sets AWS to work is about to be sent.
    fn sending(&self, node: &NodeId) {
        self.sent.borrow_mut().insert(node.clone(), self.world.clock.now_millis());
    }

    /// The token of the node's present attempt: the same until that attempt is known to have ended.
    fn token(&self, node: &NodeId) -> String {
        short_hash(&format!("{}/{node}/{}", self.owner.id, self.epoch(node)), TOKEN_LENGTH)
    }

    /// Attempts that are known to have ended.
    fn epoch(&self, node: &NodeId) -> u32 {
        self.with_state(|state| state.epochs.get(node).copied().unwrap_or(0))
    }

    pub(super) const fn owner(&self) -> &Owner {
        &self.owner
    }

    /// What could not be removed, and is tried again by the next run: by identifier, with what it costs until then.
    pub(super) fn left_behind(&self) -> Vec<String> {
        let stuck = self.stuck.borrow();
        self.with_state(|state| {
            let records = stuck.iter().filter_map(|id| state.records.get(id));
            let owned = records.filter(|record| record.node.spec.kind().lifecycle() == Lifecycle::Owned);
            owned.map(|record| state.still_billed(record)).collect()
        })
    }

    /// What a removal has not removed yet, in the same words.
    pub(super) fn still_there(&self) -> Vec<String> {
        self.with_state(|state| state.owned().map(|record| state.still_billed(record)).collect())
    }

    fn halted(&self) -> bool {
        self.halt.borrow().asked() || self.world.stop.asked()
    }

    /// The outputs at this moment, for the calls of one job.
    fn known(&self) -> Known {
        self.with_state(|state| {
            Known(state.records.iter().filter_map(|(id, record)| Some((id.clone(), record.outputs.clone()?))).collect())
        })
    }

    fn request<'b>(&'b self, job: &'b Job, token: &'b str, lookup: &'b Known) -> Request<'b> {
        let attempt = self.with_state(|state| state.condemned.get(&job.node).copied().unwrap_or(0));
        Request {
            owner: &self.owner,
            node: &job.node,
            spec: &job.spec.spec,
            token,
            attempt,
            lookup,
            secrets: self.world.secrets,
        }
    }
}

/// Outputs of the nodes that exist.
struct Known(BTreeMap<NodeId, Outputs>);

impl Lookup for Known {
    fn outputs(&self, node: &NodeId) -> Option<Outputs> {
        self.0.get(node).cloned()
    }
}
