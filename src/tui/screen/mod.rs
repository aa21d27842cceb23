//! One screen per file. A screen holds only its own cursor and scroll position; everything shown comes from the model.

mod consent;
mod deploy;
mod deployments;
mod destroy;
mod details;
mod diff;
mod done;
mod failure;
mod go_on;
mod help;
mod imported;
mod kept;
mod look;
mod menu;
mod problem;
mod question;
mod reading;
mod records;
mod review;
mod scroll;
mod tiers;
mod wizard;

use crossterm::event::KeyEvent;

pub(super) use consent::ConsentScreen;
pub(super) use deploy::DeployScreen;
pub(super) use deployments::DeploymentsScreen;
pub(super) use destroy::DestroyScreen;
pub(super) use diff::DiffScreen;
pub(super) use done::{DoneScreen, summary};
pub(super) use failure::FailureScreen;
pub(super) use go_on::GoOnScreen;
pub(super) use help::HelpScreen;
pub(super) use menu::MenuScreen;
pub(super) use problem::ProblemScreen;
pub(super) use tiers::TiersScreen;
pub(super) use wizard::WizardScreen;

use super::frame::{Page, Room};
use super::keymap::{Action, Context};
use super::model::Model;

/// What a person did.
#[derive(Clone, Debug)]
pub(super) enum Input {
    Act(Action),
    /// A key that is bound to nothing here: text fields take it.
    Key(KeyEvent),
    Paste(String),
}

/// What follows from it.
pub(super) enum Next {
    Stay,
    /// On top of this screen.
    Open(Box<dyn Screen>),
    /// Back to the screen below.
    Close,
    /// Leave the full screen, with a last text for the scrollback.
    Leave(Option<String>),
}

/// One screen.
pub(super) trait Screen {
    fn context(&self, model: &Model) -> Context;
    fn page(&self, model: &Model, room: Room) -> Page;
    fn act(&mut self, model: &mut Model, input: Input) -> Next;
}
