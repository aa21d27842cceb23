//! Calls for the way out of private subnets.

use async_trait::async_trait;
use aws_sdk_ec2::types::{NatGateway as Found, NatGatewayState as State, ResourceType};

use crate::aws::driver::{gone, state, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::ec2::filter;
use crate::aws::{Call, Driver, Seen, tags};
use crate::engine::{CloudError, DataChoice, ErrorClass, Kept, Poll};
use crate::model::text::clean_line;
use crate::resource::nat_gateway::{NatGateway, NatGatewayOutputs};

#[async_trait]
impl Driver for NatGateway {
    // Failed and deleted gateways stay visible for about an hour.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<NatGatewayOutputs>, CloudError> {
        let mut filters = tags::ec2::filters(call);
        filters.push(filter("state", ["pending", "available"]));
        let answer = call.clients.ec2.describe_nat_gateways().set_filter(Some(filters)).send().await?;
        let found = answer
            .nat_gateways()
            .iter()
            .map(|gateway| outputs(gateway).map(|outputs| (outputs.nat_gateway_id.clone(), outputs)));
        Ok(Seen::judge(found.collect::<Result<_, _>>()?))
    }

    async fn create(&self, call: &Call<'_>) -> Result<NatGatewayOutputs, CloudError> {
        let (subnet, address) = (call.output(&self.subnet)?.subnet_id, call.output(&self.address)?.allocation_id);
        let tags = tags::ec2::specification(call, ResourceType::Natgateway);
        let create =
            call.clients.ec2.create_nat_gateway().subnet_id(subnet).allocation_id(address).client_token(call.token);
        let answer = create.tag_specifications(tags).send().await?;
        outputs(answer.nat_gateway().unwrap_or(&Found::builder().build()))
    }

    async fn poll(&self, call: &Call<'_>, outputs: &NatGatewayOutputs) -> Result<Poll<NatGatewayOutputs>, CloudError> {
        let Some(gateway) = current(call, outputs).await? else { return Ok(unseen()) };
        match gateway.state() {
            Some(State::Failed) => Err(failed(&gateway).start_over(call.node.clone())),
            Some(State::Deleting | State::Deleted) => Err(CloudError::new(
                ErrorClass::NotFound,
                "NatGatewayNotFound",
                format!("{} was deleted", outputs.nat_gateway_id),
            )),
            now => Ok(state(now == Some(&State::Available), outputs.clone(), now.map_or("", State::as_str))),
        }
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &NatGatewayOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        if !is_over(current(call, outputs).await?.as_ref()) {
            call.clients.ec2.delete_nat_gateway().nat_gateway_id(&outputs.nat_gateway_id).send().await.or_absent()?;
        }
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &NatGatewayOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(is_over(current(call, outputs).await?.as_ref())))
    }
}

fn outputs(gateway: &Found) -> Result<NatGatewayOutputs, CloudError> {
    Ok(NatGatewayOutputs { nat_gateway_id: needed(gateway.nat_gateway_id(), "NAT gateway id")? })
}

/// Holds nothing any more; a failed one vanishes by itself.
fn is_over(gateway: Option<&Found>) -> bool {
    gateway.is_none_or(|gateway| matches!(gateway.state(), Some(State::Deleted | State::Failed)))
}

fn failed(gateway: &Found) -> CloudError {
    let code = clean_line(gateway.failure_code().unwrap_or("NatGatewayFailed"));
    CloudError::stop(&code, "AWS could not start the NAT gateway")
        .why(clean_line(gateway.failure_message().unwrap_or_default()))
        .hint("run the same command again: the failed gateway costs nothing and vanishes within an hour")
}

async fn current(call: &Call<'_>, outputs: &NatGatewayOutputs) -> Result<Option<Found>, CloudError> {
    let answer =
        call.clients.ec2.describe_nat_gateways().nat_gateway_ids(&outputs.nat_gateway_id).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.nat_gateways().first().cloned()))
}
