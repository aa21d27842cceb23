//! A whole run from order to outcome: deploy, change, destroy, or going on with whichever was interrupted.

use std::cmp::Reverse;

use super::cloud::{CloudError, DataChoice, Kept, Owner, PricedKept};
use super::event::{EventKind, Outcome};
use super::jobs::{DataAtRisk, at_risk, jobs};
use super::journal::{Entry, JournalError, RunKind};
use super::ledger::Ledger;
use super::lost::Lost;
use super::run::{Checked, Inspection, Pass, Run, World};
use super::state::State;
use super::topic::Hearer;
use crate::model::{Region, Usage};
use crate::plan::{Answers, Blueprint, kept_monthly};

/// What a person wants done.
#[derive(Clone, Debug)]
pub enum Order {
    /// Bring about this blueprint. `consent`: data may be removed for it.
    Build {
        kind: RunKind,
        target: Box<Blueprint>,
        answers: Box<Answers>,
        consent: bool,
    },
    Destroy(DataChoice),
    /// Go on with the newest run.
    Resume,
}

/// An order that cannot be begun. Nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    #[error(transparent)]
    Data(#[from] DataAtRisk),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("there is nothing to go on with")]
    NothingToResume,
    /// Known beforehand to stop the run half-way.
    #[error("{}", .0.iter().map(|problem| problem.what.as_str()).collect::<Vec<_>>().join("; "))]
    Problems(Vec<CloudError>),
    /// Things that cannot be made again as they were.
    #[error("gone from the account, removed by something other than cloudstead: {}", named(.0))]
    Lost(Vec<Lost>),
}

fn named(lost: &[Lost]) -> String {
    lost.iter().map(|lost| format!("{} `{}`", lost.title, lost.aws_id)).collect::<Vec<_>>().join(", ")
}

/// Carries out an order and tells displays about it. The journal must be opened for `owner`.
///
/// # Errors
/// When the order cannot be begun. What fails later is part of the outcome.
pub async fn operate(world: World<'_>, owner: Owner, ledger: &mut Ledger, order: Order) -> Result<Outcome, OrderError> {
    begin(world, owner, ledger, order).await?.carry_out().await
}

/// A run that nothing speaks against. So far nothing was made and nothing written down.
pub struct Begun<'a> {
    run: Run<'a>,
    kind: RunKind,
    target: Option<Blueprint>,
    consent: bool,
    /// What the journal is told first; going on with a run needs no such entry.
    entry: Option<Entry>,
    /// What a look at the account found to be other than the journal says, and what a person agreed to.
    seen: Vec<Entry>,
    checked: Checked,
}

/// Finds out whether an order can be carried out: asks for all that can be known before anything is made.
///
/// # Errors
/// When it cannot; nothing was done.
pub async fn begin<'a>(
    world: World<'a>,
    owner: Owner,
    ledger: &'a mut Ledger,
    order: Order,
) -> Result<Begun<'a>, OrderError> {
    begin_heard(world, owner, ledger, order, &|_, _| {}).await
}

/// The same, with somebody who hears of each question.
pub(super) async fn begin_heard<'a>(
    world: World<'a>,
    owner: Owner,
    ledger: &'a mut Ledger,
    order: Order,
    hear: Hearer<'_>,
) -> Result<Begun<'a>, OrderError> {
    let mut entry = None;
    let (kind, target, choice, consent) = match order {
        Order::Build { kind, target, answers, consent } => {
            let answers = Some(Box::new(answers.for_journal()));
            entry = Some(Entry::RunBegan { run: kind, target: Some((*target).clone()), answers, choice: None });
            (kind, Some(*target), DataChoice::default(), consent)
        }
        Order::Destroy(choice) => {
            // A removal that has begun can be made safer, never the other way round.
            let begun = ledger
                .state()
                .run
                .as_ref()
                .filter(|run| run.kind == RunKind::Destroy && run.outcome != Some(Outcome::Done));
            let choice = begun.map_or(choice, |run| choice.safer(run.choice));
            entry = Some(Entry::RunBegan { run: RunKind::Destroy, target: None, answers: None, choice: Some(choice) });
            (RunKind::Destroy, None, choice, true)
        }
        Order::Resume => {
            let run = ledger.state().run.clone().ok_or(OrderError::NothingToResume)?;
            // Consent was given when the run began; what it decided is carried through.
            (run.kind, run.target, run.choice, true)
        }
    };
    let run = Run::new(world, owner, choice, ledger);
    // Whatever can refuse does so before anything is written down.
    let planned = run.with_state(|state| jobs(state, target.as_ref(), consent))?;
    let check = async {
        if entry.is_some() && target.is_some() { run.check(&planned, hear).await } else { Checked::default() }
    };
    let inspect = async { if target.is_some() { run.inspect().await } else { Inspection::default() } };
    let (mut checked, mut inspection) = tokio::join!(check, inspect);
    checked.add_unseen(inspection.take_unseen());
    if !checked.problems.is_empty() {
        return Err(OrderError::Problems(checked.problems));
    }
    let seen = match &target {
        Some(target) => run.with_state(|state| understood(state, target, &inspection, run.entries(&inspection)))?,
        None => Vec::new(),
    };
    Ok(Begun { run, kind, target, consent, entry, seen, checked })
}

impl Begun<'_> {
    /// The deployment as a look at the account found it: what is gone since the journal's last line is not ready in it.
    #[must_use]
    pub fn state(&self) -> State {
        let mut state = self.run.with_state(State::clone);
        self.seen.iter().for_each(|entry| state.apply(entry));
        state
    }

    /// Something to be written down when it is carried out, before anything is done.
    pub fn note(&mut self, entry: Entry) {
        self.seen.push(entry);
    }

    /// Does it, and tells displays.
    ///
    /// # Errors
    /// When the journal cannot be written. What fails in the account is part of the outcome.
    pub async fn carry_out(self) -> Result<Outcome, OrderError> {
        let Self { run, kind, target, consent, entry, seen, checked } = self;
        for entry in entry.iter().chain(&seen) {
            run.record(entry)?;
        }
        for (node, outputs) in &checked.found {
            if let Some(as_wanted) = target.as_ref().and_then(|target| target.get(node)).cloned() {
                run.record(&Entry::Done { node: node.clone(), outputs: outputs.clone(), as_wanted })?;
            }
        }
        let mut todo = run.with_state(|state| jobs(state, target.as_ref(), consent))?;
        run.announce(&todo);
        for text in checked.notes() {
            run.emit(EventKind::Noted { text });
        }
        let mut outcome = loop {
            match run.execute(&todo).await {
                Pass::Over(outcome) => break outcome,
                Pass::Elsewhere => todo = run.with_state(|state| jobs(state, target.as_ref(), consent))?,
            }
        };
        let usage =
            run.with_state(|state| state.answers.as_ref().map(|answers| answers.usage.clone()).unwrap_or_default());
        let left = match (kind, outcome) {
            (RunKind::Destroy, Outcome::Done) => run.sweep().await,
            (RunKind::Destroy, _) => run.still_there(),
            _ => run.left_behind(),
        };
        if kind == RunKind::Destroy && outcome == Outcome::Done && !left.is_empty() {
            outcome = Outcome::Failed;
        }
        run.record(&Entry::RunEnded { outcome })?;
        let region = run.owner().region;
        let (answer, kept) = run.with_state(|state| {
            let mut kept: Vec<PricedKept> = state.kept.iter().map(|kept| priced(kept, region, &usage)).collect();
            kept.sort_by_key(|kept| Reverse(kept.monthly));
            (state.answer().cloned(), kept)
        });
        let kept = (kind == RunKind::Destroy).then_some(kept);
        let exists = (outcome != Outcome::Done).then(|| run.with_state(State::existing));
        let (url, plain_because) = answer.map_or((None, None), |answer| (Some(answer.url), answer.plain_because));
        run.emit(EventKind::RunFinished { outcome, url, plain_because, kept, left, exists });
        Ok(outcome)
    }
}

/// What was found in the account becomes part of the journal, unless it would cost data that nobody agreed to lose.
fn understood(
    state: &State,
    target: &Blueprint,
    inspection: &Inspection,
    found: Vec<Entry>,
) -> Result<Vec<Entry>, OrderError> {
    let lost = inspection.lost(state, target);
    if !lost.is_empty() {
        return Err(OrderError::Lost(lost));
    }
    let mut then = state.clone();
    for entry in &found {
        then.apply(entry);
    }
    let agreed = at_risk(state, Some(target));
    match at_risk(&then, Some(target)).into_iter().find(|risk| !agreed.contains(risk)) {
        Some(risk) => Err(risk.into()),
        None => Ok(found),
    }
}

/// Something kept, with what it costs a month.
#[must_use]
pub fn priced(kept: &Kept, region: Region, usage: &Usage) -> PricedKept {
    let monthly = kept_monthly(kept.price, kept.gigabytes, region, usage);
    PricedKept { aws_id: kept.aws_id.clone(), why: kept.why.clone(), monthly }
}
