//! One run, whoever watches it: lock, journal, account, the questions before it, and its end.

mod lines;

use std::future::Future;

use tokio::sync::mpsc;

use super::App;
use super::backend::{Backend, same_account, within_free_plan};
use super::errand::{Errand, what_runs};
use super::failure::Failure;
use super::lock::Lock;
use super::place::unwritable;
use super::secrets::{Given, correct, random};
use super::signals::INTERRUPTED;
use crate::engine::clock::rfc3339;
use crate::engine::journal::VERSION;
use crate::engine::operate::Begun;
use crate::engine::{
    Clock, Cloud, Entry, Event, FileStore, Identity, Ledger, Outcome, Owner, State, Stop, World, begin,
};
use crate::model::{DeploymentName, Region};
use crate::plan::Answers;
use crate::practice::Mishap;

/// Characters of a deployment's random id.
pub(super) const ID_LENGTH: usize = 12;

/// Who watches a run and may stop it: line by line, or on the full screen.
pub(super) trait Watching {
    /// Why a run was left before its end.
    type Ended: From<Failure>;

    /// What is known before anything is asked of the account for this run.
    fn prepared(&mut self, app: &App, errand: &Errand, state: &State);

    /// Waits for a step before the run begins, unless the person leaves.
    async fn unless_left<T>(&mut self, step: impl Future<Output = T>) -> Result<T, Self::Ended>;

    /// Nothing refuses the run any more: it begins once this returns.
    async fn begins(&mut self) -> Result<(), Self::Ended>;

    /// Shows what happens until the work's end, and the signal that stopped it.
    async fn watch<T>(
        &mut self,
        work: impl Future<Output = T>,
        heard: mpsc::UnboundedReceiver<Event>,
        running: &Running<'_>,
    ) -> Result<(T, Option<u8>), Self::Ended>;

    /// The run was stopped safely.
    fn interrupted(&self, app: &App, state: &State);
}

/// A run while it is watched.
pub(super) struct Running<'a> {
    pub(super) app: &'a App,
    pub(super) name: &'a DeploymentName,
    pub(super) clock: Clock,
    /// Asks it to stop.
    pub(super) stop: Stop,
    /// What goes wrong next, on the practice account.
    pub(super) mishap: Mishap,
}

/// A run ready to start: everything that can refuse has agreed.
pub(super) struct Prepared {
    _lock: Lock,
    pub(super) backend: Backend,
    pub(super) ledger: Ledger,
    pub(super) owner: Owner,
}

impl App {
    /// Takes the lock, opens the journal and checks the account.
    pub(super) async fn prepare(&self, name: &DeploymentName, region: Region) -> Result<Prepared, Failure> {
        let folder = self.folder(name.as_str())?;
        let lock = Lock::take(&folder, &rfc3339(Clock::new(1).now_millis()))?;
        let backend = self.backend(region).await?;
        let path = self.journal_path(name.as_str())?;
        let store = FileStore::open(&path).map_err(|error| unwritable(&path, &error))?;
        let open = |store| Ledger::open(Box::new(store), backend.clock).map_err(|error| Failure::journal(&path, error));
        let mut ledger = open(store)?;
        let identity = backend.cloud.identity().await?;
        if let Some(over) = over(ledger.state(), &identity, region) {
            drop(ledger);
            self.put_aside(name.as_str(), over, backend.clock.now_millis())?;
            ledger = open(FileStore::open(&path)?)?;
        }
        let owner = match ledger.state().owner.clone() {
            Some(owner) => {
                same_account(&owner, &identity)?;
                owner
            }
            None => {
                let id = random(ID_LENGTH).to_ascii_lowercase();
                let owner = Owner { deployment: name.clone(), id, account: identity.account, region };
                ledger.record(&Entry::Opened {
                    version: VERSION,
                    owner: owner.clone(),
                    practice: self.common.practice,
                })?;
                owner
            }
        };
        if owner.region != region {
            return Err(Failure::refused(format!("`{name}` lives in {}, not in {region}", owner.region))
                .hint("a deployment cannot move: deploy another one under another name"));
        }
        Ok(Prepared { _lock: lock, backend, ledger, owner })
    }

    /// What is kept once nothing can refuse the run any more: before that, another run may be at work with other
    /// answers.
    pub(super) fn keep_what_runs(&self, answers: Option<&Answers>) -> Result<(), Failure> {
        if let Some(answers) = answers {
            // The file repeats the answers: what was typed is in the account from this run on.
            self.keep_answers(answers.name.as_str(), &answers.for_journal().to_toml())?;
            self.forget_draft(&answers.name);
        }
        Ok(())
    }

    /// Carries out an errand to its end. Returns the exit code.
    pub(super) async fn carry_out<W: Watching>(&self, errand: Errand, watching: &mut W) -> Result<u8, W::Ended> {
        let prepare = self.prepare(&errand.name, errand.region);
        let mut prepared = Box::pin(watching.unless_left(prepare)).await??;
        within_free_plan(&prepared.backend, &errand.order)?;
        let runs = what_runs(&errand.order, prepared.ledger.state());
        watching.prepared(self, &errand, prepared.ledger.state());
        let Prepared { backend, ledger, owner, .. } = &mut prepared;
        let (events, heard) = mpsc::unbounded_channel();
        let (clock, stop, mishap) = (backend.clock, Stop::default(), backend.mishap.clone());
        let (cloud, probe) = (backend.cloud.as_ref(), backend.probe.as_ref());
        let world = World { cloud, probe, secrets: &errand.secrets, clock, events, stop: stop.clone() };
        let begun = watching.unless_left(begin(world, owner.clone(), ledger, errand.order)).await?;
        let mut begun = begun.map_err(|error| self.not_begun(error, owner))?;
        watching.unless_left(settle(&mut begun, cloud, owner, &errand.secrets, errand.agreed)).await??;
        watching.begins().await?;
        self.keep_what_runs(runs.as_ref())?;
        let running = Running { app: self, name: &errand.name, clock, stop, mishap };
        let (outcome, signal) = watching.watch(begun.carry_out(), heard, &running).await?;
        let outcome = outcome.map_err(Failure::from)?;
        if prepared.ledger.state().destroyed() {
            self.retire(errand.name.as_str(), clock.now_millis())?;
        } else if outcome == Outcome::Interrupted {
            watching.interrupted(self, prepared.ledger.state());
        }
        Ok(exit_code(outcome, signal))
    }
}

/// What goes with a run that nothing refuses any more: keys that were given anew are stored, and what a person agreed
/// to is written down with its beginning.
async fn settle(
    begun: &mut Begun<'_>,
    cloud: &dyn Cloud,
    owner: &Owner,
    given: &Given,
    agreed: Vec<String>,
) -> Result<(), Failure> {
    correct(cloud, owner, &begun.state(), given).await?;
    if !agreed.is_empty() {
        begun.note(Entry::Agreed { remove: agreed });
    }
    Ok(())
}

/// Why a journal binds nobody any more: killed before it was put aside, or opened for another place where nothing was
/// begun.
fn over(state: &State, identity: &Identity, region: Region) -> Option<&'static str> {
    let elsewhere = |owner: &Owner| owner.account != identity.account || owner.region != region;
    let unbegun = state.run.is_none() && state.owner.as_ref().is_some_and(elsewhere);
    if state.destroyed() { Some("destroyed") } else { unbegun.then_some("never-begun") }
}

/// A runtime for one command: everything happens on this thread.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

const fn exit_code(outcome: Outcome, signal: Option<u8>) -> u8 {
    match (outcome, signal) {
        (Outcome::Done, _) => 0,
        (Outcome::Failed, _) => 1,
        (Outcome::Interrupted, Some(signal)) => signal,
        (Outcome::Interrupted, None) => INTERRUPTED,
    }
}
