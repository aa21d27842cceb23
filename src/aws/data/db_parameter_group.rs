//! Database parameter groups. Settings take effect at the database's next start: static ones accept no other moment.

use async_trait::async_trait;
use aws_sdk_rds::types::{ApplyMethod, Parameter};

use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::rds;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept};
use crate::resource::db_parameter_group::{DESCRIPTION, DbParameterGroup, DbParameterGroupOutputs};

/// Settings that one call takes.
const BATCH: usize = 20;

#[async_trait]
impl Driver for DbParameterGroup {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<DbParameterGroupOutputs>, CloudError> {
        let answer = call
            .clients
            .rds
            .describe_db_parameter_groups()
            .db_parameter_group_name(&self.name)
            .send()
            .await
            .or_absent()?;
        let Some(group) = answer.as_ref().and_then(|answer| answer.db_parameter_groups().first()) else {
            return Ok(Seen::Absent);
        };
        let ours = rds::is_ours(call, &needed(group.db_parameter_group_arn(), "ARN of the database settings")?).await?;
        let outputs =
            DbParameterGroupOutputs { name: needed(group.db_parameter_group_name(), "name of the database settings")? };
        Ok(Seen::named(ours, format!("the database parameter group `{}`", self.name), outputs))
    }

    async fn create(&self, call: &Call<'_>) -> Result<DbParameterGroupOutputs, CloudError> {
        let answer = call
            .clients
            .rds
            .create_db_parameter_group()
            .db_parameter_group_name(&self.name)
            .db_parameter_group_family(&self.family)
            .description(DESCRIPTION)
            .set_tags(Some(rds::tags(call)))
            .send()
            .await?;
        let name = answer.db_parameter_group().and_then(|group| group.db_parameter_group_name());
        Ok(DbParameterGroupOutputs { name: needed(name, "name of the database settings")? })
    }

    async fn configure(&self, call: &Call<'_>, outputs: &DbParameterGroupOutputs) -> Result<(), CloudError> {
        let settings: Vec<Parameter> = self
            .parameters
            .iter()
            .map(|(name, value)| {
                Parameter::builder()
                    .parameter_name(name)
                    .parameter_value(value)
                    .apply_method(ApplyMethod::PendingReboot)
                    .build()
            })
            .collect();
        for batch in settings.chunks(BATCH) {
            let request = call.clients.rds.modify_db_parameter_group().db_parameter_group_name(&outputs.name);
            request.set_parameters(Some(batch.to_vec())).send().await?;
        }
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, outputs: &DbParameterGroupOutputs) -> Result<Option<String>, CloudError> {
        // What was set is a page of its own; what was reset stands among some hundred others, and may be as wanted by
        // itself.
        let mut differ = self.differing(&settings(call, &outputs.name, Some("user")).await?);
        if !differ.is_empty() {
            differ = self.differing(&settings(call, &outputs.name, None).await?);
        }
        Ok((!differ.is_empty()).then(|| differ.join(", ")))
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &DbParameterGroupOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.rds.delete_db_parameter_group().db_parameter_group_name(&outputs.name).send().await.or_absent()?;
        Ok(Vec::new())
    }
}

impl DbParameterGroup {
    /// Settings that are otherwise than `found` has them.
    fn differing(&self, found: &[Parameter]) -> Vec<&str> {
        let is_set = |name: &str, value: &str| {
            found.iter().any(|one| one.parameter_name() == Some(name) && one.parameter_value() == Some(value))
        };
        self.parameters.iter().filter(|(name, value)| !is_set(name, value)).map(|(name, _)| name.as_str()).collect()
    }
}

/// The group's settings: those of one source (`user`, `system`, `engine-default`), or all.
async fn settings(call: &Call<'_>, group: &str, source: Option<&str>) -> Result<Vec<Parameter>, CloudError> {
    let ask =
        call.clients.rds.describe_db_parameters().db_parameter_group_name(group).set_source(source.map(str::to_owned));
    let mut pages = ask.into_paginator().items().send();
    let mut all = Vec::new();
    while let Some(parameter) = pages.next().await {
        all.push(parameter?);
    }
    Ok(all)
}
