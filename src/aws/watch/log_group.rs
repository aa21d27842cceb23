//! Log groups. Kept for a limited time, since `CloudWatch` would keep and bill them for ever.

use async_trait::async_trait;
use aws_sdk_cloudwatchlogs::types::LogGroup as Group;

use crate::aws::error::{OrAbsent, internal, needed};
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept};
use crate::resource::log_group::{LogGroup, LogGroupOutputs};

#[async_trait]
impl Driver for LogGroup {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<LogGroupOutputs>, CloudError> {
        let Some(group) = self.current(call).await? else { return Ok(Seen::Absent) };
        // The form with `:*` names the streams, not the group.
        let arn = needed(group.arn(), "ARN of the log group")?;
        let answer = call.clients.logs.list_tags_for_resource().resource_arn(arn.trim_end_matches(":*")).send().await?;
        let ours = call.owns(answer.tags().into_iter().flatten().map(|(key, value)| (key.as_str(), value.as_str())));
        Ok(Seen::named(ours, format!("the log group `{}`", self.name), LogGroupOutputs { name: self.name.clone() }))
    }

    async fn create(&self, call: &Call<'_>) -> Result<LogGroupOutputs, CloudError> {
        let tags = call.tags().into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        call.clients.logs.create_log_group().log_group_name(&self.name).set_tags(Some(tags)).send().await?;
        Ok(LogGroupOutputs { name: self.name.clone() })
    }

    async fn configure(&self, call: &Call<'_>, outputs: &LogGroupOutputs) -> Result<(), CloudError> {
        let days = i32::try_from(self.retention_days)
            .map_err(|_| internal(format!("logs cannot be kept {} days", self.retention_days)))?;
        if self.current(call).await?.and_then(|group| group.retention_in_days) != Some(days) {
            call.clients
                .logs
                .put_retention_policy()
                .log_group_name(&outputs.name)
                .retention_in_days(days)
                .send()
                .await?;
        }
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, _outputs: &LogGroupOutputs) -> Result<Option<String>, CloudError> {
        let days = i32::try_from(self.retention_days).ok();
        let differs = self.current(call).await?.is_some_and(|group| group.retention_in_days != days);
        Ok(differs.then(|| "how long logs are kept".to_owned()))
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &LogGroupOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.logs.delete_log_group().log_group_name(&outputs.name).send().await.or_absent()?;
        Ok(Vec::new())
    }
}

trait Current {
    async fn current(&self, call: &Call<'_>) -> Result<Option<Group>, CloudError>;
}

impl Current for LogGroup {
    /// Sorted by name, so the group itself comes before those whose names continue it.
    async fn current(&self, call: &Call<'_>) -> Result<Option<Group>, CloudError> {
        let answer = call.clients.logs.describe_log_groups().log_group_name_prefix(&self.name).send().await?;
        Ok(answer.log_groups.unwrap_or_default().into_iter().find(|group| group.log_group_name() == Some(&self.name)))
    }
}
