//! Looks before anything is done at what serves: people stop and end servers by hand, and machines fail.

use std::time::Duration;

use futures_util::future::join_all;

use super::Run;
use super::create::SECOND_LOOKS;
use crate::engine::cloud::{Found, Poll, Request};
use crate::engine::event::Operation;
use crate::engine::jobs::Job;
use crate::engine::journal::{Entry, JournalError};
use crate::engine::state::{Record, Standing, State};
use crate::model::NodeId;
use crate::resource::Outputs;

/// What became of something that was ready.
enum Health {
    /// As it was, or not known: what cannot be found out changes nothing.
    Well,
    /// Stopped, or not yet what it should be.
    Unready,
    Gone,
}

impl Run<'_> {
    /// Marks what is gone to be made anew, what stands still to be brought up to date, and what came about in a lesser form to be
    /// asked again.
    pub async fn inspect(&self) -> Result<(), JournalError> {
        for node in self.with_state(provisional) {
            self.record(&Entry::Spoiled { node })?;
        }
        let watched: Vec<Job> = self.with_state(|state| {
            let ready = state.records.iter().filter(|(_, record)| record.standing == Standing::Ready);
            let watched = ready.filter(|(_, record)| record.node.spec.kind().watched());
            let job = |(id, record): (&NodeId, &Record)| Job {
                node: id.clone(),
                operation: Operation::Update,
                spec: record.node.clone(),
                needs: Vec::new(),
                seconds: 0,
                chain: 0,
            };
            watched.map(job).collect()
        });
        let healths = join_all(watched.iter().map(|job| self.health(job))).await;
        for (job, health) in watched.iter().zip(healths) {
            let node = job.node.clone();
            match health {
                Health::Well => {}
                Health::Unready => {
                    let token = self.token(&node);
                    self.record(&Entry::Intent { node, operation: Operation::Update, token, wanted: None })?;
                }
                Health::Gone => self.record(&Entry::Spoiled { node })?,
            }
        }
        Ok(())
    }

    async fn health(&self, job: &Job) -> Health {
        let token = self.token(&job.node);
        let lookup = self.known();
        let request = self.request(job, &token, &lookup);
        let mut pauses = SECOND_LOOKS.iter();
        loop {
            match self.world.cloud.find(&request).await {
                Ok(Found::Ours(outputs)) => return self.readiness(&request, &outputs).await,
                Ok(Found::Absent) => match pauses.next() {
                    Some(seconds) if self.pause_for(Duration::from_secs(*seconds)).await.is_ok() => {}
                    Some(_) => return Health::Well,
                    None => return Health::Gone,
                },
                _ => return Health::Well,
            }
        }
    }

    async fn readiness(&self, request: &Request<'_>, outputs: &Outputs) -> Health {
        match self.world.cloud.poll(request, Some(outputs)).await {
            Ok(Poll::Waiting(_)) => Health::Unready,
            Err(error) if error.start_over.as_deref() == Some(request.node) => Health::Gone,
            _ => Health::Well,
        }
    }
}

/// Facts that came about in a lesser form than wanted.
fn provisional(state: &State) -> Vec<NodeId> {
    let lesser = |record: &Record| record.standing == Standing::Ready && record.outputs.as_ref().is_some_and(Outputs::is_provisional);
    state.records.iter().filter(|(_, record)| lesser(record)).map(|(id, _)| id.clone()).collect()
}
