//! Calls for the account's own registry: one repository per service.

use async_trait::async_trait;
use aws_sdk_ecr::types::{ImageScanningConfiguration, ImageTagMutability, Repository, Tag};
use serde_json::Value;

use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::{KEPT, is_left_for};
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept, KeptPrice};
use crate::resource::ecr_repository::{EcrRepository, EcrRepositoryOutputs};

const GB: i64 = 1_000_000_000;

#[async_trait]
impl Driver for EcrRepository {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<EcrRepositoryOutputs>, CloudError> {
        let Some(repository) = current(call, &self.name).await? else { return Ok(Seen::Absent) };
        let answer = call.clients.ecr.list_tags_for_resource().resource_arn(arn(&repository)?).send().await?;
        let tags = || answer.tags().iter().map(|tag| (tag.key(), tag.value()));
        let outputs = outputs(&repository)?;
        if is_left_for(call.owner, tags()) {
            return Ok(Seen::Kept(outputs));
        }
        Ok(Seen::named(call.owns(tags()), format!("the repository `{}`", self.name), outputs))
    }

    async fn create(&self, call: &Call<'_>) -> Result<EcrRepositoryOutputs, CloudError> {
        let create =
            call.clients.ecr.create_repository().repository_name(&self.name).set_tags(Some(tags(call, false)?));
        // A tag stands for one input, for ever.
        let create = create.image_tag_mutability(ImageTagMutability::Immutable).image_scanning_configuration(scanned());
        let answer = create.send().await?;
        let repository = answer.repository().ok_or_else(|| crate::aws::error::incomplete("repository"))?;
        outputs(repository)
    }

    async fn configure(&self, call: &Call<'_>, outputs: &EcrRepositoryOutputs) -> Result<(), CloudError> {
        let ecr = &call.clients.ecr;
        if !is_cleaned(call, &outputs.name).await? {
            let cleaning = ecr.put_lifecycle_policy().repository_name(&outputs.name);
            cleaning.lifecycle_policy_text(Self::cleaning().to_string()).send().await?;
        }
        let Some(repository) = current(call, &outputs.name).await? else { return Ok(()) };
        if !is_scanned(&repository) {
            let scan = ecr.put_image_scanning_configuration().repository_name(&outputs.name);
            scan.image_scanning_configuration(scanned()).send().await?;
        }
        if !is_immutable(&repository) {
            let keep = ecr.put_image_tag_mutability().repository_name(&outputs.name);
            keep.image_tag_mutability(ImageTagMutability::Immutable).send().await?;
        }
        let arn = arn(&repository)?;
        ecr.tag_resource().resource_arn(&arn).set_tags(Some(tags(call, false)?)).send().await?;
        ecr.untag_resource().resource_arn(&arn).tag_keys(KEPT).send().await?;
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, outputs: &EcrRepositoryOutputs) -> Result<Option<String>, CloudError> {
        let Some(repository) = current(call, &outputs.name).await? else { return Ok(None) };
        if !is_scanned(&repository) || !is_immutable(&repository) {
            return Ok(Some("whether images are scanned and tags stay".to_owned()));
        }
        let cleaned = is_cleaned(call, &outputs.name).await?;
        Ok((!cleaned).then(|| "which images go by themselves".to_owned()))
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &EcrRepositoryOutputs,
        choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let ecr = &call.clients.ecr;
        if choice.keep_images {
            let Some(repository) = current(call, &outputs.name).await? else { return Ok(Vec::new()) };
            ecr.tag_resource().resource_arn(arn(&repository)?).set_tags(Some(tags(call, true)?)).send().await?;
            let (why, gigabytes) = ("images that were built".to_owned(), gigabytes(call, &outputs.name).await?);
            return Ok(vec![Kept { aws_id: outputs.name.clone(), why, gigabytes, price: KeptPrice::Images }]);
        }
        // With the images in it: nobody else can have put any there.
        ecr.delete_repository().repository_name(&outputs.name).force(true).send().await.or_absent()?;
        Ok(Vec::new())
    }
}

async fn current(call: &Call<'_>, name: &str) -> Result<Option<Repository>, CloudError> {
    let answer = call.clients.ecr.describe_repositories().repository_names(name).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.repositories().first().cloned()))
}

/// Whether old images go by themselves, as wanted.
async fn is_cleaned(call: &Call<'_>, name: &str) -> Result<bool, CloudError> {
    let policy = call.clients.ecr.get_lifecycle_policy().repository_name(name).send().await.or_absent()?;
    let text = policy.as_ref().and_then(|policy| policy.lifecycle_policy_text()).unwrap_or_default();
    Ok(serde_json::from_str::<Value>(text).is_ok_and(|rules| rules == EcrRepository::cleaning()))
}

fn arn(repository: &Repository) -> Result<String, CloudError> {
    needed(repository.repository_arn(), "repository's ARN")
}

fn outputs(repository: &Repository) -> Result<EcrRepositoryOutputs, CloudError> {
    let name = needed(repository.repository_name(), "repository's name")?;
    Ok(EcrRepositoryOutputs { name, uri: needed(repository.repository_uri(), "repository's address")? })
}

fn is_scanned(repository: &Repository) -> bool {
    repository.image_scanning_configuration().is_some_and(ImageScanningConfiguration::scan_on_push)
}

fn is_immutable(repository: &Repository) -> bool {
    repository.image_tag_mutability() == Some(&ImageTagMutability::Immutable)
}

fn scanned() -> ImageScanningConfiguration {
    ImageScanningConfiguration::builder().scan_on_push(true).build()
}

/// The call's tags; on a repository that stays on purpose also the one that a sweep passes over.
fn tags(call: &Call<'_>, kept: bool) -> Result<Vec<Tag>, CloudError> {
    let more = kept.then(|| (KEPT, "images".to_owned()));
    let all = call.tags().into_iter().chain(more);
    all.map(|(key, value)| Ok(Tag::builder().key(key).value(value).build()?)).collect()
}

/// Size of all images, rounded up. Layers that images share count for each.
async fn gigabytes(call: &Call<'_>, name: &str) -> Result<u32, CloudError> {
    let mut pages = call.clients.ecr.describe_images().repository_name(name).into_paginator().items().send();
    let mut bytes = 0;
    while let Some(image) = pages.next().await {
        bytes += image?.image_size_in_bytes().unwrap_or_default();
    }
    Ok(u32::try_from((bytes + GB - 1) / GB).unwrap_or(u32::MAX))
}
