//! Why a group of servers is not where it should be: failed launches and replacements.

use aws_sdk_autoscaling::types::{InstanceRefresh, ScalingActivityStatusCode};

use super::Call;
use crate::engine::CloudError;
use crate::model::text::clean_line;

/// Texts of failed launches that no waiting cures, and what a person can do.
const HOPELESS: [(&str, &str); 5] = [
    ("VcpuLimitExceeded", QUOTA),
    ("vCPU limit", QUOTA),
    ("InstanceLimitExceeded", QUOTA),
    ("not eligible for Free Tier", "choose a size that the free plan includes, or upgrade the account's plan in the AWS console"),
    ("not authorized", "ask the account's administrator: Auto Scaling may not start these servers"),
];
const QUOTA: &str = "ask for more in Service Quotas (EC2, L-1216C47A: often granted within minutes) or choose a smaller size";

/// What AWS says of the last launch when it failed; an error when only a person can help.
pub(super) async fn launch_failure(call: &Call<'_>, group: &str) -> Result<Option<String>, CloudError> {
    let answer = call.clients.autoscaling.describe_scaling_activities().auto_scaling_group_name(group).max_records(5).send().await?;
    let Some(last) = answer.activities().first() else { return Ok(None) };
    if !matches!(last.status_code(), Some(ScalingActivityStatusCode::Failed | ScalingActivityStatusCode::Cancelled)) {
        return Ok(None);
    }
    let text = clean_line(last.status_message().unwrap_or_default());
    match HOPELESS.iter().find(|(part, _)| text.contains(part)) {
        Some((_, hint)) => Err(CloudError::stop("LaunchFailed", "AWS could not start a server").why(text).hint(*hint)),
        None => Ok(Some(text)),
    }
}

/// Whether servers are being replaced.
pub(super) async fn is_refreshing(call: &Call<'_>, group: &str) -> Result<bool, CloudError> {
    let running = |one: &InstanceRefresh| matches!(state(one), "Pending" | "InProgress" | "Cancelling" | "Baking" | "RollbackInProgress");
    Ok(last(call, group).await?.as_ref().is_some_and(running))
}

/// An error when the last replacement gave up.
pub(super) async fn refresh_failure(call: &Call<'_>, group: &str) -> Result<(), CloudError> {
    match last(call, group).await? {
        Some(one) if matches!(state(&one), "Failed" | "Cancelled" | "RollbackFailed" | "RollbackSuccessful") => {
            Err(CloudError::stop("ReplacementFailed", "AWS stopped replacing the servers; the earlier ones go on serving")
                .why(clean_line(one.status_reason().unwrap_or_default()))
                .hint("look at the servers' reports and logs, then run the same command again"))
        }
        _ => Ok(()),
    }
}

async fn last(call: &Call<'_>, group: &str) -> Result<Option<InstanceRefresh>, CloudError> {
    let answer = call.clients.autoscaling.describe_instance_refreshes().auto_scaling_group_name(group).max_records(1).send().await?;
    Ok(answer.instance_refreshes().first().cloned())
}

fn state(one: &InstanceRefresh) -> &str {
    one.status().map(|status| status.as_str()).unwrap_or_default()
}
