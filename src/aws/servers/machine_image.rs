//! Looks for Canonical's newest Ubuntu 24.04: by Canonical's public parameter, else among Canonical's own images.

use async_trait::async_trait;
use aws_sdk_ec2::types::{Image, ImageState};

use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::ec2::filter;
use crate::aws::{Call, Driver, Seen};
use crate::engine::CloudError;
use crate::resource::machine_image::{MachineImage, MachineImageOutputs};

/// Canonical's account. Anybody may give an image any name.
const CANONICAL: &str = "099720109477";

#[async_trait]
impl Driver for MachineImage {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<MachineImageOutputs>, CloudError> {
        let image = match self.by_parameter(call).await? {
            Some(image) => Some(image),
            None => self.by_name(call).await?,
        };
        let Some(image) = image else {
            let what =
                format!("Ubuntu 24.04 for {} is not to be found in {}", self.architecture.name(), call.owner.region);
            return Ok(Seen::Unavailable(CloudError::stop("NoImage", what).hint("choose another region")));
        };
        let image_id = needed(image.image_id(), "image id")?;
        Ok(Seen::Ours(MachineImageOutputs {
            image_id,
            root_device: needed(image.root_device_name(), "image's root device")?,
        }))
    }
}

impl MachineImage {
    async fn by_parameter(&self, call: &Call<'_>) -> Result<Option<Image>, CloudError> {
        let answer = call.clients.ssm.get_parameter().name(self.parameter()).send().await.or_absent()?;
        let Some(id) = answer.as_ref().and_then(|answer| answer.parameter()).and_then(|parameter| parameter.value())
        else {
            return Ok(None);
        };
        let images = call.clients.ec2.describe_images().image_ids(id).send().await.or_absent()?;
        Ok(images.and_then(|answer| newest(answer.images())))
    }

    async fn by_name(&self, call: &Call<'_>) -> Result<Option<Image>, CloudError> {
        let name = format!("ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-{}-server-*", self.word());
        let ask = call.clients.ec2.describe_images().owners(CANONICAL).filters(filter("name", [name.as_str()]));
        let ask =
            ask.filters(filter("state", ["available"])).filters(filter("architecture", [self.architecture.name()]));
        Ok(newest(ask.send().await?.images()))
    }
}

// Dates are ISO 8601 in UTC, so they sort as text.
fn newest(images: &[Image]) -> Option<Image> {
    let ready = images.iter().filter(|image| image.state() == Some(&ImageState::Available));
    ready.max_by_key(|image| image.creation_date().unwrap_or_default().to_owned()).cloned()
}
