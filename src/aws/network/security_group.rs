//! Calls for a firewall.

use async_trait::async_trait;
use aws_sdk_ec2::types::{ResourceType, SecurityGroup as Found};

use crate::aws::driver::{gone, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::ec2::filter;
use crate::aws::{Call, Driver, Seen, tags};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::security_group::{SecurityGroup, SecurityGroupOutputs};

#[async_trait]
impl Driver for SecurityGroup {
    // Names are unique in a network whatever their case, so one of that name without our tags stands in the way.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<SecurityGroupOutputs>, CloudError> {
        let vpc = call.output(&self.vpc)?.vpc_id;
        let mut pages = call
            .clients
            .ec2
            .describe_security_groups()
            .filters(filter("vpc-id", [vpc.as_str()]))
            .into_paginator()
            .items()
            .send();
        let (mut ours, mut namesake) = (Vec::new(), None);
        while let Some(group) = pages.next().await {
            let group = group?;
            if call.is_node(tags::ec2::pairs(group.tags())) {
                let outputs = outputs(group.group_id())?;
                ours.push((outputs.group_id.clone(), outputs));
            } else if group.group_name().is_some_and(|name| name.eq_ignore_ascii_case(&self.name)) {
                namesake = Some(needed(group.group_id(), "group id")?);
            }
        }
        Ok(match namesake {
            Some(id) if ours.is_empty() => Seen::Foreign(format!("{id} is already called `{}`", self.name)),
            _ => Seen::judge(ours),
        })
    }

    async fn create(&self, call: &Call<'_>) -> Result<SecurityGroupOutputs, CloudError> {
        let create = call.clients.ec2.create_security_group().group_name(&self.name).description(&self.description);
        let tags = tags::ec2::specification(call, ResourceType::SecurityGroup);
        outputs(create.vpc_id(call.output(&self.vpc)?.vpc_id).tag_specifications(tags).send().await?.group_id())
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        outputs: &SecurityGroupOutputs,
    ) -> Result<Poll<SecurityGroupOutputs>, CloudError> {
        Ok(if current(call, outputs).await?.is_some() { Poll::Ready(outputs.clone()) } else { unseen() })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &SecurityGroupOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.ec2.delete_security_group().group_id(&outputs.group_id).send().await.or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &SecurityGroupOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(current(call, outputs).await?.is_none()))
    }
}

fn outputs(id: Option<&str>) -> Result<SecurityGroupOutputs, CloudError> {
    Ok(SecurityGroupOutputs { group_id: needed(id, "group id")? })
}

async fn current(call: &Call<'_>, outputs: &SecurityGroupOutputs) -> Result<Option<Found>, CloudError> {
    let answer = call.clients.ec2.describe_security_groups().group_ids(&outputs.group_id).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.security_groups().first().cloned()))
}
