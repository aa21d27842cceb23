//! What all screens share: the wizard, the deployment, the run, and what is to be sent out.

use std::time::Duration;

use ratatui::text::Span;

use super::frame::Fit;
use super::live::Live;
use super::message::{Command, Options};
use super::theme::Theme;
use super::view::{DiffView, Menu};
use crate::engine::Remains;
use crate::wizard::{Effect, Msg, Wizard};

/// Shared by all screens.
pub(super) struct Model {
    pub options: Options,
    pub theme: Theme,
    pub wizard: Option<Box<Wizard>>,
    /// Everything there is to choose from.
    pub menus: Vec<Menu>,
    /// The deployment at hand.
    pub menu: Option<Box<Menu>>,
    pub diff: Option<Box<DiffView>>,
    /// What removals of deployments left on purpose.
    pub kept: Vec<Remains>,
    pub live: Option<Live>,
    /// What the application was asked for and has not answered yet, in words.
    pub busy: Option<&'static str>,
    /// It is a run: nothing has begun, and the yes can be taken back.
    pub starting: bool,
    /// The tier list is wanted as soon as the tiers are known.
    pub tiers_wanted: bool,
    /// A short answer to the last key, shown until the next one.
    pub notice: Option<String>,
    /// What was visible in the last frame.
    pub fit: Fit,
    /// Columns of the terminal in the last frame.
    pub width: usize,
    pub outbox: Vec<Command>,
    /// Text for the person's clipboard.
    pub clipboard: Option<String>,
}

impl Model {
    pub(super) fn new(options: Options) -> Self {
        let theme = Theme { ascii: options.ascii, color: !options.no_color };
        Self {
            options,
            theme,
            wizard: None,
            menus: Vec::new(),
            menu: None,
            diff: None,
            kept: Vec::new(),
            live: None,
            busy: None,
            starting: false,
            tiers_wanted: false,
            notice: None,
            fit: Fit::default(),
            width: 80,
            outbox: Vec::new(),
            clipboard: None,
        }
    }

    /// Asks the application for something it answers later.
    pub(super) fn ask(&mut self, command: Command, busy: &'static str) {
        if self.busy.is_none() {
            self.busy = Some(busy);
            self.outbox.push(command);
        }
    }

    /// Asks for a run. Until it is on the screen, nothing of it has begun.
    pub(super) fn start(&mut self, command: Command, busy: &'static str) {
        if self.busy.is_none() {
            self.starting = true;
            self.ask(command, busy);
        }
    }

    /// The application answered.
    pub(super) fn answered(&mut self) {
        self.busy = None;
        self.starting = false;
    }

    /// Takes back the yes to a run that is not on the screen yet.
    pub(super) fn take_back(&mut self) {
        self.answered();
        self.outbox.push(Command::TakeBack);
        self.notice = Some("taken back: nothing has begun".to_owned());
    }

    /// Lets the wizard take in a message and passes on what it wants. True when the person leaves it.
    pub(super) fn tell_wizard(&mut self, msg: Msg) -> bool {
        let Some(wizard) = &mut self.wizard else { return false };
        let mut left = false;
        let effects = wizard.update(msg);
        for effect in effects {
            match effect {
                Effect::Deploy(answers) => self.start(Command::Deploy(answers), "getting ready"),
                Effect::Quit => left = true,
                other => self.outbox.push(Command::Effect(other)),
            }
        }
        left
    }

    pub(super) fn copy(&mut self, text: &str) {
        self.clipboard = Some(text.to_owned());
        self.notice = Some("sent to your clipboard".to_owned());
    }

    /// Name of the deployment at hand, as commands want it.
    pub(super) fn name(&self) -> Option<&str> {
        let live = self.live.as_ref().map(|live| live.view.name.as_str());
        // A wizard is about something that has no name yet.
        live.or_else(|| self.menu.as_ref().filter(|_| self.wizard.is_none()).map(|menu| menu.name.as_str()))
    }

    /// `cloudstead · compai-prod`
    pub(super) fn title(&self) -> Vec<Span<'static>> {
        let chosen = self.wizard.as_ref().filter(|wizard| !wizard.is_unread());
        let app = chosen.map(|wizard| wizard.preset().title.as_str());
        self.title_of(self.name().or(app).unwrap_or_default())
    }

    pub(super) fn title_of(&self, name: &str) -> Vec<Span<'static>> {
        let mut spans = vec![Span::styled("cloudstead", self.theme.heading())];
        if self.options.practice {
            spans.push(Span::raw(" (practice)"));
        }
        if !name.is_empty() {
            spans.push(Span::raw(format!(" {} {name}", self.theme.sign(super::theme::Sign::Separator))));
        }
        spans
    }

    /// The title, with what a person without a domain has to know of the app.
    pub(super) fn title_of_app(&self) -> Vec<Span<'static>> {
        let mut title = self.title();
        if self.plain_http() {
            title.push(Span::styled(
                format!(" {} plain http", self.theme.sign(super::theme::Sign::Separator)),
                self.theme.quiet(),
            ));
        }
        title
    }

    /// True where the app answers without encryption: what people send is not private.
    pub(super) fn plain_http(&self) -> bool {
        match &self.live {
            Some(live) => live.plain_http(),
            None => self.menu.as_ref().is_some_and(|menu| menu.plain_http()),
        }
    }

    /// The short answer, or what is being waited for.
    pub(super) fn note(&self) -> String {
        let ellipsis = self.theme.sign(super::theme::Sign::Ellipsis);
        let back = if self.starting { " Esc takes it back" } else { "" };
        let busy = self.busy.map(|words| format!("{words}{ellipsis}{back}"));
        self.notice.clone().or(busy).unwrap_or_default()
    }

    /// True while a run goes on.
    pub(super) fn running(&self) -> bool {
        self.live.as_ref().is_some_and(Live::active)
    }

    /// Lets time pass; true when a display of it changes.
    pub(super) fn pass(&mut self, elapsed: Duration) -> bool {
        self.live.as_mut().is_some_and(|live| live.pass(elapsed))
    }
}
