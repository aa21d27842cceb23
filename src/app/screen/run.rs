//! A run with its events on the screen.

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;

use super::Worker;
use super::ears::{Ears, Ended, Heard};
use super::obey::Due;
use crate::app::App;
use crate::app::errand::Errand;
use crate::app::running::{Running, Watching};
use crate::app::signals::INTERRUPTED;
use crate::engine::{Event, EventKind, State};
use crate::tui::{Command, RunKind, RunView, Update};

impl Worker {
    /// Prepares a run, shows it, and only then lets it begin.
    pub(super) async fn run(&mut self, due: Due, ears: &mut Ears) -> Result<(), Ended> {
        let (app, removal) = (Arc::clone(&self.app), due.view.what == RunKind::Destroy);
        let mut screen = OnScreen { worker: self, ears, removal, view: Some(due.view) };
        let code = app.carry_out(due.errand, &mut screen).await?;
        self.code = code;
        Ok(())
    }
}

/// A run on the full screen, whose commands can only stop it.
struct OnScreen<'a> {
    worker: &'a mut Worker,
    ears: &'a mut Ears,
    removal: bool,
    /// What is shown of it, until it is.
    view: Option<RunView>,
}

impl Watching for OnScreen<'_> {
    type Ended = Ended;

    fn prepared(&mut self, _app: &App, _errand: &Errand, _state: &State) {}

    async fn unless_left<T>(&mut self, step: impl Future<Output = T>) -> Result<T, Ended> {
        self.ears.unless_left(step).await
    }

    async fn begins(&mut self) -> Result<(), Ended> {
        if let Some(view) = self.view.take() {
            self.worker.updates.send(Update::RunBegins(Box::new(view)));
        }
        self.ears.until_shown().await
    }

    async fn watch<T>(
        &mut self,
        work: impl Future<Output = T>,
        mut heard: UnboundedReceiver<Event>,
        running: &Running<'_>,
    ) -> Result<(T, Option<u8>), Ended> {
        let (updates, removal) = (self.worker.updates.clone(), self.removal);
        let show = async move {
            while let Some(event) = heard.recv().await {
                let finished = matches!(event.kind, EventKind::RunFinished { .. });
                if finished && !removal {
                    updates.send(Update::Records(running.app.records_of(running.name.as_str())));
                }
                updates.send(Update::Event(event));
                if finished {
                    break;
                }
            }
        };
        let work = async { tokio::join!(work, show).0 };
        tokio::pin!(work);
        let mut first = None;
        loop {
            tokio::select! {
                biased;
                done = &mut work => return Ok((done, first)),
                heard = self.ears.any() => match heard {
                    // A window that is gone: nobody is there to leave at once.
                    Heard::Command(Command::Stop) | Heard::Closed => running.stop.ask(),
                    Heard::Command(Command::Break { creating: true }) => running.mishap.next_creation(),
                    Heard::Command(Command::Break { creating: false }) => running.mishap.next_call(),
                    // Leaving in the middle: the journal is right at every moment.
                    Heard::Command(Command::Quit) => {
                        self.worker.code = first.unwrap_or(INTERRUPTED);
                        return Err(Ended::Left);
                    }
                    Heard::Command(_) => {}
                    Heard::Signal(again) if first.is_some() => return Err(Ended::Signal(again)),
                    Heard::Signal(signal) => {
                        first = Some(signal);
                        running.stop.ask();
                    }
                }
            }
        }
    }

    fn interrupted(&self, _app: &App, _state: &State) {}
}
