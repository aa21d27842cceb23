//! Calls for the private network.

use async_trait::async_trait;
use aws_sdk_ec2::types::{AttributeBooleanValue, ResourceType, VpcAttributeName, VpcState};

use crate::aws::driver::{gone, named, state, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::{Call, Driver, Seen, tags};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::vpc::{Vpc, VpcOutputs};

#[async_trait]
impl Driver for Vpc {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<VpcOutputs>, CloudError> {
        let answer = call.clients.ec2.describe_vpcs().set_filters(Some(tags::ec2::filters(call))).send().await?;
        let ids = answer.vpcs().iter().map(|vpc| needed(vpc.vpc_id(), "VPC id"));
        Ok(Seen::judge(ids.map(|id| id.map(|id| (id.clone(), VpcOutputs { vpc_id: id }))).collect::<Result<_, _>>()?))
    }

    async fn create(&self, call: &Call<'_>) -> Result<VpcOutputs, CloudError> {
        let tags = tags::ec2::specification(call, ResourceType::Vpc);
        let answer = call.clients.ec2.create_vpc().cidr_block(&self.cidr).tag_specifications(tags).send().await?;
        Ok(VpcOutputs { vpc_id: needed(answer.vpc().and_then(|vpc| vpc.vpc_id()), "VPC id")? })
    }

    // One attribute per call. Host names need DNS support, which a network has unless somebody switched it off.
    async fn configure(&self, call: &Call<'_>, outputs: &VpcOutputs) -> Result<(), CloudError> {
        let on = || AttributeBooleanValue::builder().value(true).build();
        let change = || call.clients.ec2.modify_vpc_attribute().vpc_id(&outputs.vpc_id);
        let host_names = || change().enable_dns_hostnames(on()).send();
        let (support, named) = tokio::join!(change().enable_dns_support(on()).send(), host_names());
        support?;
        if named.is_err() {
            host_names().await?;
        }
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, outputs: &VpcOutputs) -> Result<Option<String>, CloudError> {
        let ask = |name| call.clients.ec2.describe_vpc_attribute().vpc_id(&outputs.vpc_id).attribute(name).send();
        let (support, names) =
            tokio::try_join!(ask(VpcAttributeName::EnableDnsSupport), ask(VpcAttributeName::EnableDnsHostnames))?;
        let is_off =
            |value: Option<&AttributeBooleanValue>| value.and_then(AttributeBooleanValue::value) == Some(false);
        Ok(named([
            (is_off(support.enable_dns_support()), "names are no longer looked up in it (DNS support)"),
            (is_off(names.enable_dns_hostnames()), "what is in it no longer gets names (DNS host names)"),
        ]))
    }

    async fn poll(&self, call: &Call<'_>, outputs: &VpcOutputs) -> Result<Poll<VpcOutputs>, CloudError> {
        Ok(match current(call, outputs).await? {
            Some(now) => state(now == VpcState::Available, outputs.clone(), now.as_str()),
            None => unseen(),
        })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &VpcOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.ec2.delete_vpc().vpc_id(&outputs.vpc_id).send().await.or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &VpcOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(current(call, outputs).await?.is_none()))
    }
}

async fn current(call: &Call<'_>, outputs: &VpcOutputs) -> Result<Option<VpcState>, CloudError> {
    let answer = call.clients.ec2.describe_vpcs().vpc_ids(&outputs.vpc_id).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.vpcs().first().map(|vpc| vpc.state().cloned().unwrap_or(VpcState::Pending))))
}
