//! Calls for what builds images. It has no source of its own: every build clones.

use async_trait::async_trait;
use aws_sdk_codebuild::types::{
    ArtifactsType, CloudWatchLogsConfig, ComputeType, EnvironmentType, LogsConfig, LogsConfigStatusType, Project,
    ProjectArtifacts, ProjectEnvironment, ProjectSource, SourceType, Tag,
};

use crate::aws::error::OrAbsent;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept};
use crate::resource::codebuild_project::{
    BUILDSPEC, CodebuildProject, CodebuildProjectOutputs, LIMIT_MINUTES, QUEUE_MINUTES,
};

#[async_trait]
impl Driver for CodebuildProject {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<CodebuildProjectOutputs>, CloudError> {
        let Some(project) = current(call, &self.name).await? else { return Ok(Seen::Absent) };
        let ours = call
            .owns(project.tags().iter().map(|tag| (tag.key().unwrap_or_default(), tag.value().unwrap_or_default())));
        Ok(Seen::named(ours, format!("the build project `{}`", self.name), self.outputs()))
    }

    async fn create(&self, call: &Call<'_>) -> Result<CodebuildProjectOutputs, CloudError> {
        let create =
            call.clients.codebuild.create_project().name(&self.name).service_role(call.output(&self.role)?.arn);
        let create = create
            .source(source(call)?)
            .artifacts(artifacts()?)
            .environment(self.environment()?)
            .logs_config(self.logs(call)?);
        let create = create.timeout_in_minutes(LIMIT_MINUTES).queued_timeout_in_minutes(QUEUE_MINUTES);
        create.set_tags(Some(tags(call))).send().await?;
        Ok(self.outputs())
    }

    async fn configure(&self, call: &Call<'_>, outputs: &CodebuildProjectOutputs) -> Result<(), CloudError> {
        if current(call, &outputs.name).await?.is_some_and(|project| self.is_set(call, &project).unwrap_or(false)) {
            return Ok(());
        }
        let update =
            call.clients.codebuild.update_project().name(&outputs.name).service_role(call.output(&self.role)?.arn);
        let update = update
            .source(source(call)?)
            .artifacts(artifacts()?)
            .environment(self.environment()?)
            .logs_config(self.logs(call)?);
        let update = update.timeout_in_minutes(LIMIT_MINUTES).queued_timeout_in_minutes(QUEUE_MINUTES);
        update.set_tags(Some(tags(call))).send().await?;
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, outputs: &CodebuildProjectOutputs) -> Result<Option<String>, CloudError> {
        let Some(project) = current(call, &outputs.name).await? else { return Ok(None) };
        Ok((!self.is_set(call, &project)?).then(|| "how images are built".to_owned()))
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &CodebuildProjectOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.codebuild.delete_project().name(&outputs.name).send().await.or_absent()?;
        Ok(Vec::new())
    }
}

impl CodebuildProject {
    fn outputs(&self) -> CodebuildProjectOutputs {
        CodebuildProjectOutputs { name: self.name.clone() }
    }

    /// Docker runs inside of it, which takes the privileged mode.
    fn environment(&self) -> Result<ProjectEnvironment, CloudError> {
        let [kind, image, size] = self.machine();
        let environment = ProjectEnvironment::builder().r#type(EnvironmentType::from(kind)).image(image);
        Ok(environment.compute_type(ComputeType::from(size)).privileged_mode(true).build()?)
    }

    fn logs(&self, call: &Call<'_>) -> Result<LogsConfig, CloudError> {
        let group = call.output(&self.logs)?.name;
        let logs = CloudWatchLogsConfig::builder().status(LogsConfigStatusType::Enabled).group_name(group).build()?;
        Ok(LogsConfig::builder().cloud_watch_logs(logs).build())
    }

    /// Whether AWS shows it as wanted.
    fn is_set(&self, call: &Call<'_>, project: &Project) -> Result<bool, CloudError> {
        let wanted = self.environment()?;
        let environment = project.environment().is_some_and(|found| {
            (found.r#type(), found.compute_type(), found.image(), found.privileged_mode())
                == (wanted.r#type(), wanted.compute_type(), wanted.image(), wanted.privileged_mode())
        });
        let logs =
            project.logs_config().and_then(LogsConfig::cloud_watch_logs).and_then(CloudWatchLogsConfig::group_name);
        Ok(environment
            && project.source().and_then(ProjectSource::buildspec).map(str::trim_end) == Some(BUILDSPEC.trim_end())
            && project.service_role() == Some(call.output(&self.role)?.arn.as_str())
            && project.timeout_in_minutes() == Some(LIMIT_MINUTES)
            && project.queued_timeout_in_minutes() == Some(QUEUE_MINUTES)
            && logs == Some(call.output(&self.logs)?.name.as_str()))
    }
}

/// An emulator may want to know a place, even of no source.
fn source(call: &Call<'_>) -> Result<ProjectSource, CloudError> {
    let place = call.clients.is_emulator().then(|| "none".to_owned());
    Ok(ProjectSource::builder().r#type(SourceType::NoSource).set_location(place).buildspec(BUILDSPEC).build()?)
}

fn artifacts() -> Result<ProjectArtifacts, CloudError> {
    Ok(ProjectArtifacts::builder().r#type(ArtifactsType::NoArtifacts).build()?)
}

fn tags(call: &Call<'_>) -> Vec<Tag> {
    call.tags().into_iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

async fn current(call: &Call<'_>, name: &str) -> Result<Option<Project>, CloudError> {
    let answer = call.clients.codebuild.batch_get_projects().names(name).send().await?;
    Ok(answer.projects().first().cloned())
}
