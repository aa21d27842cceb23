//! Calls for the network's door to the internet.

use async_trait::async_trait;
use aws_sdk_ec2::types::{InternetGateway as Found, ResourceType};

use crate::aws::driver::{gone, state, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::{Call, Driver, Seen, tags};
use crate::engine::{CloudError, DataChoice, ErrorClass, Kept, Poll};
use crate::resource::internet_gateway::{InternetGateway, InternetGatewayOutputs};

#[async_trait]
impl Driver for InternetGateway {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<InternetGatewayOutputs>, CloudError> {
        let answer =
            call.clients.ec2.describe_internet_gateways().set_filters(Some(tags::ec2::filters(call))).send().await?;
        let found = answer.internet_gateways().iter().map(|gateway| {
            let id = needed(gateway.internet_gateway_id(), "gateway id")?;
            Ok((id.clone(), InternetGatewayOutputs { internet_gateway_id: id }))
        });
        Ok(Seen::judge(found.collect::<Result<_, CloudError>>()?))
    }

    async fn create(&self, call: &Call<'_>) -> Result<InternetGatewayOutputs, CloudError> {
        let tags = tags::ec2::specification(call, ResourceType::InternetGateway);
        let answer = call.clients.ec2.create_internet_gateway().tag_specifications(tags).send().await?;
        let id = answer.internet_gateway().and_then(Found::internet_gateway_id);
        Ok(InternetGatewayOutputs { internet_gateway_id: needed(id, "gateway id")? })
    }

    async fn configure(&self, call: &Call<'_>, outputs: &InternetGatewayOutputs) -> Result<(), CloudError> {
        let vpc = call.output(&self.vpc)?.vpc_id;
        if current(call, outputs).await?.is_some_and(|gateway| is_attached_to(&gateway, &vpc)) {
            return Ok(());
        }
        let attach =
            call.clients.ec2.attach_internet_gateway().internet_gateway_id(&outputs.internet_gateway_id).vpc_id(&vpc);
        match attach.send().await.map_err(CloudError::from) {
            // Attached by an earlier try that AWS did not show yet; `poll` sees whether it is to our network.
            Err(error) if error.class == ErrorClass::AlreadyExists => Ok(()),
            other => other.map(|_| ()),
        }
    }

    async fn changed(&self, call: &Call<'_>, outputs: &InternetGatewayOutputs) -> Result<Option<String>, CloudError> {
        let vpc = call.output(&self.vpc)?.vpc_id;
        let detached = current(call, outputs).await?.is_some_and(|gateway| !is_attached_to(&gateway, &vpc));
        Ok(detached.then(|| "it is no longer attached to the network".to_owned()))
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        outputs: &InternetGatewayOutputs,
    ) -> Result<Poll<InternetGatewayOutputs>, CloudError> {
        let vpc = call.output(&self.vpc)?.vpc_id;
        Ok(match current(call, outputs).await? {
            Some(gateway) => state(is_attached_to(&gateway, &vpc), outputs.clone(), "attaching it to the network"),
            None => unseen(),
        })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &InternetGatewayOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let id = &outputs.internet_gateway_id;
        let Some(gateway) = current(call, outputs).await? else { return Ok(Vec::new()) };
        for vpc in gateway.attachments().iter().filter_map(|attachment| attachment.vpc_id()) {
            call.clients.ec2.detach_internet_gateway().internet_gateway_id(id).vpc_id(vpc).send().await.or_absent()?;
        }
        call.clients.ec2.delete_internet_gateway().internet_gateway_id(id).send().await.or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &InternetGatewayOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(current(call, outputs).await?.is_none()))
    }
}

async fn current(call: &Call<'_>, outputs: &InternetGatewayOutputs) -> Result<Option<Found>, CloudError> {
    let ask = call.clients.ec2.describe_internet_gateways().internet_gateway_ids(&outputs.internet_gateway_id);
    Ok(ask.send().await.or_absent()?.and_then(|answer| answer.internet_gateways().first().cloned()))
}

// The state of an attachment is `available` for gateways, which the SDK's enum does not know.
fn is_attached_to(gateway: &Found, vpc: &str) -> bool {
    let ready = |attachment: &&aws_sdk_ec2::types::InternetGatewayAttachment| {
        attachment.state().is_none_or(|state| matches!(state.as_str(), "available" | "attached"))
    };
    gateway.attachments().iter().filter(ready).any(|attachment| attachment.vpc_id() == Some(vpc))
}
