//! Target groups, with a health check that notices within half a minute.

use async_trait::async_trait;
use aws_sdk_elasticloadbalancingv2::operation::describe_target_group_attributes::DescribeTargetGroupAttributesOutput;
use aws_sdk_elasticloadbalancingv2::types::{
    Matcher, ProtocolEnum, TargetGroup as Found, TargetGroupAttribute, TargetGroupIpAddressTypeEnum, TargetTypeEnum,
};

use crate::aws::driver::named;
use crate::aws::error::{OrAbsent, internal, needed};
use crate::aws::tags::elb;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept};
use crate::resource::target_group::{
    CODES, DRAIN, DRAIN_KEY, HEALTHY, INTERVAL, TIMEOUT, TargetGroup, TargetGroupOutputs, UNHEALTHY,
};

#[async_trait]
impl Driver for TargetGroup {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<TargetGroupOutputs>, CloudError> {
        let answer = call.clients.elb.describe_target_groups().names(&self.name).send().await.or_absent()?;
        let Some(found) = answer.as_ref().and_then(|answer| answer.target_groups().first()) else {
            return Ok(Seen::Absent);
        };
        let outputs = outputs(found)?;
        Ok(Seen::named(elb::is_ours(call, &outputs.arn).await?, format!("the target group `{}`", self.name), outputs))
    }

    async fn create(&self, call: &Call<'_>) -> Result<TargetGroupOutputs, CloudError> {
        let request = call
            .clients
            .elb
            .create_target_group()
            .name(&self.name)
            .protocol(ProtocolEnum::Http)
            .port(self.port.into())
            .vpc_id(call.output(&self.vpc)?.vpc_id)
            .target_type(TargetTypeEnum::Instance)
            .ip_address_type(TargetGroupIpAddressTypeEnum::Ipv4)
            .health_check_protocol(ProtocolEnum::Http)
            .health_check_path(&self.health_path)
            .health_check_interval_seconds(INTERVAL)
            .health_check_timeout_seconds(TIMEOUT)
            .healthy_threshold_count(HEALTHY)
            .unhealthy_threshold_count(UNHEALTHY)
            .matcher(Matcher::builder().http_code(CODES).build())
            .set_tags(Some(elb::tags(call)));
        let answer = request.send().await?;
        outputs(
            answer
                .target_groups()
                .first()
                .ok_or_else(|| internal("AWS answered without the target group".to_owned()))?,
        )
    }

    async fn configure(&self, call: &Call<'_>, outputs: &TargetGroupOutputs) -> Result<(), CloudError> {
        let request = call
            .clients
            .elb
            .modify_target_group()
            .target_group_arn(&outputs.arn)
            .health_check_path(&self.health_path)
            .health_check_interval_seconds(INTERVAL)
            .health_check_timeout_seconds(TIMEOUT)
            .healthy_threshold_count(HEALTHY)
            .unhealthy_threshold_count(UNHEALTHY)
            .matcher(Matcher::builder().http_code(CODES).build());
        request.send().await?;
        let drain = TargetGroupAttribute::builder().key(DRAIN_KEY).value(DRAIN).build();
        call.clients
            .elb
            .modify_target_group_attributes()
            .target_group_arn(&outputs.arn)
            .attributes(drain)
            .send()
            .await?;
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, outputs: &TargetGroupOutputs) -> Result<Option<String>, CloudError> {
        let checks = call.clients.elb.describe_target_groups().target_group_arns(&outputs.arn).send();
        let attributes = call.clients.elb.describe_target_group_attributes().target_group_arn(&outputs.arn).send();
        let (checks, attributes) = tokio::join!(checks, attributes);
        let (checks, attributes) = (checks.or_absent()?, attributes.or_absent()?);
        let Some(found) = checks.as_ref().and_then(|answer| answer.target_groups().first()) else { return Ok(None) };
        let same = found.health_check_path() == Some(&self.health_path)
            && found.health_check_interval_seconds() == Some(INTERVAL)
            && found.health_check_timeout_seconds() == Some(TIMEOUT)
            && found.healthy_threshold_count() == Some(HEALTHY)
            && found.unhealthy_threshold_count() == Some(UNHEALTHY)
            && found.matcher().and_then(Matcher::http_code) == Some(CODES);
        let drain = attributes
            .iter()
            .flat_map(DescribeTargetGroupAttributesOutput::attributes)
            .find(|one| one.key() == Some(DRAIN_KEY));
        Ok(named([
            (!same, "how servers are checked"),
            (drain.is_some_and(|one| one.value() != Some(DRAIN)), "how long a leaving server may finish what it does"),
        ]))
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &TargetGroupOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.elb.delete_target_group().target_group_arn(&outputs.arn).send().await.or_absent()?;
        Ok(Vec::new())
    }
}

fn outputs(found: &Found) -> Result<TargetGroupOutputs, CloudError> {
    let arn = needed(found.target_group_arn(), "ARN of the target group")?;
    let full_name = arn.rsplit_once(':').map_or_else(|| arn.clone(), |(_, name)| name.to_owned());
    Ok(TargetGroupOutputs { arn, full_name })
}
