//! Calls for a part of the network.

use async_trait::async_trait;
use aws_sdk_ec2::types::{ResourceType, Subnet as Found, SubnetState};

use crate::aws::driver::{gone, state, unseen};
use crate::aws::error::{self, OrAbsent, needed};
use crate::aws::{Call, Driver, Seen, tags};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::subnet::{Subnet, SubnetOutputs};

#[async_trait]
impl Driver for Subnet {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<SubnetOutputs>, CloudError> {
        let answer = call.clients.ec2.describe_subnets().set_filters(Some(tags::ec2::filters(call))).send().await?;
        let found =
            answer.subnets().iter().map(|subnet| outputs(subnet).map(|outputs| (outputs.subnet_id.clone(), outputs)));
        Ok(Seen::judge(found.collect::<Result<_, _>>()?))
    }

    async fn create(&self, call: &Call<'_>) -> Result<SubnetOutputs, CloudError> {
        let zones = call.output(&self.zones)?.zones;
        let zone =
            zones.get(self.zone).ok_or_else(|| error::internal(format!("there is no zone number {}", self.zone)))?;
        let vpc = call.output(&self.vpc)?.vpc_id;
        let tags = tags::ec2::specification(call, ResourceType::Subnet);
        let create = call
            .clients
            .ec2
            .create_subnet()
            .vpc_id(vpc)
            .cidr_block(&self.cidr)
            .availability_zone(zone)
            .tag_specifications(tags);
        let answer = create.send().await?;
        outputs(answer.subnet().unwrap_or(&Found::builder().build()))
    }

    async fn poll(&self, call: &Call<'_>, outputs: &SubnetOutputs) -> Result<Poll<SubnetOutputs>, CloudError> {
        Ok(match current(call, outputs).await? {
            Some(now) => state(now == SubnetState::Available, outputs.clone(), now.as_str()),
            None => unseen(),
        })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &SubnetOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.ec2.delete_subnet().subnet_id(&outputs.subnet_id).send().await.or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &SubnetOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(current(call, outputs).await?.is_none()))
    }
}

fn outputs(subnet: &Found) -> Result<SubnetOutputs, CloudError> {
    Ok(SubnetOutputs {
        subnet_id: needed(subnet.subnet_id(), "subnet id")?,
        zone: needed(subnet.availability_zone(), "subnet's zone")?,
    })
}

async fn current(call: &Call<'_>, outputs: &SubnetOutputs) -> Result<Option<SubnetState>, CloudError> {
    let answer = call.clients.ec2.describe_subnets().subnet_ids(&outputs.subnet_id).send().await.or_absent()?;
    Ok(answer.and_then(|answer| {
        answer.subnets().first().map(|subnet| subnet.state().cloned().unwrap_or(SubnetState::Pending))
    }))
}
