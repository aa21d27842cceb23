//! Placeholder: to be overwritten.

use async_trait::async_trait;

use super::{Call, Driver, Seen};
use crate::engine::CloudError;
use crate::resource::Resource;
use crate::resource::volume_attachment::VolumeAttachment;

#[async_trait]
impl Driver for VolumeAttachment {
    async fn find(&self, _call: &Call<'_>) -> Result<Seen<<Self as Resource>::Outputs>, CloudError> {
        Ok(Seen::Absent)
    }
}
