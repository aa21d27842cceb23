//! How messages move the wizard.

use super::screen::{Field, Input, Text, Typing};
use super::steps::{APP, ASSUMPTIONS, Question, REGION, STEPS};
use super::{Effect, Msg, REVIEW, Wizard};

/// Characters that a list can be narrowed down by.
const LONGEST_SEARCH: usize = 40;

impl Wizard {
    /// Takes in one message and says what it needs from outside.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        self.refusal = None;
        if self.plans.get().is_some() {
            self.before = Some(self.estimate().monthly_total.clone());
        }
        let mut effects = self.follow(msg);
        if self.plans.get().is_some_and(|plans| !plans.follow_from(&self.state)) {
            self.outdated = self.plans.take();
        }
        effects.extend(self.mind_checks());
        effects
    }

    fn follow(&mut self, msg: Msg) -> Vec<Effect> {
        if self.own_report().is_some() && !matches!(msg, Msg::Account(_) | Msg::Zones(_) | Msg::Cancel) {
            // What is only read can be left in two directions.
            match msg {
                Msg::Enter | Msg::Next => self.close_report(true),
                Msg::Back => self.close_report(false),
                _ => {}
            }
            return Vec::new();
        }
        match msg {
            Msg::Imported { turn, result } => self.imported(turn, result),
            Msg::Enter => return self.enter(),
            Msg::Next => return self.next(),
            Msg::Back => self.back(),
            Msg::Jump(place) => return self.jump(place),
            Msg::Up => self.step_selection(-1),
            Msg::Down => self.step_selection(1),
            Msg::Choose(option) => self.choose(option),
            Msg::FocusNext => self.move_focus(1),
            Msg::FocusPrevious => self.move_focus(-1),
            Msg::Focus(field) => self.set_focus(field),
            Msg::SetText(text) => self.write(text.expose()),
            Msg::ToggleAssumptions => self.toggle_assumptions(),
            Msg::Confirm => return self.confirm(),
            Msg::CheckAgain => {
                let again = if self.is_at_review() { self.read_again() } else { None };
                return again.into_iter().chain(self.check()).collect();
            }
            Msg::Account(account) => return self.account_is(account),
            Msg::Zones(zones) => self.zones_are(zones),
            Msg::Checks { turn, list } => self.checks_are(turn, list),
            Msg::Cancel => return vec![self.draft(), Effect::Quit],
        }
        Vec::new()
    }

    /// Fields of what is on the screen, without prices; none in the review.
    pub(super) fn fields(&self) -> Vec<Field> {
        match (self.overlay, STEPS.get(self.at)) {
            (Some(_), _) => ASSUMPTIONS.fields(self),
            (None, Some(question)) => question.fields(self),
            (None, None) => Vec::new(),
        }
    }

    fn focus(&self) -> usize {
        self.overlay.unwrap_or(self.focus)
    }

    pub(super) fn set_focus(&mut self, field: usize) {
        let focus = field.min(self.fields().len().saturating_sub(1));
        match &mut self.overlay {
            Some(inside) => *inside = focus,
            None => self.focus = focus,
        }
    }

    fn move_focus(&mut self, by: isize) {
        let count = self.fields().len().max(1);
        self.set_focus((self.focus() + count).saturating_add_signed(by) % count);
    }

    fn step_selection(&mut self, by: isize) {
        let fields = self.fields();
        match fields.get(self.focus()).map(|field| &field.input) {
            Some(Input::Choice { options, selected, .. }) => {
                let option = selected.saturating_add_signed(by);
                if option < options.len() && option != *selected {
                    self.choose(option);
                }
            }
            Some(Input::Text(_)) => {
                let focus = self.focus().saturating_add_signed(by).min(fields.len().saturating_sub(1));
                self.set_focus(focus);
            }
            None => {}
        }
    }

    fn choose(&mut self, option: usize) {
        let fields = self.fields();
        let Some(Field { key, input: Input::Choice { options, .. }, .. }) = fields.get(self.focus()) else { return };
        if option >= options.len() {
            return;
        }
        if let (None, Some(question)) = (self.overlay, STEPS.get(self.at)) {
            question.choose(&mut self.state, key, option);
        }
    }

    fn write(&mut self, text: &str) {
        let fields = self.fields();
        let Some(Field { key, label, input, .. }) = fields.get(self.focus()) else { return };
        let one_line = || text.chars().filter(|c| !c.is_control()).collect::<String>();
        let (text, most, next) = match input {
            Input::Text(present) if present.secret => (lines_kept(text), present.most(), false),
            Input::Text(present) => (one_line(), present.most(), false),
            Input::Choice { typing: Typing::Narrows { .. }, .. } => (one_line(), LONGEST_SEARCH, false),
            Input::Choice { typing: Typing::Begins, .. } if Typing::begins(text) => {
                (one_line(), Text::default().most(), true)
            }
            Input::Choice { .. } => return,
        };
        let length = text.chars().count();
        if length > most {
            self.refusal =
                Some(format!("{label} holds at most {most} characters, and these are {length}: none was taken."));
            return;
        }
        match (self.overlay, STEPS.get(self.at)) {
            (Some(_), _) => ASSUMPTIONS.write(&mut self.state, key, &text),
            (None, Some(question)) => question.write(&mut self.state, key, &text),
            (None, None) => {}
        }
        if next {
            self.move_focus(1);
        }
    }

    fn enter(&mut self) -> Vec<Effect> {
        if self.can_retry() && self.focus > 0 {
            return self.read_own();
        }
        let fields = self.fields();
        let focus = self.focus();
        if fields.get(focus).is_some_and(|field| field.is_text() && field.error.is_some()) {
            self.attempted = true;
            return Vec::new();
        }
        // To what is asked about the marked line, before anything is missed there.
        if self.is_unread() && focus == 0 && self.overlay.is_none() && fields.len() > 1 {
            self.set_focus(1);
            return Vec::new();
        }
        if fields.get(focus).is_some_and(Field::is_text) && focus + 1 < fields.len() {
            self.set_focus(focus + 1);
            return Vec::new();
        }
        self.next()
    }

    fn next(&mut self) -> Vec<Effect> {
        if self.can_retry() {
            return self.read_own();
        }
        if let Some(wrong) = self.fields().iter().position(|field| field.error.is_some()) {
            self.attempted = true;
            self.set_focus(wrong);
            return Vec::new();
        }
        if self.overlay.is_some() {
            self.toggle_assumptions();
            return Vec::new();
        }
        if self.at == REVIEW {
            return Vec::new();
        }
        if self.at == APP && self.is_unread() {
            return self.read_own();
        }
        self.go(self.at + 1)
    }

    fn back(&mut self) {
        if self.overlay.is_some() {
            self.toggle_assumptions();
        } else if self.is_inside_own() {
            self.set_focus(0);
        } else if self.at > 0 {
            self.go(self.at - 1);
        }
    }

    fn jump(&mut self, place: usize) -> Vec<Effect> {
        if self.overlay.is_some() || place > self.visited || place == self.at {
            return Vec::new();
        }
        let unread = self.at == APP && self.is_unread();
        if place > self.at && (unread || self.fields().iter().any(|field| field.error.is_some())) {
            return self.next();
        }
        self.go(place)
    }

    pub(super) fn go(&mut self, place: usize) -> Vec<Effect> {
        let mut effects = Vec::new();
        if place > self.at {
            effects.push(self.draft());
        }
        self.state.end_search();
        let region = self.state.region();
        if self.at == REGION && region != self.checked {
            effects.extend(self.check());
        }
        self.at = place;
        self.visited = self.visited.max(place);
        self.focus = 0;
        self.attempted = false;
        self.asked_again = false;
        self.entered = self.answers();
        effects
    }

    pub(super) fn draft(&self) -> Effect {
        Effect::SaveDraft(self.answers().to_toml())
    }

    fn toggle_assumptions(&mut self) {
        if self.overlay.take().is_none() {
            self.overlay = Some(0);
            return;
        }
        let wrong: Vec<&str> = self
            .state
            .picks
            .usage
            .keys()
            .copied()
            .filter(|key| matches!(self.state.typed_usage(key), Some(Err(_))))
            .collect();
        self.state.picks.usage.retain(|key, _| !wrong.contains(key));
    }
}

/// A key as it was copied: with its line breaks, whichever way they are written, and without other control characters.
fn lines_kept(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| *c == '\n' || !c.is_control())
        .collect()
}
