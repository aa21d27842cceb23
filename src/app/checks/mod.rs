//! What a run would meet, found out before a person agrees to it. Nothing is made, and nothing written down: neither a
//! journal nor a lock.

use std::cell::RefCell;

use tokio::sync::mpsc;

use super::App;
use super::backend::within_free_plan;
use super::errand::Errand;
use super::failure::Failure;
use super::running::ID_LENGTH;
use super::secrets::random;
use crate::engine::operate::OrderError;
use crate::engine::{CloudError, Foreseen, Owner, Stop, World, foresee};
use crate::plan::Answers;
use crate::wizard::{Check, Found};

const ANSWERS: &str = "your answers";
const ACCOUNT: &str = "account and region";

/// Whoever wants the whole list each time when something of it is known.
pub(super) type Reader<'a> = &'a dyn Fn(&[Check]);

impl App {
    /// Asks what a run with these answers would meet.
    pub(super) async fn check_plan(&self, answers: &Answers, read: Reader<'_>) -> Vec<Check> {
        match self.errand(answers) {
            Ok(errand) => self.check_errand(errand, read).await,
            Err(failure) => {
                let list = List::new(read);
                list.set(ANSWERS, stops(&failure));
                list.checks.into_inner()
            }
        }
    }

    /// Asks what an errand for a deployment that does not exist yet would meet.
    pub(super) async fn check_errand(&self, errand: Errand, read: Reader<'_>) -> Vec<Check> {
        let list = List::new(read);
        if let Err(failure) = self.ask_beforehand(errand, &list).await {
            list.set(ACCOUNT, stops(&failure));
        }
        list.checks.into_inner()
    }

    async fn ask_beforehand(&self, errand: Errand, list: &List<'_>) -> Result<(), Failure> {
        list.set(ACCOUNT, Found::Asking);
        let Errand { name, region, order, secrets, .. } = errand;
        let backend = self.backend(region).await?;
        within_free_plan(&backend, &order)?;
        let identity = backend.cloud.identity().await?;
        list.set(ACCOUNT, Found::Fine);
        let owner =
            Owner { deployment: name, id: random(ID_LENGTH).to_ascii_lowercase(), account: identity.account, region };
        let world = World {
            cloud: backend.cloud.as_ref(),
            probe: backend.probe.as_ref(),
            secrets: &secrets,
            clock: backend.clock,
            // Nothing is begun, so there is nothing to be told.
            events: mpsc::unbounded_channel().0,
            stop: Stop::default(),
        };
        let hear = |topic: crate::engine::Topic, foreseen| list.set(&topic.words(), self.found(foreseen, &owner));
        match foresee(world, owner.clone(), order, &hear).await {
            // What stops it was heard.
            Ok(()) | Err(OrderError::Problems(_)) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    fn found(&self, foreseen: Foreseen, owner: &Owner) -> Found {
        match foreseen {
            Foreseen::Asked => Found::Asking,
            Foreseen::Fine => Found::Fine,
            Foreseen::Unknown(why) => Found::Unknown(why),
            Foreseen::Stops(problems) => {
                let problems: Vec<CloudError> =
                    problems.into_iter().map(|problem| self.with_advice(problem, owner)).collect();
                let why = problems
                    .iter()
                    .map(|problem| Failure::from(problem.clone()).sentences())
                    .collect::<Vec<_>>()
                    .join("; ");
                let mut hints: Vec<&str> =
                    problems.iter().map(|problem| problem.hint.as_str()).filter(|hint| !hint.is_empty()).collect();
                hints.dedup();
                Found::Stops { why, hint: hints.join("; ") }
            }
        }
    }
}

fn stops(failure: &Failure) -> Found {
    Found::Stops { why: failure.sentences(), hint: failure.advice().to_owned() }
}

/// The list while it fills: each check once, in the order in which they were first named.
struct List<'a> {
    checks: RefCell<Vec<Check>>,
    read: Reader<'a>,
}

impl<'a> List<'a> {
    fn new(read: Reader<'a>) -> Self {
        Self { checks: RefCell::default(), read }
    }

    fn set(&self, what: &str, found: Found) {
        let mut checks = self.checks.borrow_mut();
        match checks.iter_mut().find(|check| check.what == what) {
            Some(check) => check.found = found,
            None => checks.push(Check { what: what.to_owned(), found }),
        }
        (self.read)(&checks);
    }
}

#[cfg(test)]
mod tests;
