//! Removing one resource and waiting until it is really gone.

use super::call::Wait;
use super::create::{Search, several};
use super::{End, Run};
use crate::engine::cloud::{CloudError, DataChoice, ErrorClass, Found, Poll};
use crate::engine::event::Operation;
use crate::engine::job::Job;
use crate::engine::journal::Entry;
use crate::resource::{Keep, Kind, Lifecycle, duration};

const DEFAULT_LIMIT: u32 = 1200;

impl Run<'_> {
    pub(super) async fn delete(&self, job: &Job) -> Result<(), End> {
        if job.spec.spec.kind().lifecycle() == Lifecycle::Owned {
            self.remove(job).await?;
        }
        self.record(&Entry::Gone { node: job.node.clone() })?;
        Ok(())
    }

    /// Nothing is kept of a disk that was never in a server, and no copy of keys where nothing was ever stored.
    fn choice_for(&self, job: &Job) -> DataChoice {
        let spec = &job.spec.spec;
        let needless = match spec.keeps(true, true, true) {
            Keep::Copy => !self.with_state(|state| state.stored),
            Keep::Snapshot { .. } => spec.kind() == Kind::Volume && self.with_state(|state| state.is_unused(&job.node)),
            Keep::Itself { .. } | Keep::Inside | Keep::Nothing => false,
        };
        DataChoice { final_snapshot: self.choice.final_snapshot && !needless, ..self.choice }
    }

    async fn remove(&self, job: &Job) -> Result<(), End> {
        let limit = duration(job.spec.spec.kind()).map_or(DEFAULT_LIMIT, |usual| usual.delete_limit);
        let token = self.token(&job.node);
        let lookup = self.known();
        let request = self.request(job, &token, &lookup);
        let outputs = match self.outputs_of(&job.node) {
            Some(outputs) => outputs,
            None if self.with_state(|state| state.refused.contains(&job.node)) => return Ok(()),
            // A creation was begun and its end is unknown: only what really is there and ours is removed.
            None => match self.call(&job.node, limit, || self.world.cloud.find(&request)).await? {
                Found::Ours(outputs) => outputs,
                Found::Several(ids) => return Err(several(job, &ids).into()),
                Found::Foreign(_) | Found::Kept(_) | Found::Candidates(_) | Found::Unavailable(_) => return Ok(()),
                Found::Absent => match self.search(job, &request, true).await? {
                    Search::Ours(outputs) => outputs,
                    Search::Kept(_) | Search::Absent => return Ok(()),
                },
            },
        };
        let choice = self.choice_for(job);
        let intent =
            Entry::Intent { node: job.node.clone(), operation: Operation::Delete, token: token.clone(), wanted: None };
        self.record(&intent)?;
        let kept = self.ask_to_go(job, &request, &outputs, (choice, limit)).await?;
        if !kept.is_empty() {
            self.record(&Entry::Kept { node: job.node.clone(), kept })?;
        }
        let ask = || async {
            match self.world.cloud.poll_gone(&request, &outputs).await {
                Err(error) if error.class == ErrorClass::NotFound => Ok(Poll::Ready(())),
                other => other,
            }
        };
        let earliest = duration(job.spec.spec.kind()).map_or(0, |usual| usual.earliest_removal());
        let wait = Wait { patience: limit, earliest, usual: job.seconds, doing: "removing it" };
        self.until_ready(&job.node, wait, ask).await.map_err(|end| match end {
            End::Failed(error) if error.code == "TookTooLong" => End::Failed(still_there(error)),
            other => other,
        })
    }
}

fn still_there(error: CloudError) -> CloudError {
    CloudError { what: format!("it cannot be removed yet: {}", error.what), ..error }
}
