//! How the application and the full screen talk: one channel in (updates and keys together), commands out.

use std::sync::mpsc;
use std::time::Instant;

use super::view::{DiffView, Menu, RunView};
use crate::engine::{DataChoice, Event, Remains};
use crate::model::Invocation;
use crate::plan::Answers;
use crate::wizard::{Effect, Msg, Wizard};

/// Said when a wizard is left before its end.
pub(super) const NOTHING_CREATED: &str =
    "Nothing was created. Your answers are kept: the same command goes on with them.";

/// What to open with.
pub enum Start {
    Wizard(Box<Wizard>),
    Menu(Box<Menu>),
    /// Several deployments to choose from.
    Menus(Vec<Menu>),
    Run(Box<RunView>),
}

/// From the full screen to the application.
#[derive(Clone, Debug)]
pub enum Command {
    /// Something the wizard wants from outside.
    Effect(Effect),
    /// Commands that follow are about the deployment of this name.
    Choose(String),
    /// Questions for another deployment are wanted: answered by [`Update::NewWizard`].
    Another,
    /// The person said yes to the plan.
    Deploy(Box<Answers>),
    Resume,
    /// On with a removal. `others`: identifiers of what AWS services put into the network and is to go too.
    GoOnRemoving {
        others: Vec<String>,
    },
    /// Consent to what [`Update::Lost`] asked: what was wanted then is begun again, without what is gone.
    WithoutLost,
    /// Work out the change to this tier: answered by [`Update::Diff`].
    PlanTier(String),
    ChangeTier {
        tier: String,
        /// Another budget with it, USD per month.
        budget: Option<u32>,
    },
    /// Work out what a destroy removes and keeps: answered by [`Update::Diff`].
    PlanDestroy,
    /// `others`: identifiers of what AWS services put into the network and is to go too.
    Destroy {
        choice: DataChoice,
        others: Vec<String>,
    },
    /// Ask AWS again: answered by [`Update::Menu`].
    Refresh,
    /// Ask AWS whether what removals kept is still there: answered by [`Update::Kept`].
    LookForKept,
    /// Practice: let a step of the run fail, the next creation or (when there is none) the next call.
    Break {
        creating: bool,
    },
    /// The run of [`Update::RunBegins`] is on the screen: only now it may begin.
    Shown,
    /// The yes to a run that is not on the screen yet is taken back.
    TakeBack,
    /// End the run safely: let running calls end, start nothing.
    Stop,
    /// The full screen is left.
    Quit,
}

/// From the application to the full screen.
pub enum Update {
    Wizard(Msg),
    NewWizard(Box<Wizard>),
    Event(Event),
    /// DNS records elsewhere that lead to the app, known when its run ends.
    Records(Vec<String>),
    Menu(Box<Menu>),
    Diff(Box<DiffView>),
    /// What removals kept.
    Kept(Vec<Remains>),
    /// Something asked for could not be done.
    Problem {
        title: String,
        what: String,
        hint: String,
    },
    /// Something that held data is gone: whether to go on without it, in paragraphs. Answered by
    /// [`Command::WithoutLost`].
    Lost {
        name: String,
        words: Vec<String>,
    },
    /// Nothing speaks against a run: answered by [`Command::Shown`], unless the person left or took the yes back.
    RunBegins(Box<RunView>),
    /// Leave the full screen, such as on a signal.
    Leave(Option<String>),
}

/// How it looks and behaves here.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Options {
    /// The practice account: the title line says so.
    pub practice: bool,
    pub ascii: bool,
    pub no_color: bool,
    /// How many times faster than the wall clock the run's clock goes; 1 except in practice.
    pub speed: u32,
    /// Commands that are shown to be copied.
    pub invocation: Invocation,
    /// The address is not asked at the end of a run.
    pub unverified: bool,
    /// When the program started, to measure the time to the first frame.
    pub started: Instant,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            practice: false,
            ascii: false,
            no_color: false,
            speed: 1,
            invocation: Invocation::default(),
            unverified: false,
            started: Instant::now(),
        }
    }
}

/// What is left when the terminal has been given back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exit {
    /// To be printed into the scrollback.
    pub summary: Option<String>,
    /// Left with Ctrl-C before what was begun had come to its end.
    pub interrupted: bool,
}

/// Everything that can wake the full screen.
pub(super) enum Wake {
    Update(Update),
    Input(crossterm::event::Event),
    /// The process is to be put aside.
    Suspend,
    /// It was stopped and goes on: the terminal may be in any state.
    Continued,
    /// The keyboard cannot be read any more.
    InputEnded,
}

/// The application's end: cheap to clone, works from any thread, never blocks.
#[derive(Clone)]
pub struct Updates(pub(super) mpsc::Sender<Wake>);

impl Updates {
    /// False when the full screen was left.
    pub fn send(&self, update: Update) -> bool {
        self.0.send(Wake::Update(update)).is_ok()
    }
}

/// The full screen's end, for [`super::run`].
pub struct Inbox {
    pub(super) wakes: mpsc::Receiver<Wake>,
    pub(super) sender: mpsc::Sender<Wake>,
}

/// Both ends. Updates may be sent before the full screen is shown.
#[must_use]
pub fn channel() -> (Updates, Inbox) {
    let (sender, wakes) = mpsc::channel();
    (Updates(sender.clone()), Inbox { wakes, sender })
}

#[cfg(test)]
impl Inbox {
    /// Waits for an update; false when none of that kind came within a minute.
    pub(crate) fn gets(&self, wanted: impl Fn(&Update) -> bool) -> bool {
        let end = Instant::now() + std::time::Duration::from_secs(60);
        while let Ok(wake) = self.wakes.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if matches!(&wake, Wake::Update(update) if wanted(update)) {
                return true;
            }
        }
        false
    }
}
