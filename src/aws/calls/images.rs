//! Images in the account's registry: whether one is there, its removal, and room for another.

use aws_sdk_ecr::types::{ImageDetail, ImageIdentifier};

use crate::aws::Call;
use crate::aws::error::OrAbsent;
use crate::engine::CloudError;
use crate::resource::ecr_repository::TAGGED_KEPT;

/// Whether the registry shows it.
pub(crate) async fn exists(call: &Call<'_>, image: &str) -> Result<bool, CloudError> {
    let (repository, tag) = parts(image);
    let wanted = ImageIdentifier::builder().image_tag(tag).build();
    let answer =
        call.clients.ecr.describe_images().repository_name(repository).image_ids(wanted).send().await.or_absent()?;
    Ok(answer.is_some_and(|answer| !answer.image_details().is_empty()))
}

/// Gone already is success.
pub(crate) async fn remove(call: &Call<'_>, image: &str) -> Result<(), CloudError> {
    let (repository, tag) = parts(image);
    delete(call, repository, vec![ImageIdentifier::builder().image_tag(tag).build()]).await
}

/// Leaves room for one more in the repository of `image`. ECR's own rule goes by when images were pushed: it would take
/// an old one that servers went back to, and their group could start no others.
pub(crate) async fn make_room(call: &Call<'_>, image: &str, in_use: &str) -> Result<(), CloudError> {
    let (repository, _) = parts(image);
    let mut pages = call.clients.ecr.describe_images().repository_name(repository).into_paginator().items().send();
    let mut all = Vec::new();
    while let Some(found) = pages.next().await {
        all.push(found?);
    }
    let spare = spare(&all, parts(in_use).1);
    if spare.is_empty() { Ok(()) } else { delete(call, repository, spare).await }
}

/// Those that were used least lately: neither pushed nor pulled.
fn spare(all: &[ImageDetail], in_use: &str) -> Vec<ImageIdentifier> {
    let mut tagged: Vec<&ImageDetail> = all.iter().filter(|image| !image.image_tags().is_empty()).collect();
    let too_many = (tagged.len() + 1).saturating_sub(usize::try_from(TAGGED_KEPT).unwrap_or(usize::MAX));
    tagged.retain(|image| !image.image_tags().iter().any(|tag| tag == in_use));
    tagged.sort_by_key(|image| image.image_pushed_at().max(image.last_recorded_pull_time()).copied());
    let digests = tagged.into_iter().take(too_many).filter_map(ImageDetail::image_digest);
    digests.map(|digest| ImageIdentifier::builder().image_digest(digest).build()).collect()
}

/// What is not there is among the failures of an answer that is a success.
async fn delete(call: &Call<'_>, repository: &str, images: Vec<ImageIdentifier>) -> Result<(), CloudError> {
    let delete = call.clients.ecr.batch_delete_image().repository_name(repository);
    delete.set_image_ids(Some(images)).send().await.or_absent()?;
    Ok(())
}

/// Repository and tag of `host/repository:tag`.
fn parts(image: &str) -> (&str, &str) {
    let path = image.split_once('/').map_or(image, |(_, path)| path);
    path.rsplit_once(':').unwrap_or((path, ""))
}

#[cfg(test)]
mod tests {
    use aws_sdk_ecr::primitives::DateTime;

    use super::*;

    #[test]
    fn an_image_has_a_repository_and_a_tag() {
        assert_eq!(parts("123456789012.dkr.ecr.eu-west-1.amazonaws.com/demo/app:0a1b"), ("demo/app", "0a1b"));
        assert_eq!(parts("127.0.0.1:5000/demo/app:0a1b"), ("demo/app", "0a1b"));
    }

    #[test]
    fn room_is_made_by_what_was_used_least_lately_and_never_by_what_is_in_use() {
        let image = |number: i64, pulled: Option<i64>| {
            let image = ImageDetail::builder().image_tags(number.to_string()).image_digest(format!("sha256:{number}"));
            let pulled = pulled.map(DateTime::from_secs);
            image.image_pushed_at(DateTime::from_secs(number)).set_last_recorded_pull_time(pulled).build()
        };
        let kept = i64::from(TAGGED_KEPT);
        let gone = |all: &[ImageDetail], in_use: &str| {
            let spare = spare(all, in_use).into_iter();
            spare.map(|one| one.image_digest.unwrap_or_default().replace("sha256:", "")).collect::<Vec<_>>()
        };
        let mut all: Vec<ImageDetail> = (1..kept).map(|number| image(number, None)).collect();
        all.push(ImageDetail::builder().image_digest("sha256:untagged").build());
        assert_eq!(gone(&all, "1"), [""; 0], "one more has room");
        all.push(image(kept, None));
        assert_eq!(gone(&all, "9"), ["1"], "as ECR itself would");
        assert_eq!(gone(&all, "1"), ["2"], "a person went back to the oldest");
        // Servers still run the second, which they pulled lately, although later builds did not come to an end.
        all[1] = image(2, Some(kept + 1));
        assert_eq!(gone(&all, "1"), ["3"]);
        all.extend([image(kept + 1, None), image(kept + 2, None)]);
        assert_eq!(gone(&all, "12"), ["1", "3", "4"]);
    }
}
