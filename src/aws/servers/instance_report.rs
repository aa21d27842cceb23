//! Waits until the servers say that the app runs, and for a group until the load balancer agrees.

use async_trait::async_trait;
use aws_sdk_elasticloadbalancingv2::types::{TargetDescription, TargetHealthStateEnum};

use crate::aws::calls::parameter;
use crate::aws::calls::reports::{CHORES, Report};
use crate::aws::servers::auto_scaling_group as group;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{Chores, CloudError, Poll};
use crate::resource::instance_report::{InstanceReport, InstanceReportOutputs, Servers};

/// Parameters that one call reads.
const BATCH: usize = 10;

#[async_trait]
impl Driver for InstanceReport {
    async fn find(&self, _call: &Call<'_>) -> Result<Seen<InstanceReportOutputs>, CloudError> {
        Ok(Seen::Absent)
    }

    async fn check(&self, call: &Call<'_>) -> Result<Poll<InstanceReportOutputs>, CloudError> {
        match &self.servers {
            Servers::One(instance) => {
                let id = call.output(instance)?.instance_id;
                Ok(match reports(self, call, std::slice::from_ref(&id)).await? {
                    (ready, _) if ready.contains(&id) => Poll::Ready(InstanceReportOutputs { instance_ids: ready }),
                    (_, waiting) => Poll::Waiting(waiting),
                })
            }
            Servers::Group(reference) => group_ready(self, call, &call.output(reference)?.name).await,
        }
    }
}

/// What the servers tell of their jobs and copies.
pub(crate) async fn chores(spec: &InstanceReport, call: &Call<'_>) -> Result<Vec<(String, Chores)>, CloudError> {
    let ids: Vec<String> = match &spec.servers {
        Servers::One(instance) => vec![call.output(instance)?.instance_id],
        Servers::Group(reference) => {
            let found = group::current(call, &call.output(reference)?.name).await?;
            found.iter().flat_map(group::launched).map(str::to_owned).collect()
        }
    };
    let name = |id: &str| format!("{}/{id}/{CHORES}", spec.parameters);
    let found = parameters(call, &ids.iter().map(|id| name(id)).collect::<Vec<_>>()).await?;
    let told = |id: &String| found.iter().find(|(known, _)| *known == name(id)).map(|(_, text)| Chores::parse(text));
    Ok(ids.iter().map(|id| (id.clone(), told(id).unwrap_or_default())).collect())
}

/// The values of those that exist, by name, however many are asked for.
async fn parameters(call: &Call<'_>, names: &[String]) -> Result<Vec<(String, String)>, CloudError> {
    let mut found = Vec::new();
    for batch in names.chunks(BATCH) {
        found.extend(parameter::read_plain(call, batch).await?);
    }
    Ok(found)
}

async fn group_ready(
    spec: &InstanceReport,
    call: &Call<'_>,
    name: &str,
) -> Result<Poll<InstanceReportOutputs>, CloudError> {
    let Some(found) = group::current(call, name).await? else { return Ok(crate::aws::driver::unseen()) };
    let desired = found.desired_capacity().and_then(|number| usize::try_from(number).ok()).unwrap_or_default().max(1);
    let running: Vec<String> = group::launched(&found).map(str::to_owned).collect();
    let (ready, waiting) = reports(spec, call, &running).await?;
    if ready.len() < desired {
        return Ok(Poll::Waiting(format!("{} of {desired} servers are ready; {waiting}", ready.len())));
    }
    // A server that is ready is let in within moments.
    let mut healthy: Vec<String> =
        group::in_service(&found).filter(|id| ready.iter().any(|one| one == id)).map(str::to_owned).collect();
    if healthy.len() < desired {
        return Ok(Poll::Waiting(format!("the group lets the servers in: {} of {desired} take part", healthy.len())));
    }
    for targets in found.target_group_arns() {
        healthy = healthy_among(call, targets, healthy).await?;
    }
    if healthy.len() < desired {
        return Ok(Poll::Waiting(format!(
            "the load balancer is checking the servers: {} of {desired} are healthy",
            healthy.len()
        )));
    }
    Ok(Poll::Ready(InstanceReportOutputs { instance_ids: healthy }))
}

/// Which of the servers are ready, and what one of the others is doing.
async fn reports(spec: &InstanceReport, call: &Call<'_>, ids: &[String]) -> Result<(Vec<String>, String), CloudError> {
    let (mut ready, mut waiting) = (Vec::new(), None);
    let names: Vec<String> = ids.iter().map(|id| format!("{}/{id}", spec.parameters)).collect();
    let found = parameters(call, &names).await?;
    for (id, name) in ids.iter().zip(&names) {
        let report = found.iter().find(|(known, _)| known == name).and_then(|(_, text)| Report::parse(text));
        match judge(spec, id, report)? {
            Poll::Ready(()) => ready.push(id.clone()),
            Poll::Waiting(text) => waiting = Some(text),
        }
    }
    Ok((ready, waiting.unwrap_or_else(|| "starting the servers".to_owned())))
}

fn judge(spec: &InstanceReport, id: &str, report: Option<Report>) -> Result<Poll<()>, CloudError> {
    let Some(report) = report else {
        return Ok(Poll::Waiting("waiting for the server's first report (it is booting)".to_owned()));
    };
    if report.release.as_ref().is_some_and(|release| *release != spec.release) {
        return Ok(Poll::Waiting("the server still runs the earlier release".to_owned()));
    }
    match (report.step.as_str(), report.state.as_str()) {
        ("ready", "done") => Ok(Poll::Ready(())),
        // A mirror may hiccup, and the server tries again by itself: only what fails again and again needs a person.
        (step, "failed") if report.failures.is_some_and(|failures| failures < enough(step)) => {
            Ok(report.waiting(&format!("the server stopped at {} and tries again within a minute", words(step))))
        }
        ("backup", "failed") => Err(CloudError::stop("BackupFailed", "a nightly backup failed")
            .why(report.detail)
            .hint(format!("it is tried again the next night; {}", log(id, "cloudstead-backup")))),
        (step, "failed") => Err(CloudError::stop("ServerFailed", format!("the server stopped at {}", words(step)))
            .why(report.detail)
            .hint(format!("the server tries again by itself every minute; {}", log(id, "cloudstead")))),
        (step, _) => Ok(report.waiting(words(step))),
    }
}

/// Where a person reads what a unit of a server wrote.
fn log(id: &str, unit: &str) -> String {
    format!("its log: AWS console, Session Manager on {id}, `journalctl -u {unit}`")
}

/// Failures in a row after which a person is told: those steps that wait for minutes by themselves need fewer.
fn enough(step: &str) -> u32 {
    match step {
        "health" => 1,
        "volume" | "release" => 2,
        _ => 3,
    }
}

/// The instance script's steps in plain words.
fn words(step: &str) -> &str {
    match step {
        "packages" => "installing Docker",
        "volume" => "preparing the data disk",
        "release" => "waiting for its instructions, which come after the database",
        "secrets" => "reading secrets",
        "images" => "downloading or building the app's images",
        "migrate" => "the app prepares its database tables",
        "start" => "starting the app",
        "health" => "waiting for the app to be healthy",
        "ready" => "finishing",
        "backup" => "copying its data to the bucket",
        other => other,
    }
}

async fn healthy_among(call: &Call<'_>, targets: &str, ids: Vec<String>) -> Result<Vec<String>, CloudError> {
    let asked = ids.iter().map(|id| TargetDescription::builder().id(id).build()).collect();
    let answer =
        call.clients.elb.describe_target_health().target_group_arn(targets).set_targets(Some(asked)).send().await?;
    let healthy: Vec<&str> = answer
        .target_health_descriptions()
        .iter()
        .filter(|one| one.target_health().and_then(|health| health.state()) == Some(&TargetHealthStateEnum::Healthy))
        .filter_map(|one| one.target().and_then(|target| target.id()))
        .collect();
    Ok(ids.into_iter().filter(|id| healthy.contains(&id.as_str())).collect())
}
