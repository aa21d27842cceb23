//! The group of servers. A change of its template replaces them one after the other.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::{Place, filled};
use crate::plan::cloudformation::written::Written;
use crate::resource::auto_scaling_group::{
    AutoScalingGroup, GIVE_UP, GRACE_SECONDS, HEALTH_CHECK, LAUNCHING, SILENCE_SECONDS, TERMINATION, WARMUP_SECONDS,
};

impl Writer for AutoScalingGroup {
    fn write(&self, at: &Place<'_>) -> Written {
        let hooks = (!self.hook.is_empty()).then(|| {
            json!([{
                "LifecycleHookName": self.hook, "LifecycleTransition": LAUNCHING, "HeartbeatTimeout": SILENCE_SECONDS,
                "DefaultResult": GIVE_UP,
            }])
        });
        let tags =
            at.tags().into_iter().map(|(key, value)| json!({"Key": key, "Value": value, "PropagateAtLaunch": true}));
        // CloudFormation wants room for one more than stay in service.
        let staying = self.minimum.min(self.maximum.saturating_sub(1));
        Written::resource(
            "AWS::AutoScaling::AutoScalingGroup",
            json!({
                "AutoScalingGroupName": self.name,
                "LaunchTemplate": {
                    "LaunchTemplateId": at.reference(&self.template),
                    "Version": at.attribute(&self.template, "LatestVersionNumber"),
                },
                "MinSize": self.minimum.to_string(),
                "DesiredCapacity": self.minimum.to_string(),
                "MaxSize": self.maximum.to_string(),
                "VPCZoneIdentifier": at.references(&self.subnets),
                "TargetGroupARNs": [at.reference(&self.targets)],
                "HealthCheckType": HEALTH_CHECK,
                "HealthCheckGracePeriod": GRACE_SECONDS,
                "DefaultInstanceWarmup": WARMUP_SECONDS,
                "LifecycleHookSpecificationList": hooks,
                "TerminationPolicies": [TERMINATION],
                "Tags": filled(tags.collect()),
            }),
        )
        .updated_by(json!({"AutoScalingRollingUpdate": {"MinInstancesInService": staying, "MaxBatchSize": 1}}))
    }
}
