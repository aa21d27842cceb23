//! How messages move the wizard.

use std::sync::OnceLock;

use super::picks::{DomainPick, Picks};
use super::plans::Plans;
use super::screen::{Field, Input};
use super::setup::{Setup, WizardError};
use super::state::{State, free_name};
use super::steps::{ASSUMPTIONS, Question, REGION, STEPS};
use super::{AccountState, Effect, Msg, REVIEW, Wizard, draft, nearest};
use crate::plan::answers::check_domain;

impl Wizard {
    /// A wizard at its first question.
    ///
    /// # Errors
    /// When there is no app to choose from, or no name is left for one.
    pub fn new(setup: Setup) -> Result<Self, WizardError> {
        if setup.offers.is_empty() {
            return Err(WizardError::NoPreset);
        }
        let named = setup.offers.iter().map(|offer| {
            let name = &offer.preset.name;
            free_name(name, &setup.taken).ok_or_else(|| WizardError::Name(name.clone()))
        });
        let names = named.collect::<Result<Vec<_>, _>>()?;
        let position = setup.time_zone.as_deref().and_then(nearest::position);
        let mut state = State {
            suggested: vec![OnceLock::new(); setup.offers.len()],
            offers: setup.offers,
            regions: nearest::order(position),
            position,
            taken: setup.taken,
            names,
            zones: None,
            picks: Picks::default(),
        };
        let resumed = setup.draft.is_some_and(|draft| draft::apply(&mut state, &draft));
        let tier = Plans::of(&state, None).tier_for(state.budget()).unwrap_or_default().to_owned();
        let entered = state.answers(state.picks.tier.as_deref().unwrap_or(&tier));
        Ok(Self {
            checked: state.region(),
            state,
            practice: setup.practice,
            at: 0,
            visited: if resumed { REVIEW } else { 0 },
            focus: 0,
            overlay: None,
            attempted: false,
            refusal: None,
            account: AccountState::Checking,
            listed: None,
            plans: OnceLock::new(),
            before: None,
            entered,
            resumed,
        })
    }

    /// What to do before the first message.
    #[must_use]
    pub fn start(&self) -> Vec<Effect> {
        vec![Effect::CheckAccount { region: self.checked }]
    }

    /// Takes in one message and says what it needs from outside.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        self.refusal = None;
        self.before = self.plans.get().map(|_| self.estimate().monthly_total);
        let effects = self.follow(msg);
        if self.plans.get().is_some_and(|plans| !plans.follow_from(&self.state)) {
            let before = self.plans.take();
            self.plans = Plans::of(&self.state, before.as_ref()).into();
        }
        effects
    }

    fn follow(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
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
            Msg::CheckAgain => return self.check(),
            Msg::Account(account) => return self.account_is(account),
            Msg::Zones(zones) => self.zones_are(zones),
            Msg::Cancel => return vec![self.draft(), Effect::Quit],
        }
        Vec::new()
    }

    /// Fields of what is on the screen, without prices; none in the review.
    fn fields(&self) -> Vec<Field> {
        match (self.overlay, STEPS.get(self.at)) {
            (Some(_), _) => ASSUMPTIONS.fields(self),
            (None, Some(question)) => question.fields(self),
            (None, None) => Vec::new(),
        }
    }

    fn focus(&self) -> usize {
        self.overlay.unwrap_or(self.focus)
    }

    fn set_focus(&mut self, field: usize) {
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
            Some(Input::Choice { options, selected }) => {
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
        match (self.overlay, STEPS.get(self.at)) {
            (None, Some(question)) => question.choose(&mut self.state, key, option),
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        let fields = self.fields();
        let Some(Field { key, input: Input::Text(_), .. }) = fields.get(self.focus()) else { return };
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        match (self.overlay, STEPS.get(self.at)) {
            (Some(_), _) => ASSUMPTIONS.write(&mut self.state, key, &text),
            (None, Some(question)) => question.write(&mut self.state, key, &text),
            (None, None) => {}
        }
    }

    fn enter(&mut self) -> Vec<Effect> {
        let fields = self.fields();
        let focus = self.focus();
        if fields.get(focus).is_some_and(Field::is_text) && focus + 1 < fields.len() {
            self.set_focus(focus + 1);
            return Vec::new();
        }
        self.next()
    }

    fn next(&mut self) -> Vec<Effect> {
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
        self.go(self.at + 1)
    }

    fn back(&mut self) {
        if self.overlay.is_some() {
            self.toggle_assumptions();
        } else if self.at > 0 {
            self.go(self.at - 1);
        }
    }

    fn jump(&mut self, place: usize) -> Vec<Effect> {
        if self.overlay.is_some() || place > self.visited || place == self.at {
            return Vec::new();
        }
        if place > self.at && self.fields().iter().any(|field| field.error.is_some()) {
            return self.next();
        }
        self.go(place)
    }

    fn go(&mut self, place: usize) -> Vec<Effect> {
        let mut effects = Vec::new();
        if place > self.at {
            effects.push(self.draft());
        }
        let region = self.state.region();
        if self.at == REGION && region != self.checked {
            effects.extend(self.check());
        }
        self.at = place;
        self.visited = self.visited.max(place);
        self.focus = 0;
        self.attempted = false;
        self.entered = self.answers();
        effects
    }

    fn draft(&self) -> Effect {
        Effect::SaveDraft(self.answers().to_toml())
    }

    fn toggle_assumptions(&mut self) {
        if self.overlay.take().is_none() {
            self.overlay = Some(0);
            return;
        }
        let wrong: Vec<&str> =
            self.state.picks.usage.keys().copied().filter(|key| matches!(self.state.typed_usage(key), Some(Err(_)))).collect();
        self.state.picks.usage.retain(|key, _| !wrong.contains(key));
    }

    fn check(&mut self) -> Vec<Effect> {
        self.checked = self.state.region();
        self.account = AccountState::Checking;
        vec![Effect::CheckAccount { region: self.checked }]
    }

    fn account_is(&mut self, account: AccountState) -> Vec<Effect> {
        let id = |state: &AccountState| match state {
            AccountState::Ready { account, .. } => Some(account.clone()),
            _ => None,
        };
        let now = id(&account);
        self.account = account;
        if now.is_none() || now == self.listed {
            return Vec::new();
        }
        self.listed = now;
        self.state.zones = None;
        vec![Effect::ListZones]
    }

    fn zones_are(&mut self, zones: Vec<String>) {
        let mut zones: Vec<String> = zones.into_iter().map(|zone| zone.trim_end_matches('.').to_ascii_lowercase()).collect();
        zones.retain(|zone| check_domain(zone).is_ok());
        zones.sort();
        zones.dedup();
        if let DomainPick::Zone(picked) = self.state.domain_pick()
            && !zones.contains(picked)
            && let Some((zone, label)) = draft::inside(&zones, &self.state.name_in(picked))
        {
            self.state.picks.domain = Some(DomainPick::Zone(zone));
            self.state.picks.label = Some(label);
        }
        self.state.zones = Some(zones);
    }

    fn confirm(&mut self) -> Vec<Effect> {
        if self.at != REVIEW || self.overlay.is_some() {
            return Vec::new();
        }
        if let Some(problem) = self.problems().into_iter().next() {
            let effects = self.go(problem.step);
            self.attempted = true;
            self.set_focus(self.fields().iter().position(|field| field.error.is_some()).unwrap_or(0));
            self.refusal = Some(problem.text);
            return effects;
        }
        match &self.account {
            AccountState::Ready { .. } | AccountState::Unknown(_) => vec![self.draft(), Effect::Deploy(Box::new(self.answers()))],
            AccountState::Checking => {
                self.refusal = Some("The account is still being checked: confirm again in a moment.".to_owned());
                Vec::new()
            }
            AccountState::SignedOut { command, .. } => {
                self.refusal = Some(format!("You are not signed in to AWS: run `{command}` in another window, then confirm again."));
                self.check()
            }
            AccountState::RegionOff { region } if *region == self.state.region() => {
                self.refusal =
                    Some(format!("{region} is switched off in this account: switch it on in the AWS console, or choose another region."));
                self.check()
            }
            AccountState::RegionOff { .. } => self.check(),
        }
    }
}
