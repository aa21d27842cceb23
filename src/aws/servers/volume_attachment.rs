//! Calls that plug the data disk into the server. Untagged: a disk has one attachment at most.

use async_trait::async_trait;
use aws_sdk_ec2::types::{InstanceStateName, VolumeAttachment as Found, VolumeAttachmentState as State};

use crate::aws::driver::{gone, state, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::servers::instance;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, ErrorClass, Kept, Poll};
use crate::resource::volume_attachment::{VolumeAttachment, VolumeAttachmentOutputs};

#[async_trait]
impl Driver for VolumeAttachment {
    // The disk is ours: in another server (the one being replaced), it is just not in this one yet.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<VolumeAttachmentOutputs>, CloudError> {
        let outputs = self.named(call)?;
        let found = current(call, &outputs).await?;
        let holds = found.is_some_and(|found| found.state() != Some(&State::Detaching));
        Ok(if holds { Seen::Ours(outputs) } else { Seen::Absent })
    }

    async fn create(&self, call: &Call<'_>) -> Result<VolumeAttachmentOutputs, CloudError> {
        let outputs = self.named(call)?;
        let attach = call.clients.ec2.attach_volume().volume_id(&outputs.volume_id).instance_id(&outputs.instance_id);
        attach.device(&self.device).send().await?;
        Ok(outputs)
    }

    /// A server that was shut down for its disk's sake starts again with it.
    async fn configure(&self, call: &Call<'_>, outputs: &VolumeAttachmentOutputs) -> Result<(), CloudError> {
        instance::start(call, &outputs.instance_id).await
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        outputs: &VolumeAttachmentOutputs,
    ) -> Result<Poll<VolumeAttachmentOutputs>, CloudError> {
        Ok(match current(call, outputs).await?.as_ref().map(|found| found.state()) {
            Some(Some(now)) => state(*now == State::Attached, outputs.clone(), now.as_str()),
            _ => unseen(),
        })
    }

    // Pulled out of a running server, a mounted disk hangs and what is on it may be torn: the server is shut down
    // first. Whoever removes the attachment removes or replaces the server as well.
    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &VolumeAttachmentOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        if current(call, outputs).await?.is_none() {
            return Ok(Vec::new());
        }
        let server = instance::current(call, &outputs.instance_id).await?;
        match server.as_ref().and_then(instance::state_of) {
            Some(InstanceStateName::Pending | InstanceStateName::Running) => {
                call.clients.ec2.stop_instances().instance_ids(&outputs.instance_id).send().await.or_absent()?;
                Err(shutting_down(outputs))
            }
            Some(InstanceStateName::Stopping | InstanceStateName::ShuttingDown) => Err(shutting_down(outputs)),
            _ => detach(call, outputs).await,
        }
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &VolumeAttachmentOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(current(call, outputs).await?.is_none()))
    }
}

impl VolumeAttachment {
    fn named(&self, call: &Call<'_>) -> Result<VolumeAttachmentOutputs, CloudError> {
        let (volume, instance) = (call.output(&self.volume)?.volume_id, call.output(&self.instance)?.instance_id);
        Ok(VolumeAttachmentOutputs {
            volume_id: needed(Some(&volume), "volume id")?,
            instance_id: needed(Some(&instance), "instance id")?,
        })
    }
}

fn shutting_down(outputs: &VolumeAttachmentOutputs) -> CloudError {
    let what = format!("{} is shutting down, so that its disk is whole", outputs.instance_id);
    CloudError::new(ErrorClass::Wait, "InstanceStopping", what)
}

async fn detach(call: &Call<'_>, outputs: &VolumeAttachmentOutputs) -> Result<Vec<Kept>, CloudError> {
    let detach = call.clients.ec2.detach_volume().volume_id(&outputs.volume_id).instance_id(&outputs.instance_id);
    match detach.send().await.or_absent() {
        // Already detached or detaching, which AWS answers with an error of its own.
        Err(error) if error.code == "IncorrectState" => Ok(Vec::new()),
        other => other.map(|_| Vec::new()),
    }
}

async fn current(call: &Call<'_>, outputs: &VolumeAttachmentOutputs) -> Result<Option<Found>, CloudError> {
    let answer = call.clients.ec2.describe_volumes().volume_ids(&outputs.volume_id).send().await.or_absent()?;
    let volume = answer.as_ref().and_then(|answer| answer.volumes().first());
    let attachments = volume.map(aws_sdk_ec2::types::Volume::attachments).unwrap_or_default();
    let ours =
        |found: &&Found| found.instance_id() == Some(&outputs.instance_id) && found.state() != Some(&State::Detached);
    Ok(attachments.iter().find(ours).cloned())
}
