//! A run without the full screen: events as lines, bars or JSON, and signals.

use std::cell::Cell;
use std::future::Future;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

use super::{Running, Watching, runtime};
use crate::app::App;
use crate::app::errand::Errand;
use crate::app::failure::Failure;
use crate::app::signals::{INTERRUPTED, Signals};
use crate::app::views::ending;
use crate::engine::{Event, EventKind, Outcome, State};
use crate::plain::watch::{Style, Watch};
use crate::plain::{json as lines, show};

/// How often a display is told that time passes.
const TICK: Duration = Duration::from_secs(1);
const STOPPING: &str = "Stopping safely: running calls end, nothing new begins. Once more to quit now.";

/// Why a run was left before its end.
enum Left {
    Failed(Failure),
    /// A second signal: at once, with this exit code.
    Killed(u8),
}

impl From<Failure> for Left {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Lines, bars or JSON.
#[derive(Default)]
struct Lines {
    /// What is said at the end.
    ending: show::Ending,
}

impl App {
    /// Runs an order to its end with a line-oriented display. Returns the exit code.
    pub(in crate::app) fn run_order(&self, errand: Errand) -> Result<u8, Failure> {
        match runtime()?.block_on(self.carry_out(errand, &mut Lines::default())) {
            Ok(code) | Err(Left::Killed(code)) => Ok(code),
            Err(Left::Failed(failure)) => Err(failure),
        }
    }
}

impl Watching for Lines {
    type Ended = Left;

    fn prepared(&mut self, app: &App, errand: &Errand, state: &State) {
        self.ending = ending(app, errand, state);
    }

    async fn unless_left<T>(&mut self, step: impl Future<Output = T>) -> Result<T, Left> {
        Ok(step.await)
    }

    async fn begins(&mut self) -> Result<(), Left> {
        Ok(())
    }

    async fn watch<T>(
        &mut self,
        work: impl Future<Output = T>,
        heard: UnboundedReceiver<Event>,
        running: &Running<'_>,
    ) -> Result<(T, Option<u8>), Left> {
        let signal = Cell::new(None);
        let show = async {
            if running.app.common.json {
                self.told(heard, running).await;
            } else {
                self.drawn(heard, running, &signal).await;
            }
        };
        let work = async { tokio::join!(work, show).0 };
        match until_done_or_killed(work, running, &signal).await {
            Some(done) => Ok((done, signal.get())),
            None => Err(Left::Killed(signal.get().unwrap_or(INTERRUPTED))),
        }
    }

    fn interrupted(&self, app: &App, state: &State) {
        let Some(owner) = state.owner.as_ref().filter(|_| !app.common.json) else { return };
        let resume = app.command(&format!("resume {}", owner.deployment));
        let again = if state.is_being_removed() {
            format!("Stopped safely. What was removed is gone: `{resume}` goes on removing.\n")
        } else {
            format!("Stopped safely. Nothing is lost: `{resume}` goes on.\n")
        };
        // The window may be what went away.
        let _ = io::stderr().write_all(again.as_bytes());
    }
}

impl Lines {
    fn records(&self, running: &Running<'_>) -> Vec<String> {
        if self.ending.removal { self.ending.records.clone() } else { running.app.records_of(running.name.as_str()) }
    }

    /// Each event as JSON. A reader that went away is no reason to stop the run.
    async fn told(&self, mut heard: UnboundedReceiver<Event>, running: &Running<'_>) {
        let out = &mut io::stdout();
        while let Some(event) = heard.recv().await {
            let finished = matches!(event.kind, EventKind::RunFinished { outcome: Outcome::Done, .. });
            let _ = match serde_json::to_value(&event) {
                Ok(Value::Object(mut told)) if finished => {
                    let records = self.records(running);
                    if !records.is_empty() {
                        told.insert("records".to_owned(), json!(records));
                    }
                    lines::line(&told, out)
                }
                _ => lines::line(&event, out),
            };
        }
    }

    async fn drawn(&mut self, mut heard: UnboundedReceiver<Event>, running: &Running<'_>, signal: &Cell<Option<u8>>) {
        let style = if running.app.common.accessible {
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
                () = running.stop.wait(), if !told => {
                    told = true;
                    if signal.get() == Some(INTERRUPTED) && io::stdin().is_terminal() {
                        watch.ctrl_c();
                    }
                    let _ = watch.say(STOPPING);
                }
                // However much is heard: what is heard may be nothing to say.
                _ = beat.tick() => {
                    let _ = watch.tick(running.clock.now_millis(), running.app.started.elapsed());
                }
                heard = heard.recv() => match heard {
                    Some(event) => {
                        let _ = watch.event(&event);
                    }
                    None => break,
                },
            }
        }
        self.ending.records = self.records(running);
        let _ = show::outcome(watch.progress(), &self.ending, &mut io::stdout());
    }
}

/// The first signal (noted in `first`) asks the run to stop safely; the second leaves at once, which the journal
/// survives. Where bars are drawn only they may write, so a display says it; where events are JSON nobody does.
async fn until_done_or_killed<T>(
    work: impl Future<Output = T>,
    running: &Running<'_>,
    first: &Cell<Option<u8>>,
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
                running.stop.ask();
                if running.app.common.json {
                    let _ = io::stderr().write_all(format!("{STOPPING}\n").as_bytes());
                }
            }
        }
    }
}
