//! Calls for one server.

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    BlockDeviceMapping, CreditSpecificationRequest, EbsBlockDevice, HttpTokensState, IamInstanceProfileSpecification,
    Instance as Found, InstanceMetadataEndpointState, InstanceMetadataOptionsRequest, InstanceMetadataTagsState,
    InstanceNetworkInterfaceSpecification, InstanceStateName as State, InstanceType, Reservation, ResourceType,
    TagSpecification, VolumeType,
};

use crate::aws::calls::scaling_progress as progress;
use crate::aws::calls::server::{self, METADATA_HOPS};
use crate::aws::driver::{gone, state, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::ec2::{filter, pairs, tag};
use crate::aws::{Call, Driver, Seen, tags};
use crate::engine::{CloudError, DataChoice, ErrorClass, Kept, Poll};
use crate::model::text::clean_line;
use crate::resource::burst;
use crate::resource::instance::{Instance, InstanceOutputs};
use crate::resource::subnet::SubnetOutputs;

const LIVING: [&str; 4] = ["pending", "running", "stopping", "stopped"];

#[async_trait]
impl Driver for Instance {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<InstanceOutputs>, CloudError> {
        let mut filters = tags::ec2::filters(call);
        filters.push(filter("instance-state-name", LIVING));
        let answer = call.clients.ec2.describe_instances().set_filters(Some(filters)).send().await?;
        let found = answer.reservations().iter().flat_map(Reservation::instances).map(|found| {
            let outputs = outputs(found.instance_id())?;
            Ok((outputs.instance_id.clone(), outputs))
        });
        Ok(Seen::judge(found.collect::<Result<_, CloudError>>()?))
    }

    async fn create(&self, call: &Call<'_>) -> Result<InstanceOutputs, CloudError> {
        let image = call.output(&self.image)?;
        let profile = IamInstanceProfileSpecification::builder().name(call.output(&self.profile)?.name).build();
        let mut run = call.clients.ec2.run_instances().min_count(1).max_count(1).client_token(call.token);
        if burst::has_credits(&self.instance_type) {
            run = run.credit_specification(CreditSpecificationRequest::builder().cpu_credits(server::CREDITS).build());
        }
        let run = run
            .image_id(&image.image_id)
            .instance_type(InstanceType::from(self.instance_type.as_str()))
            .iam_instance_profile(profile)
            .network_interfaces(self.network(call)?)
            .block_device_mappings(self.disk(&image.root_device)?)
            .metadata_options(metadata())
            .user_data(server::user_data()?)
            .set_tag_specifications(Some(self.tags(call)?));
        match run.send().await.map_err(CloudError::from) {
            Ok(answer) => outputs(answer.instances().first().and_then(Found::instance_id)),
            Err(error) => Err(self.elsewhere(call, error)?),
        }
    }

    async fn configure(&self, call: &Call<'_>, outputs: &InstanceOutputs) -> Result<(), CloudError> {
        start(call, &outputs.instance_id).await?;
        self.release(call, &outputs.instance_id).await
    }

    async fn poll(&self, call: &Call<'_>, outputs: &InstanceOutputs) -> Result<Poll<InstanceOutputs>, CloudError> {
        let Some(server) = current(call, &outputs.instance_id).await? else { return Ok(unseen()) };
        let now = server.state().and_then(|state| state.name());
        match now {
            Some(State::Running) => Ok(Poll::Ready(outputs.clone())),
            Some(State::ShuttingDown | State::Terminated) => Err(ended(&server, outputs).start_over(call.node.clone())),
            _ => Ok(state(false, outputs.clone(), now.map_or("", State::as_str))),
        }
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &InstanceOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.ec2.terminate_instances().instance_ids(&outputs.instance_id).send().await.or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &InstanceOutputs) -> Result<Poll<()>, CloudError> {
        let server = current(call, &outputs.instance_id).await?;
        Ok(gone(server.is_none_or(|server| state_of(&server) == Some(State::Terminated))))
    }
}

impl Instance {
    /// The server reads its release from a tag, once a minute.
    async fn release(&self, call: &Call<'_>, id: &str) -> Result<(), CloudError> {
        let Some(server) = current(call, id).await? else { return Ok(()) };
        if pairs(server.tags()).any(|pair| pair == (server::RELEASE, self.release.as_str())) {
            return Ok(());
        }
        call.clients.ec2.create_tags().resources(id).tags(tag(server::RELEASE, self.release.clone())).send().await?;
        Ok(())
    }

    /// No address of its own: the fixed one follows before the system is up, and a change of address in the middle of a
    /// download would cut it. The script tries again until it gets out.
    fn network(&self, call: &Call<'_>) -> Result<InstanceNetworkInterfaceSpecification, CloudError> {
        let network = InstanceNetworkInterfaceSpecification::builder().device_index(0).delete_on_termination(true);
        let network = network.subnet_id(self.place(call)?.subnet_id).groups(call.output(&self.group)?.group_id);
        Ok(network.associate_public_ip_address(false).build())
    }

    /// The subnet in the zone of its disk.
    fn place(&self, call: &Call<'_>) -> Result<SubnetOutputs, CloudError> {
        let zone = self.volume.as_ref().map(|volume| call.output(volume)).transpose()?.map(|volume| volume.zone);
        let mut subnets = std::iter::once(&self.subnet).chain(&self.others).map(|subnet| call.output(subnet));
        let there = subnets.find(|subnet| subnet.as_ref().is_ok_and(|subnet| Some(&subnet.zone) == zone.as_ref()));
        there.unwrap_or_else(|| call.output(&self.subnet))
    }

    /// Where this zone has no room, another may: the disk has to be there first.
    fn elsewhere(&self, call: &Call<'_>, error: CloudError) -> Result<CloudError, CloudError> {
        let no_room = error.code == "InsufficientInstanceCapacity"
            || (error.code == "Unsupported" && error.what.contains("zone"));
        let Some(volume) = self.volume.as_ref().filter(|_| no_room && !self.others.is_empty()) else {
            return Ok(error);
        };
        let what = format!("{} has no room for a {} right now", self.place(call)?.zone, self.instance_type);
        let hint = "the zones of a region are tried in turn: run the same command again later, or choose another size \
            or region";
        let no_room = CloudError::new(ErrorClass::Elsewhere, &error.code, what).why(error.what).hint(hint);
        Ok(no_room.start_over(volume.id()))
    }

    fn disk(&self, device: &str) -> Result<BlockDeviceMapping, CloudError> {
        let disk = EbsBlockDevice::builder()
            .volume_type(VolumeType::from(server::DISK_TYPE))
            .encrypted(true)
            .kms_key_id(server::DISK_KEY);
        let disk = disk.delete_on_termination(true).volume_size(server::gigabytes(self.root_gb)?).build();
        Ok(BlockDeviceMapping::builder().device_name(device).ebs(disk).build())
    }

    /// The server's own tags; its system disk carries the deployment's.
    fn tags(&self, call: &Call<'_>) -> Result<Vec<TagSpecification>, CloudError> {
        let mut own = server::tags(call, server::SERVER, &call.output(&self.bucket)?.bucket, &self.release);
        if let Some(volume) = &self.volume {
            own.push((server::VOLUME, call.output(volume)?.volume_id));
        }
        let own = own.into_iter().map(|(key, value)| tag(key, value)).collect();
        Ok(vec![
            TagSpecification::builder().resource_type(ResourceType::Instance).set_tags(Some(own)).build(),
            tags::ec2::specification(call, ResourceType::Volume),
        ])
    }
}

fn metadata() -> InstanceMetadataOptionsRequest {
    InstanceMetadataOptionsRequest::builder()
        .http_endpoint(InstanceMetadataEndpointState::Enabled)
        .http_tokens(HttpTokensState::Required)
        .http_put_response_hop_limit(METADATA_HOPS)
        .instance_metadata_tags(InstanceMetadataTagsState::Enabled)
        .build()
}

fn outputs(id: Option<&str>) -> Result<InstanceOutputs, CloudError> {
    Ok(InstanceOutputs { instance_id: needed(id, "instance id")? })
}

/// AWS ended it by itself: full quota of disks, no capacity, a refused key.
fn ended(server: &Found, outputs: &InstanceOutputs) -> CloudError {
    let reason = server.state_reason();
    let (code, why) =
        (reason.and_then(|reason| reason.code()), reason.and_then(|reason| reason.message()).unwrap_or_default());
    let hint = progress::hopeless(&format!("{} {why}", code.unwrap_or_default()))
        .unwrap_or("run the same command again to make a new one");
    CloudError::new(ErrorClass::Stop, "InstanceTerminated", format!("{} ended", outputs.instance_id))
        .why(clean_line(why))
        .hint(hint)
}

pub(crate) fn state_of(server: &Found) -> Option<State> {
    server.state().and_then(|state| state.name()).cloned()
}

/// Starts a server that somebody, or a disk's change of place, has stopped.
pub(crate) async fn start(call: &Call<'_>, id: &str) -> Result<(), CloudError> {
    match current(call, id).await?.as_ref().and_then(state_of) {
        Some(State::Stopped) => {
            call.clients.ec2.start_instances().instance_ids(id).send().await.map(|_| ()).map_err(CloudError::from)
        }
        Some(State::Stopping) => {
            Err(CloudError::new(ErrorClass::Wait, "InstanceStopping", format!("{id} is shutting down")))
        }
        _ => Ok(()),
    }
}

pub(crate) async fn current(call: &Call<'_>, id: &str) -> Result<Option<Found>, CloudError> {
    let answer = call.clients.ec2.describe_instances().instance_ids(id).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.reservations().iter().flat_map(Reservation::instances).next().cloned()))
}
