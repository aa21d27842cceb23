//! Application load balancers.

use async_trait::async_trait;
use aws_sdk_elasticloadbalancingv2::operation::describe_load_balancer_attributes::DescribeLoadBalancerAttributesOutput;
use aws_sdk_elasticloadbalancingv2::types::{
    IpAddressType, LoadBalancer as Found, LoadBalancerAttribute, LoadBalancerSchemeEnum, LoadBalancerStateEnum,
    LoadBalancerTypeEnum,
};

use crate::aws::error::{OrAbsent, internal, needed};
use crate::aws::tags::elb;
use crate::aws::{Call, Driver, Seen, driver};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::model::text::clean_line;
use crate::resource::load_balancer::{DROP_INVALID_HEADERS, LoadBalancer, LoadBalancerOutputs};

const ON: &str = "true";

#[async_trait]
impl Driver for LoadBalancer {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<LoadBalancerOutputs>, CloudError> {
        let answer = call.clients.elb.describe_load_balancers().names(&self.name).send().await.or_absent()?;
        let Some(found) = answer.as_ref().and_then(|answer| answer.load_balancers().first()) else {
            return Ok(Seen::Absent);
        };
        let outputs = outputs(found)?;
        Ok(Seen::named(elb::is_ours(call, &outputs.arn).await?, format!("the load balancer `{}`", self.name), outputs))
    }

    async fn create(&self, call: &Call<'_>) -> Result<LoadBalancerOutputs, CloudError> {
        let mut subnets = Vec::new();
        for subnet in &self.subnets {
            subnets.push(call.output(subnet)?.subnet_id);
        }
        let request = call
            .clients
            .elb
            .create_load_balancer()
            .name(&self.name)
            .r#type(LoadBalancerTypeEnum::Application)
            .scheme(LoadBalancerSchemeEnum::InternetFacing)
            .ip_address_type(IpAddressType::Ipv4)
            .set_subnets(Some(subnets))
            .security_groups(call.output(&self.group)?.group_id)
            .set_tags(Some(elb::tags(call)));
        let answer = request.send().await?;
        outputs(
            answer
                .load_balancers()
                .first()
                .ok_or_else(|| internal("AWS answered without the load balancer".to_owned()))?,
        )
    }

    async fn configure(&self, call: &Call<'_>, outputs: &LoadBalancerOutputs) -> Result<(), CloudError> {
        let attribute = LoadBalancerAttribute::builder().key(DROP_INVALID_HEADERS).value(ON).build();
        call.clients
            .elb
            .modify_load_balancer_attributes()
            .load_balancer_arn(&outputs.arn)
            .attributes(attribute)
            .send()
            .await?;
        let group = call.output(&self.group)?.group_id;
        if current(call, &outputs.arn).await?.is_some_and(|found| found.security_groups() != [group.as_str()]) {
            call.clients
                .elb
                .set_security_groups()
                .load_balancer_arn(&outputs.arn)
                .security_groups(group)
                .send()
                .await?;
        }
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, outputs: &LoadBalancerOutputs) -> Result<Option<String>, CloudError> {
        let group = call.output(&self.group)?.group_id;
        let ask = call.clients.elb.describe_load_balancer_attributes().load_balancer_arn(&outputs.arn).send();
        let (attributes, found) = tokio::join!(ask, current(call, &outputs.arn));
        let attributes = attributes.or_absent()?;
        let malformed = attributes
            .iter()
            .flat_map(DescribeLoadBalancerAttributesOutput::attributes)
            .find(|one| one.key() == Some(DROP_INVALID_HEADERS));
        Ok(driver::named([
            (malformed.is_some_and(|one| one.value() != Some(ON)), "malformed requests reach the app"),
            (found?.is_some_and(|found| found.security_groups() != [group.as_str()]), "its firewall"),
        ]))
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        outputs: &LoadBalancerOutputs,
    ) -> Result<Poll<LoadBalancerOutputs>, CloudError> {
        let Some(found) = current(call, &outputs.arn).await? else { return Ok(driver::unseen()) };
        let state = found.state();
        Ok(match state.and_then(|state| state.code()) {
            Some(LoadBalancerStateEnum::Active | LoadBalancerStateEnum::ActiveImpaired) => {
                Poll::Ready(self::outputs(&found)?)
            }
            Some(LoadBalancerStateEnum::Failed) => {
                let why = clean_line(state.and_then(|state| state.reason()).unwrap_or_default());
                return Err(CloudError::stop("LoadBalancerFailed", "AWS could not make the load balancer")
                    .why(why)
                    .hint("run the same command again to make a new one")
                    .start_over(call.node.clone()));
            }
            _ => Poll::Waiting("provisioning the load balancer".to_owned()),
        })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &LoadBalancerOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.elb.delete_load_balancer().load_balancer_arn(&outputs.arn).send().await.or_absent()?;
        Ok(Vec::new())
    }

    /// Its network interfaces stay some minutes longer; security groups and subnets wait for them.
    async fn poll_gone(&self, call: &Call<'_>, outputs: &LoadBalancerOutputs) -> Result<Poll<()>, CloudError> {
        Ok(driver::gone(current(call, &outputs.arn).await?.is_none()))
    }
}

async fn current(call: &Call<'_>, arn: &str) -> Result<Option<Found>, CloudError> {
    let answer = call.clients.elb.describe_load_balancers().load_balancer_arns(arn).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.load_balancers().first().cloned()))
}

fn outputs(found: &Found) -> Result<LoadBalancerOutputs, CloudError> {
    Ok(LoadBalancerOutputs {
        arn: needed(found.load_balancer_arn(), "ARN of the load balancer")?,
        dns_name: needed(found.dns_name(), "name of the load balancer")?,
        hosted_zone_id: needed(found.canonical_hosted_zone_id(), "DNS zone of the load balancer")?,
    })
}
