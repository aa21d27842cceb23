//! Why a group of servers is not where it should be: failed launches and replacements.

use aws_sdk_autoscaling::primitives::DateTime;
use aws_sdk_autoscaling::types::{
    Activity, InstanceRefresh, InstanceRefreshStatus, RefreshPreferences, ScalingActivityStatusCode,
};

use crate::aws::Call;
use crate::aws::calls::server::{DISK_REFUSED, DISK_REFUSED_HINT};
use crate::aws::error::{FREE_PLAN, QUOTA_CPU, QUOTA_DISK};
use crate::engine::CloudError;
use crate::model::text::clean_line;
use crate::resource::auto_scaling_group::WARMUP_SECONDS;

/// Texts of failed launches that no waiting cures, and what a person can do.
const HOPELESS: [(&str, &str); 8] = [
    ("VcpuLimitExceeded", QUOTA_CPU),
    ("vCPU limit", QUOTA_CPU),
    ("InstanceLimitExceeded", QUOTA_CPU),
    ("not eligible for Free Tier", FREE_PLAN),
    ("not authorized", "ask the account's administrator: Auto Scaling may not start these servers"),
    (DISK_REFUSED, DISK_REFUSED_HINT),
    ("InvalidKMSKey", DISK_REFUSED_HINT),
    ("VolumeLimitExceeded", QUOTA_DISK),
];

/// What AWS says of the last launch when it failed; an error when only a person can help.
pub(crate) async fn launch_failure(call: &Call<'_>, group: &str) -> Result<Option<String>, CloudError> {
    let answer = call
        .clients
        .autoscaling
        .describe_scaling_activities()
        .auto_scaling_group_name(group)
        .max_records(5)
        .send()
        .await?;
    judged(answer.activities(), &DateTime::from(call.clients.connected))
}

/// `since`: what began earlier may have been mended meanwhile, as by a larger quota, and the group tries again by
/// itself.
fn judged(newest_first: &[Activity], since: &DateTime) -> Result<Option<String>, CloudError> {
    let failure = |activity: &Activity| {
        let failed = matches!(
            activity.status_code(),
            Some(ScalingActivityStatusCode::Failed | ScalingActivityStatusCode::Cancelled)
        );
        failed.then(|| clean_line(activity.status_message().unwrap_or_default()))
    };
    let is_new = |activity: &&Activity| activity.start_time().is_none_or(|began| began >= since);
    let failures: Vec<Option<String>> = newest_first.iter().take_while(is_new).map(failure).collect();
    // The next try is often under way when one looks: what failed twice in a row before it is no better.
    let known = match failures.as_slice() {
        [Some(text), ..] => Some((text, hopeless(text))),
        [None, Some(text), Some(before), ..] if hopeless(text).is_some() && hopeless(text) == hopeless(before) => {
            Some((text, hopeless(text)))
        }
        [] => return Ok(newest_first.first().and_then(failure).map(|text| format!("the last try failed: {text}"))),
        _ => None,
    };
    match known {
        Some((text, Some(hint))) => {
            Err(CloudError::stop("LaunchFailed", "AWS could not start a server").why(text).hint(hint))
        }
        Some((text, None)) => Ok(Some(text.clone())),
        None => Ok(None),
    }
}

/// What a person can do where no waiting helps.
pub(crate) fn hopeless(text: &str) -> Option<&'static str> {
    HOPELESS.iter().find(|(part, _)| text.contains(part)).map(|(_, hint)| *hint)
}

/// The last replacement of the group's servers.
pub(crate) enum Replacement {
    /// There was none, or it is over.
    None,
    Running,
    /// It gave up: what AWS says of it.
    Failed(String),
    /// The endpoint is an emulator that knows no replacements.
    Unknown,
}

/// How far the last replacement is.
pub(crate) async fn replacement(call: &Call<'_>, group: &str) -> Result<Replacement, CloudError> {
    let answer = match call
        .clients
        .autoscaling
        .describe_instance_refreshes()
        .auto_scaling_group_name(group)
        .max_records(1)
        .send()
        .await
    {
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
pub(crate) fn gave_up(why: String) -> CloudError {
    CloudError::stop("ReplacementFailed", "AWS stopped replacing the servers; the earlier ones go on serving")
        .why(why)
        .hint("look at the servers' reports and logs, then run the same command again")
}

/// Starts replacing all servers of another version: new ones first.
pub(crate) async fn replace(call: &Call<'_>, group: &str) -> Result<(), CloudError> {
    let preferences = RefreshPreferences::builder()
        .min_healthy_percentage(100)
        .max_healthy_percentage(150)
        .instance_warmup(WARMUP_SECONDS)
        .skip_matching(true)
        .build();
    call.clients
        .autoscaling
        .start_instance_refresh()
        .auto_scaling_group_name(group)
        .preferences(preferences)
        .send()
        .await?;
    Ok(())
}

/// The same for an emulator without replacements: the group makes up for what is taken from it.
pub(crate) async fn take_away(call: &Call<'_>, servers: &[String]) -> Result<(), CloudError> {
    for server in servers {
        let request = call.clients.autoscaling.terminate_instance_in_auto_scaling_group().instance_id(server);
        request.should_decrement_desired_capacity(false).send().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activity(began: i64, failed: bool) -> Activity {
        let code = if failed { ScalingActivityStatusCode::Failed } else { ScalingActivityStatusCode::InProgress };
        let activity = Activity::builder().activity_id("a").auto_scaling_group_name("g").cause("c").status_code(code);
        let text = "You have requested more vCPU capacity than your current vCPU limit of 1";
        activity.start_time(DateTime::from_secs(began)).status_message(text).build()
    }

    #[test]
    fn what_failed_before_this_visit_stops_no_run() {
        let since = DateTime::from_secs(100);
        let judged = |activities: &[(i64, bool)]| {
            let activities: Vec<Activity> =
                activities.iter().map(|(began, failed)| activity(*began, *failed)).collect();
            super::judged(&activities, &since).map_err(|error| error.code)
        };
        assert!(judged(&[(99, true), (50, true)]).unwrap().unwrap().contains("the last try failed: "));
        assert_eq!(judged(&[(101, false), (99, true), (50, true)]), Ok(None), "the try that may succeed");
        assert_eq!(judged(&[(101, true), (99, true)]), Err("LaunchFailed".to_owned()));
        assert_eq!(judged(&[(103, false), (102, true), (101, true)]), Err("LaunchFailed".to_owned()));
        assert_eq!(judged(&[]), Ok(None));
    }

    #[test]
    fn what_no_waiting_cures_is_told_from_what_passes() {
        let refused = "Instance became unhealthy while waiting for instance to be in InService state. Termination \
                       Reason: Client.InternalError: Client error on launch";
        assert!(hopeless(refused).is_some_and(|hint| hint.contains("aws/ebs")));
        assert!(hopeless("Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state").is_some());
        assert!(
            hopeless("Client.VolumeLimitExceeded: Volume limit exceeded")
                .is_some_and(|hint| hint.contains("L-7A658B76"))
        );
        assert!(hopeless("You have requested more vCPU capacity than your current vCPU limit of 1").is_some());
        let role = "Access denied when attempting to assume role arn:aws:iam::1:role/aws-service-role/\
                    autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling. Validating load balancer configuration \
                    failed.";
        assert_eq!(hopeless(role), None, "AWS's own role is too new to be seen, and the group tries again");
        let profile = "Value (demo) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile \
                       name. Launching EC2 instance failed.";
        assert_eq!(hopeless(profile), None);
        assert_eq!(hopeless("We currently do not have sufficient t4g.small capacity"), None);
    }
}
