//! The last page: every answer with where it comes from, what will be created, what it costs and how long it takes.

use super::check::Check;
use super::phases::{PhaseRow, phases, records_to_add};
use super::state::Source;
use super::steps::{Question, STEPS};
use super::{AccountState, Problem, Wizard};
use crate::model::Money;
use crate::model::text::{capital, clean_line};
use crate::plan::builds;
use crate::plan::{Blueprint, Domain, Total};

/// Everything the last page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// What must be put right first; empty when everything is answered.
    pub problems: Vec<Problem>,
    /// What to know before saying yes: no https, over budget, signed out …
    pub warnings: Vec<String>,
    pub answers: Vec<AnswerRow>,
    pub phases: Vec<PhaseRow>,
    /// What the deployment will own in the account.
    pub things: usize,
    /// Steps of the run: things, look-ups and waits.
    pub steps: usize,
    pub total: Total,
    /// What it costs once, beside the months.
    pub once: Total,
    /// How many lines have no known price in the region.
    pub unknown: usize,
    /// Usual seconds until the app answers.
    pub seconds: u32,
    /// What a run would meet, as far as it is known; empty before it is asked.
    pub checks: Vec<Check>,
    /// Whether there is something to be heard of yet.
    pub checking: bool,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerRow {
    /// Place of its question in the trail.
    pub step: usize,
    pub label: &'static str,
    pub value: String,
    pub source: Source,
    /// The source in words: `you`, `nearest`, `fits your budget`.
    pub because: &'static str,
}

impl Wizard {
    /// The last page.
    #[must_use]
    pub fn review(&self) -> Review {
        let estimate = self.estimate();
        let phases = self.blueprint().map(|blueprint| phases(blueprint, estimate)).unwrap_or_default();
        Review {
            problems: self.problems(),
            warnings: self.warnings(),
            answers: self.answer_rows(),
            steps: self.blueprint().map_or(0, |blueprint| blueprint.nodes().count()),
            things: phases.iter().map(|row| row.things).sum(),
            phases,
            total: estimate.monthly_total.clone(),
            once: estimate.once_total.clone(),
            unknown: estimate.unknown.len(),
            seconds: self.seconds(),
            checks: self.checks().to_vec(),
            checking: self.is_checking(),
        }
    }

    /// Usual seconds until the app answers.
    #[must_use]
    pub fn seconds(&self) -> u32 {
        self.blueprint().map_or(0, Blueprint::critical_path_seconds)
    }

    fn warnings(&self) -> Vec<String> {
        let mut warnings: Vec<String> = self.open_point_lines();
        warnings.extend(self.sign_in_first());
        match &self.account {
            AccountState::Unknown(why) => warnings.push(format!("The account could not be checked: {why}")),
            AccountState::RegionOff { region } if *region == self.state.region() => {
                warnings.push(format!(
                    "{region} is switched off in this account: {}; or choose another region.",
                    region.how_to_switch_on()
                ));
            }
            AccountState::Checking
            | AccountState::Ready { .. }
            | AccountState::SignedOut { .. }
            | AccountState::RegionOff { .. } => {}
        }
        let builds = builds::notice(self.preset(), &self.answers());
        warnings.extend(builds.map(|words| format!("{}.", capital(&words))));
        warnings.extend(self.beyond_free_plan());
        let total = &self.estimate().monthly_total;
        if let Some(over) = total.over(Money::from_dollars(self.state.budget().into())) {
            warnings.push(format!("This is over your budget by {}.", over.per_month()));
        } else if !total.is_complete() {
            warnings.push(
                "Some prices are not known in this region: the total is higher, and may be over your budget."
                    .to_owned(),
            );
        }
        warnings.extend(self.look_alike().map(|words| format!("{}.", capital(&words))));
        let given = self.state.secrets();
        if let Some(keys) = self.preset().nobody_signs_in(|key| given.contains_key(key)) {
            warnings
                .push(format!("Nobody can sign in to {} like this: give {keys} (under Alerts).", self.preset().title));
        }
        warnings.extend(self.preset().powers());
        warnings.extend(self.plain_http().map(str::to_owned));
        let elsewhere = matches!(self.answers().domain, Domain::External { .. });
        warnings.extend(self.blueprint().filter(|_| elsewhere).map(records_to_add));
        warnings
    }

    /// What must be settled in the preset of one's own app before it can be deployed.
    fn open_point_lines(&self) -> Vec<String> {
        let Some((open, shown)) = self.open_points() else { return Vec::new() };
        let head = format!("To settle in {shown} before it can be deployed; then take it out of `open` there:");
        std::iter::once(head).chain(open.iter().map(|point| clean_line(point))).collect()
    }

    fn answer_rows(&self) -> Vec<AnswerRow> {
        let answers = self.answers();
        let of = |(step, question): (usize, &&dyn Question)| {
            let rows = question.rows(self, &answers).into_iter();
            let row = move |(label, value, (source, because))| AnswerRow { step, label, value, source, because };
            rows.map(row).collect::<Vec<_>>()
        };
        STEPS.iter().enumerate().flat_map(of).collect()
    }
}

/// `1 min`, `9 min`, `now`: usual seconds for people.
#[must_use]
pub fn minutes(seconds: u32) -> String {
    match seconds {
        0..5 => "now".to_owned(),
        5..60 => format!("{seconds} s"),
        _ => format!("{} min", (seconds + 30) / 60),
    }
}
