//! What the person and the system want while something else is waited for: who left is heard at once.

use std::collections::VecDeque;

use tokio::sync::mpsc::UnboundedReceiver;

use crate::app::failure::Failure;
use crate::app::signals::Signals;
use crate::tui::Command;
use crate::wizard::Effect;

/// Why a command was not carried out to its end.
pub(super) enum Ended {
    Failed(Failure),
    /// The person took a yes back before anything had begun.
    TakenBack,
    /// The full screen is left.
    Left,
    /// The process is to end, with this exit code.
    Signal(u8),
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What reached the application.
pub(super) enum Heard {
    Command(Command),
    /// Nobody can want anything any more.
    Closed,
    /// The process is to end, with this exit code.
    Signal(u8),
}

/// Commands in their order, and signals.
pub(super) struct Ears {
    wanted: UnboundedReceiver<Command>,
    /// Heard while something else was waited for.
    later: VecDeque<Command>,
    signals: Signals,
    closed: bool,
}

impl Ears {
    /// Needs a runtime.
    pub(super) fn new(wanted: UnboundedReceiver<Command>) -> Self {
        Self { wanted, later: VecDeque::new(), signals: Signals::new(), closed: false }
    }

    /// The next thing to do.
    pub(super) async fn next(&mut self) -> Result<Command, Ended> {
        match self.later.pop_front() {
            Some(command) => Ok(command),
            None => self.hear().await,
        }
    }

    /// Waits for a step, unless the person leaves or takes back what it is for: then the step is given up where it is.
    /// Whatever else is wanted meanwhile is done afterwards.
    pub(super) async fn unless_left<T>(&mut self, step: impl Future<Output = T>) -> Result<T, Ended> {
        tokio::pin!(step);
        loop {
            tokio::select! {
                biased;
                heard = self.hear() => self.put_off(heard?)?,
                done = &mut step => return Ok(done),
            }
        }
    }

    /// Waits until the screen shows the run: a person who left just before is never told that nothing begins while it
    /// does.
    pub(super) async fn until_shown(&mut self) -> Result<(), Ended> {
        loop {
            match self.hear().await? {
                Command::Shown => return Ok(()),
                other => self.put_off(other)?,
            }
        }
    }

    /// Whatever is heard next.
    pub(super) async fn any(&mut self) -> Heard {
        tokio::select! {
            biased;
            signal = self.signals.next() => Heard::Signal(signal),
            command = self.wanted.recv(), if !self.closed => match command {
                Some(command) => Heard::Command(command),
                None => {
                    self.closed = true;
                    Heard::Closed
                }
            },
        }
    }

    /// What was wanted and not done yet.
    pub(super) fn unheard(mut self) -> impl Iterator<Item = Command> {
        let coming = std::iter::from_fn(move || self.wanted.try_recv().ok());
        self.later.into_iter().chain(coming)
    }

    fn put_off(&mut self, command: Command) -> Result<(), Ended> {
        match command {
            Command::TakeBack => match self.later.iter().position(runs) {
                // Not even looked at yet.
                Some(place) => drop(self.later.remove(place)),
                None => return Err(Ended::TakenBack),
            },
            other => self.later.push_back(other),
        }
        Ok(())
    }

    async fn hear(&mut self) -> Result<Command, Ended> {
        if self.closed {
            return Err(Ended::Left);
        }
        match self.any().await {
            Heard::Signal(signal) => Err(Ended::Signal(signal)),
            Heard::Command(Command::Quit) | Heard::Closed => Err(Ended::Left),
            Heard::Command(command) => Ok(command),
        }
    }
}

/// True where a run follows: how it goes is how the program ends.
pub(super) const fn runs(command: &Command) -> bool {
    matches!(
        command,
        Command::Deploy(_)
            | Command::Effect(Effect::Deploy(_))
            | Command::Resume
            | Command::GoOnRemoving { .. }
            | Command::WithoutLost
            | Command::ChangeTier { .. }
            | Command::Destroy { .. }
    )
}
