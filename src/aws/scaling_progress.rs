//! Why a group of servers is not where it should be: failed launches and replacements.

use aws_sdk_autoscaling::types::{InstanceRefresh, InstanceRefreshStatus, RefreshPreferences, ScalingActivityStatusCode};

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

/// The last replacement of the group's servers.
pub(super) enum Replacement {
    /// There was none, or it is over.
    None,
    Running,
    /// It gave up: what AWS says of it.
    Failed(String),
    /// The endpoint is an emulator that knows no replacements.
    Unknown,
}

/// How far the last replacement is.
pub(super) async fn replacement(call: &Call<'_>, group: &str) -> Result<Replacement, CloudError> {
    let answer = match call.clients.autoscaling.describe_instance_refreshes().auto_scaling_group_name(group).max_records(1).send().await {
        Err(error) if call.clients.lacks(&error) => return Ok(Replacement::Unknown),
        answer => answer?,
    };
    let last = answer.instance_refreshes().first();
    Ok(match last.and_then(InstanceRefresh::status).map(InstanceRefreshStatus::as_str).unwrap_or_default() {
        "Pending" | "InProgress" | "Cancelling" | "Baking" | "RollbackInProgress" => Replacement::Running,
        "Failed" | "Cancelled" | "RollbackFailed" | "RollbackSuccessful" => {
            Replacement::Failed(clean_line(last.and_then(|one| one.status_reason()).unwrap_or_default()))
        }
        _ => Replacement::None,
    })
}

/// What a person is told when a replacement gave up.
pub(super) fn gave_up(why: String) -> CloudError {
    CloudError::stop("ReplacementFailed", "AWS stopped replacing the servers; the earlier ones go on serving")
        .why(why)
        .hint("look at the servers' reports and logs, then run the same command again")
}

/// Starts replacing all servers of another version: new ones first, each given `warmup` seconds after it takes part.
pub(super) async fn replace(call: &Call<'_>, group: &str, warmup: i32) -> Result<(), CloudError> {
    let preferences = RefreshPreferences::builder()
        .min_healthy_percentage(100)
        .max_healthy_percentage(150)
        .instance_warmup(warmup)
        .skip_matching(true)
        .build();
    call.clients.autoscaling.start_instance_refresh().auto_scaling_group_name(group).preferences(preferences).send().await?;
    Ok(())
}

/// The same for an emulator without replacements: the group makes up for what is taken from it.
pub(super) async fn take_away(call: &Call<'_>, servers: &[String]) -> Result<(), CloudError> {
    for server in servers {
        let request = call.clients.autoscaling.terminate_instance_in_auto_scaling_group().instance_id(server);
        request.should_decrement_desired_capacity(false).send().await?;
    }
    Ok(())
}
