//! Waits until one server has recorded the app's database migration.

use async_trait::async_trait;

use crate::aws::calls::parameter;
use crate::aws::calls::reports::Report;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, Poll};
use crate::resource::migration::{Migration, MigrationOutputs};

#[async_trait]
impl Driver for Migration {
    async fn find(&self, _call: &Call<'_>) -> Result<Seen<MigrationOutputs>, CloudError> {
        Ok(Seen::Absent)
    }

    async fn check(&self, call: &Call<'_>) -> Result<Poll<MigrationOutputs>, CloudError> {
        let found = parameter::read_plain(call, std::slice::from_ref(&self.parameter)).await?;
        let Some(report) = found.first().and_then(|(_, text)| Report::parse(text)) else {
            return Ok(Poll::Waiting("waiting for a server to begin preparing the tables".to_owned()));
        };
        match report.state.as_str() {
            "done" => Ok(Poll::Ready(MigrationOutputs { parameter: self.parameter.clone() })),
            "failed" => {
                Err(CloudError::stop("MigrationFailed", "the app could not prepare its database tables (migration)")
                    .why(report.detail)
                    .hint("correct what it names, then run the same command again; the database is as the app left it"))
            }
            _ => Ok(report.waiting("the app prepares its database tables")),
        }
    }
}
