//! Builds of a project: which of them is for an image, how far it is, and why it failed.

use std::time::{Duration, SystemTime};

use aws_sdk_codebuild::types::{Build, BuildPhase, EnvironmentVariable, ProjectEnvironment, StatusType};

use crate::aws::Call;
use crate::aws::error::OrAbsent;
use crate::engine::CloudError;
use crate::model::text::clean_line;
use crate::resource::BuildFailure;
use crate::resource::built_image::IMAGE;

/// Newest builds that are looked through: an earlier one is over.
const LOOKED_THROUGH: usize = 50;
/// Lines of a log that are read, those that are shown of a failure, and characters of one.
const READ: i32 = 40;
const SHOWN: usize = 6;
const LONGEST: usize = 200;
/// The registry shows within seconds what was pushed; clocks may differ by minutes.
const SEEN_WITHIN: Duration = Duration::from_secs(600);

/// The builds of an image, newest first.
pub(crate) async fn of_image(call: &Call<'_>, project: &str, image: &str) -> Result<Vec<Build>, CloudError> {
    let codebuild = &call.clients.codebuild;
    let Some(listed) = codebuild.list_builds_for_project().project_name(project).send().await.or_absent()? else {
        return Ok(Vec::new());
    };
    let ids: Vec<String> = listed.ids().iter().take(LOOKED_THROUGH).cloned().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let answer = codebuild.batch_get_builds().set_ids(Some(ids.clone())).send().await?;
    let mut builds: Vec<Build> =
        answer.builds.unwrap_or_default().into_iter().filter(|build| is_of(call, build, image)).collect();
    builds.sort_by_key(|build| ids.iter().position(|id| Some(id.as_str()) == build.id()));
    Ok(builds)
}

/// One build; `None` while AWS does not show it yet.
pub(crate) async fn by_id(call: &Call<'_>, id: &str) -> Result<Option<Build>, CloudError> {
    Ok(call.clients.codebuild.batch_get_builds().ids(id).send().await?.builds.unwrap_or_default().into_iter().next())
}

fn is_of(call: &Call<'_>, build: &Build, image: &str) -> bool {
    is_played(call, build)
        || variables(build).iter().any(|variable| variable.name() == IMAGE && variable.value() == image)
}

fn variables(build: &Build) -> &[EnvironmentVariable] {
    build.environment().map(ProjectEnvironment::environment_variables).unwrap_or_default()
}

/// An emulator may forget what a build is given, and then builds nothing.
pub(crate) fn is_played(call: &Call<'_>, build: &Build) -> bool {
    call.clients.is_emulator() && variables(build).is_empty()
}

/// Whether it was over so long ago that what it pushed would be seen.
pub(crate) fn is_long_over(build: &Build) -> bool {
    let ended = build.end_time().and_then(|ended| SystemTime::try_from(*ended).ok());
    ended.and_then(|ended| ended.elapsed().ok()).is_some_and(|passed| passed > SEEN_WITHIN)
}

pub(crate) fn is_running(build: &Build) -> bool {
    build.build_status() == Some(&StatusType::InProgress)
}

/// What a running build does, with its newest line.
pub(crate) async fn doing(call: &Call<'_>, build: &Build) -> Result<String, CloudError> {
    let words = match build.current_phase().unwrap_or_default() {
        "" | "SUBMITTED" | "PROVISIONING" => "CodeBuild starts a machine",
        "QUEUED" => "waiting for a machine: the account's other builds come first",
        "DOWNLOAD_SOURCE" | "INSTALL" | "PRE_BUILD" => "cloning the repository",
        "BUILD" => "building",
        "POST_BUILD" => "pushing the image to the registry",
        _ => "finishing",
    };
    Ok(match log(call, build).await?.pop() {
        None => words.to_owned(),
        // Its own commands say what they begin with.
        Some(line) if line.split(' ').next() == words.split(' ').next() => line,
        Some(line) => format!("{words}: {line}"),
    })
}

/// Why a build ended without its image, and the last lines of the step that failed.
pub(crate) async fn failure(call: &Call<'_>, build: &Build) -> Result<(BuildFailure, String), CloudError> {
    let log = log(call, build).await?;
    let bad = |phase: &&BuildPhase| {
        phase.phase_status().is_some_and(|status| !matches!(status, StatusType::Succeeded | StatusType::InProgress))
    };
    let phase = build.phases().iter().find(bad);
    let name = phase.and_then(BuildPhase::phase_type).map_or("", aws_sdk_codebuild::types::BuildPhaseType::as_str);
    let contexts = phase.map(BuildPhase::contexts).unwrap_or_default().iter();
    let said = contexts.flat_map(|context| [context.status_code(), context.message()]).flatten();
    let said = clean_line(&said.collect::<Vec<_>>().join(": "));
    let status = build.build_status().map_or("", StatusType::as_str);
    let failure = BuildFailure::read(status, name, &said, &log);
    let lines = &log[log.len().saturating_sub(SHOWN)..];
    // What CodeBuild says repeats the whole command.
    let brief = said.rsplit_once("Reason: ").map_or(said.as_str(), |(_, reason)| reason);
    let said = if lines.is_empty() { shortened(brief) } else { lines.join(" | ") };
    Ok((failure, said))
}

/// The last lines, without CodeBuild's own. What cannot be read says nothing.
async fn log(call: &Call<'_>, build: &Build) -> Result<Vec<String>, CloudError> {
    let place = build.logs().and_then(|logs| Some((logs.group_name()?, logs.stream_name()?)));
    let Some((group, stream)) = place else { return Ok(Vec::new()) };
    let ask = call
        .clients
        .logs
        .get_log_events()
        .log_group_name(group)
        .log_stream_name(stream)
        .start_from_head(false)
        .limit(READ);
    let answer = match ask.send().await.or_absent() {
        Err(error) if crate::aws::error::is_denial(&error) => None,
        answer => answer?,
    };
    let events = answer.and_then(|answer| answer.events).unwrap_or_default();
    let lines = events.iter().filter_map(|event| event.message()).flat_map(str::lines).map(clean_line);
    Ok(lines.filter(|line| !line.is_empty() && !line.starts_with("[Container]")).map(|line| shortened(&line)).collect())
}

fn shortened(line: &str) -> String {
    line.chars().take(LONGEST).collect()
}
