//! One run without the full screen: lock, journal, account, events to a display, signals.

use std::cell::Cell;
use std::io::{self, IsTerminal as _};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::App;
use super::backend::{Backend, same_account, within_free_plan};
use super::errand::{Errand, what_runs};
use super::failure::Failure;
use super::lock::Lock;
use super::place::unwritable;
use super::secrets::{Given, correct, random};
use super::signals::{INTERRUPTED, Signals};
use super::views::ending;
use crate::engine::clock::rfc3339;
use crate::engine::journal::VERSION;
use crate::engine::operate::Begun;
use crate::engine::{
    Clock, Cloud, Entry, Event, EventKind, FileStore, Identity, Ledger, Outcome, Owner, RunKind, State, Stop, World,
    begin,
};
use crate::model::{DeploymentName, Region};
use crate::plain::watch::{Style, Watch};
use crate::plain::{json as lines, show};
use crate::plan::Answers;

/// Characters of a deployment's random id.
pub(super) const ID_LENGTH: usize = 12;
/// How often a line-oriented display is told that time passes.
const TICK: Duration = Duration::from_secs(1);
const STOPPING: &str = "Stopping safely: running calls end, nothing new begins. Once more to quit now.";

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

    /// Runs an order to its end with a line-oriented display. Returns the exit code.
    pub(super) fn run_order(&self, errand: Errand) -> Result<u8, Failure> {
        runtime()?.block_on(async {
            let mut prepared = self.prepare(&errand.name, errand.region).await?;
            within_free_plan(&prepared.backend, &errand.order)?;
            let runs = what_runs(&errand.order, prepared.ledger.state());
            let ending = ending(self, &errand, prepared.ledger.state());
            let (events, mut heard) = mpsc::unbounded_channel();
            let stop = Stop::default();
            let Prepared { backend, ledger, owner, .. } = &mut prepared;
            let clock = backend.clock;
            let world = World {
                cloud: backend.cloud.as_ref(),
                probe: backend.probe.as_ref(),
                secrets: &errand.secrets,
                clock,
                events,
                stop: stop.clone(),
            };
            let begun = begin(world, owner.clone(), ledger, errand.order).await;
            let mut begun = begun.map_err(|error| self.not_begun(error, owner))?;
            settle(&mut begun, backend.cloud.as_ref(), owner, &errand.secrets, errand.agreed).await?;
            self.keep_what_runs(runs.as_ref())?;
            let run = begun.carry_out();
            let signal = Cell::new(None);
            let show = self.display(&errand.name, &mut heard, clock, &stop, &signal, ending);
            let work = async { tokio::join!(run, show).0 };
            let outcome = until_done_or_killed(work, &stop, &signal, self.common.json).await;
            let Some(outcome) = outcome else { return Ok(signal.get().unwrap_or(INTERRUPTED)) };
            let outcome = outcome?;
            let destroyed = prepared.ledger.state().run.as_ref().is_some_and(|run| run.kind == RunKind::Destroy)
                && outcome == Outcome::Done;
            if destroyed {
                self.retire(errand.name.as_str(), clock.now_millis())?;
            }
            if outcome == Outcome::Interrupted && !self.common.json {
                let resume = self.command(&format!("resume {}", errand.name));
                let again = if prepared.ledger.state().is_being_removed() {
                    format!("Stopped safely. What was removed is gone: `{resume}` goes on removing.\n")
                } else {
                    format!("Stopped safely. Nothing is lost: `{resume}` goes on.\n")
                };
                // The window may be what went away.
                let _ = io::Write::write_all(&mut io::stderr(), again.as_bytes());
            }
            Ok(exit_code(outcome, signal.get()))
        })
    }

    async fn display(
        &self,
        name: &DeploymentName,
        heard: &mut mpsc::UnboundedReceiver<Event>,
        clock: Clock,
        stop: &Stop,
        signal: &Cell<Option<u8>>,
        mut ending: show::Ending,
    ) {
        let out = &mut io::stdout();
        let records = |ending: &show::Ending| {
            if ending.removal { ending.records.clone() } else { self.records_of(name.as_str()) }
        };
        if self.common.json {
            while let Some(event) = heard.recv().await {
                // A reader that went away is no reason to stop the run.
                let finished = matches!(event.kind, EventKind::RunFinished { outcome: Outcome::Done, .. });
                let _ = match serde_json::to_value(&event) {
                    Ok(Value::Object(mut told)) if finished => {
                        let records = records(&ending);
                        if !records.is_empty() {
                            told.insert("records".to_owned(), json!(records));
                        }
                        lines::line(&told, out)
                    }
                    _ => lines::line(&event, out),
                };
            }
            return;
        }
        let style = if self.common.accessible {
            Style::Sentences
        } else {
            Style::for_terminal(io::stderr().is_terminal(), App::no_color(), App::dumb())
        };
        let err = &mut io::stderr();
        let mut watch = Watch::new(style, err);
        let mut told = false;
        let mut beat = tokio::time::interval(TICK);
        loop {
            tokio::select! {
                biased;
                () = stop.wait(), if !told => {
                    told = true;
                    if signal.get() == Some(INTERRUPTED) && io::stdin().is_terminal() {
                        watch.ctrl_c();
                    }
                    let _ = watch.say(STOPPING);
                }
                // However much is heard: what is heard may be nothing to say.
                _ = beat.tick() => {
                    let _ = watch.tick(clock.now_millis(), self.started.elapsed());
                }
                heard = heard.recv() => match heard {
                    Some(event) => {
                        let _ = watch.event(&event);
                    }
                    None => break,
                },
            }
        }
        ending.records = records(&ending);
        let _ = show::outcome(watch.progress(), &ending, out);
    }
}

/// What goes with a run that nothing refuses any more: keys that were given anew are stored, and what a person agreed
/// to is written down with its beginning.
pub(super) async fn settle(
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

/// The first signal (noted in `first`) asks the run to stop safely; the second leaves at once, which the journal
/// survives. Where bars are drawn only they may write, so a display says it unless there is none: then `tell` does.
async fn until_done_or_killed<T>(
    work: impl Future<Output = T>,
    stop: &Stop,
    first: &Cell<Option<u8>>,
    tell: bool,
) -> Option<T> {
    tokio::pin!(work);
    let mut signals = Signals::new();
    loop {
        tokio::select! {
            biased;
            done = &mut work => return Some(done),
            signal = signals.next() => {
                if first.get().is_some() {
                    return None;
                }
                first.set(Some(signal));
                stop.ask();
                if tell {
                    let _ = io::Write::write_all(&mut io::stderr(), format!("{STOPPING}\n").as_bytes());
                }
            }
        }
    }
}
