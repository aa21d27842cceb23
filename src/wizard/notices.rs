//! What going back and changing an answer did to answers further on.

use super::steps::{ALERTS, APP, BUDGET, COMPUTE, DATA, DOMAIN, REGION};
use super::{REVIEW, Wizard};
use crate::model::domain;
use crate::plan::{Answers, Builder, Domain};

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
        let (before, after) = (summary(&self.entered), summary(&now));
        for ((step, label, was), (_, _, is)) in before.into_iter().zip(after) {
            if visited(step) && was != is {
                notices.push(format!("{label} is now {is} (was {was})."));
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

/// Who builds images, in words.
pub(super) const fn builder(builder: Builder) -> &'static str {
    match builder {
        Builder::Account => "in your account",
        Builder::Server => "on the server",
    }
}

type Line = (usize, &'static str, String);

fn summary(answers: &Answers) -> [Line; 8] {
    let domain = match &answers.domain {
        Domain::None => "none".to_owned(),
        Domain::Route53 { name } | Domain::External { name } => name.clone(),
    };
    let arch = answers.arch.map_or("", |arch| arch.name()).to_owned();
    [
        (APP, "The name", answers.name.to_string()),
        (REGION, "The region", answers.region.to_string()),
        (DOMAIN, "The domain", domain),
        (COMPUTE, "The way it runs", answers.tier.clone()),
        (COMPUTE, "The processor", arch),
        (COMPUTE, "Where images are built", builder(answers.build).to_owned()),
        (DATA, "The days of backups", answers.data.backup_days.to_string()),
        (ALERTS, "The e-mail address", answers.alerts.email.clone().unwrap_or_else(|| "none".to_owned())),
    ]
}
