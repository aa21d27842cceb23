//! Calls that let CodeBuild build an image, once per input: an image that is there is done, a build that runs is
//! followed, and only where there is neither one is begun.

use async_trait::async_trait;
use aws_sdk_codebuild::types::{Build, EnvironmentVariable, StatusType};

use crate::aws::calls::{builds, images};
use crate::aws::driver::gone;
use crate::aws::error::{OrAbsent, needed};
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::model::short_hash;
use crate::resource::BuildFailure;
use crate::resource::built_image::{BuildVariable, BuiltImage, BuiltImageOutputs};

/// Builds of one image that may be refused because their role is too new to be seen.
const TOO_NEW: usize = 3;

#[async_trait]
impl Driver for BuiltImage {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<BuiltImageOutputs>, CloudError> {
        let outputs = self.outputs(call)?;
        Ok(if self.is_under_way(call, &outputs.image).await? { Seen::Ours(outputs) } else { Seen::Absent })
    }

    async fn create(&self, call: &Call<'_>) -> Result<BuiltImageOutputs, CloudError> {
        let outputs = self.outputs(call)?;
        self.build_once(call, &outputs.image, &outputs.image).await?;
        Ok(outputs)
    }

    // Another input, or a build that failed and is tried again.
    async fn configure(&self, call: &Call<'_>, outputs: &BuiltImageOutputs) -> Result<(), CloudError> {
        self.build_once(call, &self.outputs(call)?.image, &outputs.image).await
    }

    async fn poll(&self, call: &Call<'_>, _outputs: &BuiltImageOutputs) -> Result<Poll<BuiltImageOutputs>, CloudError> {
        let outputs = self.outputs(call)?;
        // The build that this session began or found says most; lists lag behind.
        let build = match call.clients.builds.of(&outputs.image) {
            Some(id) => builds::by_id(call, &id).await?,
            None if self.exists(call, &outputs.image).await? => return Ok(Poll::Ready(outputs)),
            None => builds::of_image(call, &call.output(&self.project)?.name, &outputs.image).await?.into_iter().next(),
        };
        let Some(build) = build else { return Ok(crate::aws::driver::unseen()) };
        if builds::is_running(&build) {
            return Ok(Poll::Waiting(builds::doing(call, &build).await?));
        }
        if self.exists(call, &outputs.image).await? {
            return Ok(Poll::Ready(outputs));
        }
        if build.build_status() == Some(&StatusType::Succeeded) {
            if builds::is_long_over(&build) {
                let what = format!("the image of {} is not in the registry any more", self.service);
                return Err(CloudError::stop("BuiltImageGone", what)
                    .why("Its build succeeded, so somebody removed it")
                    .hint("run the same command again: it is built anew"));
            }
            return Ok(Poll::Waiting("the registry does not show the image yet".to_owned()));
        }
        let (failure, said) = builds::failure(call, &build).await?;
        if failure == BuildFailure::Permissions && self.ended(call, &outputs.image).await? < TOO_NEW {
            self.start(call, &outputs.image).await?;
            return Ok(Poll::Waiting("AWS did not see the build's permissions yet: it begins again".to_owned()));
        }
        let what = format!("the build of {} {}", self.service, failure.what());
        Err(CloudError::stop(failure.code(), what).why(said).hint(failure.hint()))
    }

    /// Ends its builds; the image goes unless its repository stays with all that is in it.
    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &BuiltImageOutputs,
        choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let project = call.output(&self.project)?.name;
        for build in
            builds::of_image(call, &project, &outputs.image).await?.iter().filter(|build| builds::is_running(build))
        {
            call.clients.codebuild.stop_build().set_id(build.id().map(str::to_owned)).send().await.or_absent()?;
        }
        if !choice.keep_images {
            images::remove(call, &outputs.image).await?;
        }
        Ok(Vec::new())
    }

    // A build that ends after its image went would push it again.
    async fn poll_gone(&self, call: &Call<'_>, outputs: &BuiltImageOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(!self.running(call, &outputs.image).await?))
    }
}

impl BuiltImage {
    fn outputs(&self, call: &Call<'_>) -> Result<BuiltImageOutputs, CloudError> {
        Ok(BuiltImageOutputs { image: self.image(call.lookup)? })
    }

    /// Whether the registry has it.
    async fn exists(&self, call: &Call<'_>, image: &str) -> Result<bool, CloudError> {
        if images::exists(call, image).await? {
            return Ok(true);
        }
        // Where builds are only played, nothing is ever pushed.
        let played = |build: &Build| builds::is_played(call, build) && !builds::is_running(build);
        let emulated = call.clients.is_emulator();
        Ok(emulated && builds::of_image(call, &call.output(&self.project)?.name, image).await?.iter().any(played))
    }

    /// Whether a build of it runs; notes which.
    async fn running(&self, call: &Call<'_>, image: &str) -> Result<bool, CloudError> {
        let found = builds::of_image(call, &call.output(&self.project)?.name, image).await?;
        let running = found.iter().find(|build| builds::is_running(build)).and_then(|build| build.id());
        if let Some(id) = running {
            call.clients.builds.note(image, id);
        }
        Ok(running.is_some())
    }

    /// How many builds of it are over.
    async fn ended(&self, call: &Call<'_>, image: &str) -> Result<usize, CloudError> {
        let found = builds::of_image(call, &call.output(&self.project)?.name, image).await?;
        Ok(found.iter().filter(|build| !builds::is_running(build)).count())
    }

    async fn build_once(&self, call: &Call<'_>, image: &str, in_use: &str) -> Result<(), CloudError> {
        if self.is_under_way(call, image).await? {
            return Ok(());
        }
        images::make_room(call, image, in_use).await?;
        self.start(call, image).await
    }

    /// Builds are asked first: one that ends between the two questions has pushed its image before, and none is begun
    /// beside it.
    async fn is_under_way(&self, call: &Call<'_>, image: &str) -> Result<bool, CloudError> {
        Ok(self.running(call, image).await? || self.exists(call, image).await?)
    }

    /// The token is the same until a build of this image has ended, so that a repetition, whose first answer was lost
    /// and whose build no list shows yet, brings the same build.
    async fn start(&self, call: &Call<'_>, image: &str) -> Result<(), CloudError> {
        let token = short_hash(&format!("{}/{image}/{}", call.token, self.ended(call, image).await?), 32);
        let start = call
            .clients
            .codebuild
            .start_build()
            .project_name(call.output(&self.project)?.name)
            .idempotency_token(token);
        let given = self.variables(call.lookup, image)?.into_iter().map(|BuildVariable { name, value, kind }| {
            Ok(EnvironmentVariable::builder().name(name).value(value).r#type(kind.into()).build()?)
        });
        let given = given.collect::<Result<_, CloudError>>()?;
        let answer = start.set_environment_variables_override(Some(given)).send().await?;
        let id = needed(answer.build_value().and_then(|build| build.id()), "build's id")?;
        call.clients.builds.note(image, &id);
        Ok(())
    }
}
