//! News from the account, and the one moment when it matters: the confirmation.

use super::picks::DomainPick;
use super::{AccountState, Effect, REVIEW, Wizard, draft};
use crate::model::domain;
use crate::plan::free_plan::{WAY_OUT, beyond_free_plan};

impl Wizard {
    pub(super) fn check(&mut self) -> Vec<Effect> {
        self.checked = self.state.region();
        self.asked_again |= matches!(self.account, AccountState::SignedOut { .. });
        self.account = AccountState::Checking;
        vec![Effect::CheckAccount { region: self.checked }]
    }

    pub(super) fn account_is(&mut self, account: AccountState) -> Vec<Effect> {
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

    pub(super) fn zones_are(&mut self, zones: Vec<String>) {
        let mut zones: Vec<String> =
            zones.into_iter().map(|zone| zone.trim_end_matches('.').to_ascii_lowercase()).collect();
        zones.retain(|zone| domain::check(zone).is_ok());
        zones.sort();
        zones.dedup();
        if let DomainPick::Zone(picked) = self.state.domain_pick()
            && !zones.contains(picked)
            && let Ok(name) = self.state.name_in(picked)
            && let Some((zone, label)) = draft::inside(&zones, &name)
        {
            self.state.picks.domain = Some(DomainPick::Zone(zone));
            self.state.picks.label = Some(label);
        }
        self.state.zones = Some(zones);
    }

    /// Why an account on the free plan could not be given these answers; `None` when it could, or nobody knows.
    pub(super) fn beyond_free_plan(&self) -> Option<String> {
        let AccountState::Ready { free_plan: true, .. } = self.account else { return None };
        let beyond = beyond_free_plan(self.blueprint()?);
        (!beyond.is_empty()).then(|| {
            format!("AWS's free plan, which this account is on, does not include {}: {WAY_OUT}.", beyond.join(" or "))
        })
    }

    pub(super) fn confirm(&mut self) -> Vec<Effect> {
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
        if let Some(unsettled) = self.unsettled() {
            self.refusal = Some(unsettled);
            return self.read_again().into_iter().collect();
        }
        if let Some(refused) = self.beyond_free_plan() {
            self.refusal = Some(refused);
            return self.check();
        }
        let stoppers: Vec<&str> = self.stoppers().collect();
        if !stoppers.is_empty() {
            self.refusal = Some(format!("A run would stop: {}. It is asked again now.", stoppers.join("; ")));
            return self.check();
        }
        match &self.account {
            AccountState::Ready { .. } | AccountState::Unknown(_) => {
                vec![self.draft(), Effect::Deploy(Box::new(self.answers()))]
            }
            AccountState::Checking => {
                self.refusal = Some("The account is still being checked: confirm again in a moment.".to_owned());
                Vec::new()
            }
            AccountState::RegionOff { region } if *region == self.state.region() => {
                self.refusal = Some(format!(
                    "{region} is switched off in this account: {}; or choose another region.",
                    region.how_to_switch_on()
                ));
                self.check()
            }
            // What it brings is said by the page itself.
            AccountState::SignedOut { .. } | AccountState::RegionOff { .. } => self.check(),
        }
    }
}
