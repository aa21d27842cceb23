//! Target tracking: AWS adds and removes servers to keep the processors' average where it should be.

use async_trait::async_trait;
use aws_sdk_autoscaling::types::{MetricType, PredefinedMetricSpecification, TargetTrackingConfiguration};

use crate::aws::error::OrAbsent;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept};
use crate::resource::scaling_policy::{METRIC, POLICY_TYPE, ScalingPolicy, ScalingPolicyOutputs};

#[async_trait]
impl Driver for ScalingPolicy {
    /// A policy has no tags; it belongs to whom its group belongs to.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<ScalingPolicyOutputs>, CloudError> {
        let outputs = ScalingPolicyOutputs { group: call.output(&self.group)?.name, name: self.name.clone() };
        Ok(if target(call, &outputs).await?.is_some() { Seen::Ours(outputs) } else { Seen::Absent })
    }

    async fn create(&self, call: &Call<'_>) -> Result<ScalingPolicyOutputs, CloudError> {
        let outputs = ScalingPolicyOutputs { group: call.output(&self.group)?.name, name: self.name.clone() };
        let metric = PredefinedMetricSpecification::builder().predefined_metric_type(MetricType::from(METRIC)).build();
        let tracking = TargetTrackingConfiguration::builder()
            .predefined_metric_specification(metric)
            .target_value(self.cpu_percent.into())
            .build();
        let request = call
            .clients
            .autoscaling
            .put_scaling_policy()
            .auto_scaling_group_name(&outputs.group)
            .policy_name(&outputs.name);
        request.policy_type(POLICY_TYPE).target_tracking_configuration(tracking).send().await?;
        Ok(outputs)
    }

    async fn configure(&self, call: &Call<'_>, outputs: &ScalingPolicyOutputs) -> Result<(), CloudError> {
        let same = target(call, outputs).await?.is_some_and(|found| (found - f64::from(self.cpu_percent)).abs() < 0.01);
        if !same {
            self.create(call).await?;
        }
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, outputs: &ScalingPolicyOutputs) -> Result<Option<String>, CloudError> {
        let differs =
            target(call, outputs).await?.is_some_and(|found| (found - f64::from(self.cpu_percent)).abs() >= 0.01);
        Ok(differs.then(|| "when servers are added".to_owned()))
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &ScalingPolicyOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        // The answer for a policy that is gone is no proper NotFound, so look first.
        if target(call, outputs).await?.is_some() {
            let request = call
                .clients
                .autoscaling
                .delete_policy()
                .auto_scaling_group_name(&outputs.group)
                .policy_name(&outputs.name);
            request.send().await.or_absent()?;
        }
        Ok(Vec::new())
    }
}

/// The average that an existing policy aims at.
async fn target(call: &Call<'_>, outputs: &ScalingPolicyOutputs) -> Result<Option<f64>, CloudError> {
    let request = call
        .clients
        .autoscaling
        .describe_policies()
        .auto_scaling_group_name(&outputs.group)
        .policy_names(&outputs.name);
    let answer = request.send().await.or_absent()?;
    let policy = answer.and_then(|answer| answer.scaling_policies().first().cloned());
    Ok(policy.map(|policy| {
        policy.target_tracking_configuration().and_then(TargetTrackingConfiguration::target_value).unwrap_or_default()
    }))
}
