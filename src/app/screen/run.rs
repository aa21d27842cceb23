//! A run with its events on the screen.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::Worker;
use super::ears::{Ears, Ended, Heard};
use super::obey::Due;
use crate::app::backend::within_free_plan;
use crate::app::errand::what_runs;
use crate::app::failure::Failure;
use crate::app::running::{Prepared, settle};
use crate::app::signals::INTERRUPTED;
use crate::engine::{EventKind, Outcome, Stop, World, begin};
use crate::practice::Mishap;
use crate::tui::{Command, RunKind, Update};

impl Worker {
    /// Prepares a run, shows it, and only then lets it begin.
    pub(super) async fn run(&mut self, due: Due, ears: &mut Ears) -> Result<(), Ended> {
        let Due { errand, view } = due;
        let removal = view.what == RunKind::Destroy;
        let prepare = self.app.prepare(&errand.name, errand.region);
        let mut prepared = Box::pin(ears.unless_left(prepare)).await??;
        within_free_plan(&prepared.backend, &errand.order)?;
        let runs = what_runs(&errand.order, prepared.ledger.state());
        self.stop = Stop::default();
        let Prepared { backend, ledger, owner, .. } = &mut prepared;
        let (events, mut heard) = mpsc::unbounded_channel();
        let world = World {
            cloud: backend.cloud.as_ref(),
            probe: backend.probe.as_ref(),
            secrets: &errand.secrets,
            clock: backend.clock,
            events,
            stop: self.stop.clone(),
        };
        let begun = ears.unless_left(begin(world, owner.clone(), ledger, errand.order)).await?;
        let mut begun = begun.map_err(|error| self.app.not_begun(error, owner))?;
        let cloud = backend.cloud.as_ref();
        ears.unless_left(settle(&mut begun, cloud, owner, &errand.secrets, errand.agreed)).await??;
        self.updates.send(Update::RunBegins(Box::new(view)));
        ears.until_shown().await?;
        self.app.keep_what_runs(runs.as_ref())?;

        let (app, updates) = (Arc::clone(&self.app), self.updates.clone());
        let show = async {
            while let Some(event) = heard.recv().await {
                let finished = matches!(event.kind, EventKind::RunFinished { .. });
                if finished && !removal {
                    updates.send(Update::Records(app.records_of(errand.name.as_str())));
                }
                updates.send(Update::Event(event));
                if finished {
                    break;
                }
            }
        };
        let work = async { tokio::join!(begun.carry_out(), show).0 };
        let mishap = backend.mishap.clone();
        let (outcome, signal) = self.watched(work, &mishap, ears).await?;
        self.code = match (outcome.map_err(Failure::from)?, signal) {
            (Outcome::Done, _) => 0,
            (Outcome::Failed, _) => 1,
            (Outcome::Interrupted, code) => code.unwrap_or(INTERRUPTED),
        };
        let destroyed = prepared.ledger.state().destroyed();
        let now = prepared.backend.clock.now_millis();
        drop(prepared);
        if destroyed {
            self.app.retire(errand.name.as_str(), now)?;
        }
        Ok(())
    }

    /// Work until its end, and the signal that stopped it. Commands that arrive meanwhile can only stop it.
    async fn watched<T>(
        &mut self,
        work: impl Future<Output = T>,
        mishap: &Mishap,
        ears: &mut Ears,
    ) -> Result<(T, Option<u8>), Ended> {
        tokio::pin!(work);
        let mut first = None;
        loop {
            tokio::select! {
                biased;
                done = &mut work => return Ok((done, first)),
                heard = ears.any() => match heard {
                    // A window that is gone: nobody is there to leave at once.
                    Heard::Command(Command::Stop) | Heard::Closed => self.stop.ask(),
                    Heard::Command(Command::Break { creating: true }) => mishap.next_creation(),
                    Heard::Command(Command::Break { creating: false }) => mishap.next_call(),
                    // Leaving in the middle: the journal is right at every moment.
                    Heard::Command(Command::Quit) => {
                        self.code = first.unwrap_or(INTERRUPTED);
                        return Err(Ended::Left);
                    }
                    Heard::Command(_) => {}
                    Heard::Signal(again) if first.is_some() => return Err(Ended::Signal(again)),
                    Heard::Signal(signal) => {
                        first = Some(signal);
                        self.stop.ask();
                    }
                }
            }
        }
    }
}
