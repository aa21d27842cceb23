//! Calls for the data disk. A disk with a database on it goes only after its last snapshot is complete.

use async_trait::async_trait;
use aws_sdk_ec2::types::{ResourceType, Volume as Found, VolumeState, VolumeType};

use crate::aws::calls::last_snapshot;
use crate::aws::calls::server::{DISK_KEY, DISK_TYPE, gigabytes};
use crate::aws::driver::{gone, state, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::{Call, Driver, Seen, tags};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::model::text::clean_line;
use crate::resource::volume::{Volume, VolumeOutputs};

#[async_trait]
impl Driver for Volume {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<VolumeOutputs>, CloudError> {
        let answer = call.clients.ec2.describe_volumes().set_filters(Some(tags::ec2::filters(call))).send().await?;
        let found = answer.volumes().iter().filter(|volume| !is_over(volume)).map(|volume| {
            let outputs = outputs(volume.volume_id(), volume.availability_zone())?;
            Ok((outputs.volume_id.clone(), outputs))
        });
        Ok(Seen::judge(found.collect::<Result<_, CloudError>>()?))
    }

    async fn create(&self, call: &Call<'_>) -> Result<VolumeOutputs, CloudError> {
        let create = call
            .clients
            .ec2
            .create_volume()
            .volume_type(VolumeType::from(DISK_TYPE))
            .encrypted(true)
            .kms_key_id(DISK_KEY);
        let create = create
            .client_token(call.token)
            .availability_zone(call.output(self.place(call.attempt))?.zone)
            .size(gigabytes(self.size_gb)?);
        let made = create.tag_specifications(tags::ec2::specification(call, ResourceType::Volume)).send().await?;
        outputs(made.volume_id(), made.availability_zone())
    }

    // Disks only grow. The file system grows on the server (`assets/instance.sh`).
    async fn configure(&self, call: &Call<'_>, outputs: &VolumeOutputs) -> Result<(), CloudError> {
        let size = gigabytes(self.size_gb)?;
        let has = current(call, outputs).await?.and_then(|volume| volume.size());
        if has.is_some_and(|has| has < size) {
            call.clients.ec2.modify_volume().volume_id(&outputs.volume_id).size(size).send().await?;
        }
        Ok(())
    }

    async fn poll(&self, call: &Call<'_>, outputs: &VolumeOutputs) -> Result<Poll<VolumeOutputs>, CloudError> {
        let Some(volume) = current(call, outputs).await? else { return Ok(unseen()) };
        let size = gigabytes(self.size_gb)?;
        Ok(match volume.state() {
            _ if is_lost(&volume) => {
                return Err(CloudError::stop("VolumeFailed", format!("the disk {} failed", outputs.volume_id)).hint(
                    "AWS does not mend a failed disk: look at it in the AWS console (EC2, Volumes); \
                     `cloudstead destroy` removes it",
                ));
            }
            Some(VolumeState::Available | VolumeState::InUse) => {
                state(volume.size().is_none_or(|has| has >= size), outputs.clone(), "growing")
            }
            other => state(false, outputs.clone(), other.map_or("", VolumeState::as_str)),
        })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &VolumeOutputs,
        choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let keeps = choice.final_snapshot && self.database;
        if let Some(volume) = current(call, outputs).await?.filter(|volume| !is_over(volume)) {
            if is_copied(keeps, &volume) {
                last_snapshot::complete(call, &outputs.volume_id).await?;
            }
            call.clients.ec2.delete_volume().volume_id(&outputs.volume_id).send().await.or_absent()?;
        }
        if keeps { last_snapshot::kept(call, &outputs.volume_id).await } else { Ok(Vec::new()) }
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &VolumeOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(current(call, outputs).await?.is_none_or(|volume| volume.state() == Some(&VolumeState::Deleted))))
    }
}

fn outputs(id: Option<&str>, zone: Option<&str>) -> Result<VolumeOutputs, CloudError> {
    Ok(VolumeOutputs { volume_id: needed(id, "volume id")?, zone: clean_line(zone.unwrap_or_default()) })
}

fn is_over(volume: &Found) -> bool {
    matches!(volume.state(), Some(VolumeState::Deleting | VolumeState::Deleted))
}

/// A failed disk: what was on it cannot be recovered (EBS user guide, volume state `error`), so no copy of it is waited
/// for.
fn is_lost(volume: &Found) -> bool {
    volume.state() == Some(&VolumeState::Error)
}

/// Whether it goes only after a copy of it is complete.
fn is_copied(keeps: bool, volume: &Found) -> bool {
    keeps && !is_lost(volume)
}

async fn current(call: &Call<'_>, outputs: &VolumeOutputs) -> Result<Option<Found>, CloudError> {
    let answer = call.clients.ec2.describe_volumes().volume_ids(&outputs.volume_id).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.volumes().first().cloned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_disk_is_not_waited_for_to_be_copied() {
        let is_copied = |keeps, state| is_copied(keeps, &Found::builder().state(state).build());
        assert!(is_copied(true, VolumeState::Available) && is_copied(true, VolumeState::InUse));
        assert!(!is_copied(true, VolumeState::Error) && !is_copied(false, VolumeState::Available));
    }
}
