//! What going back and changing an answer did to answers further on.

use super::steps::{ALERTS, BUDGET, DOMAIN, STEPS};
use super::{REVIEW, Wizard};
use crate::model::domain;

impl Wizard {
    /// Answers further on that changed since this question was entered, and other news, in sentences.
    #[must_use]
    pub fn notices(&self) -> Vec<String> {
        let now = self.answers();
        let mut notices = Vec::new();
        if self.resumed && self.at == 0 && now == self.entered {
            notices.push("Your answers of last time are filled in; secrets were not kept.".to_owned());
        }
        if self.is_reading() {
            notices.push(format!("Reading {}.", self.state.own.source.trim()));
        }
        if self.at == BUDGET {
            notices.extend(self.state.cents_left_out());
        }
        if self.at == DOMAIN {
            notices.extend(self.look_alike());
        }
        let visited = |step: usize| step > self.at && step <= self.visited.min(REVIEW - 1);
        for (_, question) in STEPS.iter().enumerate().filter(|(step, _)| visited(*step)) {
            for ((label, was), (_, is)) in question.said(&self.entered).into_iter().zip(question.said(&now)) {
                if was != is {
                    notices.push(format!("{label} is now {is} (was {was})."));
                }
            }
        }
        if visited(ALERTS) {
            let dropped = self.entered.secrets.keys().filter(|name| !now.secrets.contains_key(*name));
            notices.extend(
                dropped.map(|name| format!("{} does not ask for {name}: it is set aside.", self.preset().title)),
            );
        }
        notices
    }
}

impl Wizard {
    /// What about the domain's letters a person should look at.
    pub(super) fn look_alike(&self) -> Option<String> {
        domain::look_alike(self.state.domain().ok()?.name()?)
    }
}
