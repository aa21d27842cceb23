//! The full screen without a terminal: takes in keys and updates, draws frames, says what it wants.

use std::time::Duration;

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyEventKind};
use ratatui::Frame;

use super::frame;
use super::keymap::{self, Action, Context};
use super::live::Live;
use super::message::{Command, Exit, NOTHING_CREATED, Options, Start, Update};
use super::model::Model;
use super::screen::{
    ConsentScreen, DeployScreen, DeploymentsScreen, DestroyScreen, DiffScreen, DoneScreen, FailureScreen, GoOnScreen,
    HelpScreen, Input, MenuScreen, Next, ProblemScreen, Screen, TiersScreen, WizardScreen, summary,
};
use super::view::{Purpose, RunKind, RunView};
use crate::engine::{Event, Outcome};
use crate::wizard::Msg;

/// All screens and what they share.
pub struct Ui {
    model: Model,
    /// The screen shown is the last.
    stack: Vec<Box<dyn Screen>>,
    exit: Option<Exit>,
    /// The process is to be put aside.
    suspend: bool,
    /// The next frame is to be drawn whole.
    redraw: bool,
}

impl Ui {
    /// The first screen. A wizard's first wishes wait in [`Ui::take_commands`].
    #[must_use]
    pub fn new(start: Start, options: Options) -> Self {
        let mut model = Model::new(options);
        let first: Box<dyn Screen> = match start {
            Start::Wizard(wizard) => {
                model.outbox.extend(wizard.start().into_iter().map(Command::Effect));
                model.wizard = Some(wizard);
                Box::new(WizardScreen::default())
            }
            Start::Menu(menu) => {
                model.menu = Some(menu);
                Box::new(MenuScreen::default())
            }
            Start::Menus(menus) => {
                model.menus = menus;
                Box::new(DeploymentsScreen::default())
            }
            Start::Run(view) => {
                model.live = Some(Live::new(*view, &model.options));
                Box::new(DeployScreen::default())
            }
        };
        Self { model, stack: vec![first], exit: None, suspend: false, redraw: false }
    }

    /// Takes in what the application says.
    pub fn update(&mut self, update: Update) {
        match update {
            Update::Wizard(msg) => {
                if self.model.tell_wizard(msg) {
                    self.leave(None);
                }
            }
            Update::NewWizard(wizard) => {
                self.model.answered();
                self.model.outbox.extend(wizard.start().into_iter().map(Command::Effect));
                self.model.wizard = Some(wizard);
                self.stack.push(Box::new(WizardScreen::default()));
            }
            Update::Event(event) => self.event(&event),
            Update::Records(records) => {
                if let Some(live) = &mut self.model.live {
                    live.view.records = records;
                }
            }
            Update::Menu(menu) => {
                self.model.answered();
                for known in self.model.menus.iter_mut().filter(|known| known.name == menu.name) {
                    known.clone_from(&menu);
                }
                self.model.menu = Some(menu);
                if std::mem::take(&mut self.model.tiers_wanted) {
                    self.stack.push(Box::new(TiersScreen::default()));
                }
            }
            Update::Diff(diff) => {
                self.model.answered();
                let screen: Box<dyn Screen> = match diff.purpose {
                    Purpose::Tier(_) => Box::new(DiffScreen::default()),
                    Purpose::Destroy => Box::new(DestroyScreen::new()),
                    Purpose::GoOnRemoving => Box::new(GoOnScreen::default()),
                };
                self.model.diff = Some(diff);
                self.stack.push(screen);
            }
            Update::Kept(kept) => {
                self.model.answered();
                self.model.kept = kept;
            }
            Update::Problem { title, what, hint } => {
                // A run that cannot go on has no end of its own: its page would wait for ever.
                if self.model.running() {
                    let hint = if hint.is_empty() { hint } else { format!("\nWhat to do: {hint}.") };
                    return self.leave(Some(format!("{title}: {what}.{hint}")));
                }
                self.model.answered();
                self.model.tiers_wanted = false;
                self.stack.push(Box::new(ProblemScreen::new(title, what, hint)));
            }
            Update::Lost { name, words } => {
                self.model.answered();
                self.stack.push(Box::new(ConsentScreen::new(&name, words, Command::WithoutLost)));
            }
            // A yes that was taken back meanwhile, or somebody who left: then nothing is to begin.
            Update::RunBegins(_) if !self.model.starting || self.exit.is_some() => {}
            Update::RunBegins(view) => {
                self.begin(*view);
                self.model.outbox.push(Command::Shown);
            }
            Update::Leave(summary) => self.leave(summary),
        }
    }

    fn begin(&mut self, view: RunView) {
        self.model.answered();
        // What is known of another deployment says nothing about this one.
        self.model.menu = self.model.menu.take().filter(|menu| menu.name == view.name);
        self.model.live = Some(Live::new(view, &self.model.options));
        self.stack = vec![Box::new(DeployScreen::default())];
    }

    fn event(&mut self, event: &Event) {
        let Some(live) = &mut self.model.live else { return };
        let before = live.outcome();
        live.apply(event);
        let Some(outcome) = live.outcome().filter(|_| before.is_none()) else { return };
        // What was said of the run is over with it.
        self.model.notice = None;
        match outcome {
            Outcome::Done => self.stack = vec![Box::new(DoneScreen::default())],
            Outcome::Failed => self.stack = vec![Box::new(FailureScreen::default())],
            Outcome::Interrupted => {
                let text = format!("Stopped safely. {}: {}", go_on(live), live.command("resume"));
                self.leave(Some(text));
            }
        }
    }

    /// Takes in a key, a paste or a new size; true when the screen must be drawn again.
    pub fn input(&mut self, event: &TerminalEvent) -> bool {
        match event {
            TerminalEvent::Key(key) if key.kind != KeyEventKind::Release => self.key(*key),
            TerminalEvent::Paste(_) if self.model.starting => {}
            TerminalEvent::Paste(text) => self.act(Input::Paste(text.clone())),
            TerminalEvent::Resize(..) => {}
            _ => return false,
        }
        true
    }

    fn context(&self) -> Context {
        self.stack.last().map_or(Context::Problem, |screen| screen.context(&self.model))
    }

    fn key(&mut self, key: KeyEvent) {
        self.model.notice = None;
        let context = self.context();
        let action = keymap::action(context, key);
        if self.model.starting {
            // Also where Esc would otherwise quit: the screen says that it takes the yes back.
            let action = if key.code == KeyCode::Esc { Some(Action::Back) } else { action };
            return self.while_starting(context, action);
        }
        match action {
            Some(Action::Stop) => self.interrupt(context),
            Some(Action::Redraw) => self.redraw = true,
            Some(Action::Suspend) => self.suspend(),
            Some(Action::Help) => self.stack.push(Box::new(HelpScreen::new(context))),
            Some(Action::Type) | None => self.act(Input::Key(key)),
            Some(action) => self.act(Input::Act(action)),
        }
    }

    /// Between a yes and its run nothing that was agreed to is changed: what was said can be read, and taken back.
    fn while_starting(&mut self, context: Context, action: Option<Action>) {
        match action {
            Some(Action::Back) => self.model.take_back(),
            Some(Action::Stop) => self.interrupt(context),
            Some(Action::Redraw) => self.redraw = true,
            Some(Action::Suspend) => self.suspend(),
            Some(
                action @ (Action::Leave
                | Action::Up
                | Action::Down
                | Action::PageUp
                | Action::PageDown
                | Action::First
                | Action::Last),
            ) => self.act(Input::Act(action)),
            _ => {}
        }
    }

    fn act(&mut self, input: Input) {
        let Some(screen) = self.stack.last_mut() else { return };
        match screen.act(&mut self.model, input) {
            Next::Stay => {}
            Next::Open(screen) => self.stack.push(screen),
            Next::Close => {
                if self.stack.len() > 1 {
                    self.stack.pop();
                }
            }
            Next::Leave(summary) => self.leave(summary),
        }
    }

    /// Ctrl-C: acknowledged at once. A run is stopped safely first, a second time leaves it to itself.
    fn interrupt(&mut self, context: Context) {
        let ended = self.model.live.as_ref().is_some_and(|live| live.outcome().is_some());
        self.leave_or_stop(context);
        if let Some(exit) = &mut self.exit {
            exit.interrupted = !ended;
        }
    }

    fn leave_or_stop(&mut self, context: Context) {
        let model = &mut self.model;
        match (&mut model.live, &model.wizard) {
            (Some(live), _) if live.active() => {
                if live.stopping {
                    let text =
                        format!("Quit at once; the journal is complete. {}: {}", go_on(live), live.command("resume"));
                    self.leave(Some(text));
                } else {
                    live.stopping = true;
                    model.outbox.push(Command::Stop);
                    self.stack.truncate(1);
                }
            }
            (None, Some(_)) => {
                model.tell_wizard(Msg::Cancel);
                self.leave(Some(NOTHING_CREATED.to_owned()));
            }
            _ if matches!(context, Context::Failure | Context::HalfRemoved | Context::Done) => {
                self.act(Input::Act(Action::Leave));
            }
            (Some(live), _) if live.outcome() == Some(Outcome::Done) => {
                let text = summary(live, model.width, model.theme);
                self.leave(Some(text));
            }
            _ => self.leave(None),
        }
    }

    fn leave(&mut self, summary: Option<String>) {
        if self.exit.is_none() {
            self.model.outbox.push(Command::Quit);
            self.exit = Some(Exit { summary, interrupted: false });
        }
    }

    /// Lets time pass on the run's clock; true when that changes what is shown.
    pub fn pass(&mut self, elapsed: Duration) -> bool {
        self.model.pass(elapsed)
    }

    /// True while something on the screen changes by itself.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.model.running() && matches!(self.context(), Context::Deploy | Context::Rehearsal | Context::Reading)
    }

    /// Draws the present screen.
    pub fn draw(&mut self, frame: &mut Frame<'_>) {
        let area = frame.area();
        let Some(screen) = self.stack.last() else { return };
        let page = screen.page(&self.model, frame::Room::of(area));
        let (fit, cursor) =
            frame::render(&page, screen.context(&self.model), area, frame.buffer_mut(), self.model.theme);
        self.model.fit = fit;
        self.model.width = usize::from(area.width);
        if self.model.theme.ascii {
            frame::to_ascii(frame.buffer_mut());
        }
        if let Some(position) = cursor {
            frame.set_cursor_position(position);
        }
    }

    /// Asks for the process to be put aside (Ctrl-Z).
    pub(super) fn suspend(&mut self) {
        self.suspend = true;
    }

    /// True once after it was asked for.
    pub(super) fn take_suspend(&mut self) -> bool {
        std::mem::take(&mut self.suspend)
    }

    /// True once after the whole screen was asked for anew.
    pub(super) fn take_redraw(&mut self) -> bool {
        std::mem::take(&mut self.redraw)
    }

    /// What the application should do, oldest first.
    pub fn take_commands(&mut self) -> Vec<Command> {
        std::mem::take(&mut self.model.outbox)
    }

    /// Text for the person's clipboard.
    pub fn take_clipboard(&mut self) -> Option<String> {
        self.model.clipboard.take()
    }

    /// Set when the full screen is to be left.
    #[must_use]
    pub const fn exit(&self) -> Option<&Exit> {
        self.exit.as_ref()
    }
}

/// What `resume` does after a run that was left.
fn go_on(live: &Live) -> &'static str {
    match live.view.what {
        RunKind::Destroy => "What was removed is gone; go on removing with",
        RunKind::Deploy | RunKind::Change => "Continue with",
    }
}
