//! Looks before anything is done: at everything that was made, since people stop, change and remove things by hand and
//! machines fail.

use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};

use super::create::SECOND_LOOKS;
use super::{AT_ONCE, Run};
use crate::engine::cloud::{CloudError, ErrorClass, Found, Poll, Request};
use crate::engine::event::Operation;
use crate::engine::job::Job;
use crate::engine::journal::Entry;
use crate::engine::lost::Lost;
use crate::engine::state::{Record, Standing, State};
use crate::model::NodeId;
use crate::plan::Blueprint;
use crate::resource::{Lifecycle, Outputs};

/// What became of something that was made.
enum Health {
    Well,
    /// What cannot be found out changes nothing.
    Unknown(CloudError),
    /// Stopped, changed by hand, or not yet what it should be.
    Unready,
    Gone,
}

/// What a look at the account found to be other than the journal says. Nothing of it is written down yet.
#[derive(Default)]
pub struct Inspection {
    unready: Vec<Job>,
    gone: Vec<Job>,
    /// What no run can look at as long as nothing is done about it, and why.
    unseen: Vec<(String, CloudError)>,
}

impl Inspection {
    /// What could not be looked at.
    pub fn take_unseen(&mut self) -> Vec<(String, CloudError)> {
        std::mem::take(&mut self.unseen)
    }

    /// What is gone although the target wants it, and cannot come back as it was.
    #[must_use]
    pub fn lost(&self, state: &State, target: &Blueprint) -> Vec<Lost> {
        let was_in_use = |node: &NodeId| {
            state
                .records
                .get(node)
                .is_some_and(|record| matches!(record.standing, Standing::Ready | Standing::Updating))
        };
        let wanted = self.gone.iter().filter(|job| was_in_use(&job.node) && target.get(&job.node).is_some());
        wanted.filter_map(|job| Lost::of(job, state)).collect()
    }
}

impl Run<'_> {
    /// Looks at everything that the deployment owns, many at a time.
    pub async fn inspect(&self) -> Inspection {
        let made: Vec<Job> = self.with_state(|state| {
            let looked_at = |standing| matches!(standing, Standing::Ready | Standing::Updating | Standing::Made);
            let made = state.records.iter().filter(|(_, record)| {
                record.node.spec.kind().lifecycle() == Lifecycle::Owned
                    && record.outputs.is_some()
                    && looked_at(record.standing)
            });
            made.map(|(id, record)| Job {
                node: id.clone(),
                operation: Operation::Update,
                spec: record.node.clone(),
                needs: Vec::new(),
                seconds: 0,
                chain: 0,
            })
            .collect()
        });
        let looks = made.iter().map(|job| self.health(job));
        let healths: Vec<Health> = stream::iter(looks).buffered(AT_ONCE).collect().await;
        let mut inspection = Inspection::default();
        for (job, health) in made.into_iter().zip(healths) {
            // What is not finished is brought to its end anyway.
            let ready = self.standing_of(&job.node) == Some(Standing::Ready);
            match health {
                Health::Gone if job.spec.spec.kind().mended() => inspection.unready.extend(ready.then_some(job)),
                Health::Gone => inspection.gone.push(job),
                Health::Unready => inspection.unready.extend(ready.then_some(job)),
                Health::Unknown(error) if error.class == ErrorClass::Stop => {
                    inspection.unseen.push((job.spec.spec.title(), error));
                }
                Health::Unknown(_) | Health::Well => {}
            }
        }
        inspection
    }

    /// What an inspection means for the journal: what is gone is made anew, what differs is brought up to date,
    /// and what came about in a lesser form is asked again.
    #[must_use]
    pub fn entries(&self, inspection: &Inspection) -> Vec<Entry> {
        let update = |job: &Job| {
            let (node, token) = (job.node.clone(), self.token(&job.node));
            Entry::Intent { node, operation: Operation::Update, token, wanted: None }
        };
        let again = self.with_state(provisional).into_iter().map(|node| Entry::Spoiled { node });
        let updates = inspection.unready.iter().map(update);
        again
            .chain(updates)
            .chain(inspection.gone.iter().map(|job| Entry::Spoiled { node: job.node.clone() }))
            .collect()
    }

    async fn health(&self, job: &Job) -> Health {
        let token = self.token(&job.node);
        let lookup = self.known();
        let request = self.request(job, &token, &lookup);
        let mut pauses = SECOND_LOOKS.iter();
        loop {
            match self.world.cloud.find(&request).await {
                Ok(Found::Ours(outputs)) => return self.condition(&request, &outputs).await,
                Ok(Found::Absent) | Err(CloudError { class: ErrorClass::NotFound, .. }) => match pauses.next() {
                    Some(seconds) if self.pause(Duration::from_secs(*seconds)).await.is_ok() => {}
                    Some(_) => return Health::Well,
                    None => return Health::Gone,
                },
                Err(error) => return Health::Unknown(error),
                Ok(_) => return Health::Well,
            }
        }
    }

    /// Whether what exists still serves and is set as it was.
    async fn condition(&self, request: &Request<'_>, outputs: &Outputs) -> Health {
        if request.spec.kind().watched() {
            match self.world.cloud.poll(request, Some(outputs)).await {
                Ok(Poll::Waiting(_)) => return Health::Unready,
                Err(error) if error.start_over.as_deref() == Some(request.node) => return Health::Gone,
                _ => {}
            }
        }
        match self.world.cloud.changed(request, outputs).await {
            Ok(Some(_)) => Health::Unready,
            Ok(None) => Health::Well,
            Err(error) => Health::Unknown(error),
        }
    }
}

/// Facts that came about in a lesser form than wanted.
fn provisional(state: &State) -> Vec<NodeId> {
    let lesser = |record: &Record| {
        record.standing == Standing::Ready && record.outputs.as_ref().is_some_and(Outputs::is_provisional)
    };
    state.records.iter().filter(|(_, record)| lesser(record)).map(|(id, _)| id.clone()).collect()
}
