//! The full screen: wizard, menu and runs in the terminal. Draws what the wizard and the engine's events say, and sends
//! commands; carries out nothing itself and does no IO except the terminal. Never names `aws`, `practice` or `app`.
//!
//! ```text
//! keyboard ─┐                              ┌─▸ Command (to the application)
//! updates ──┴─▸ one channel ─▸ Ui ─▸ frame ┘
//! ```

mod frame;
mod keymap;
mod live;
mod message;
mod model;
mod room;
mod run;
mod screen;
mod suspend;
mod terminal;
mod text;
mod theme;
mod ui;
mod view;
mod widget;

pub use message::{Command, Exit, Inbox, Options, Start, Update, Updates, channel};
pub use run::run;
pub use terminal::restore;
pub use ui::Ui;
pub use view::{
    Blocked, DataQuestion, DeploymentState, DiffLine, DiffSign, DiffView, Menu, Others, Purpose, Raise, RunKind,
    RunView, TierOffer, unsure_of,
};
