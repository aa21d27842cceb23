//! When servers are added and removed. CloudFormation chooses the policy's name.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::scaling_policy::{METRIC, POLICY_TYPE, ScalingPolicy};

impl Writer for ScalingPolicy {
    fn write(&self, at: &Place<'_>) -> Written {
        let tracking =
            json!({"PredefinedMetricSpecification": {"PredefinedMetricType": METRIC}, "TargetValue": self.cpu_percent});
        Written::resource(
            "AWS::AutoScaling::ScalingPolicy",
            json!({
                "AutoScalingGroupName": at.reference(&self.group),
                "PolicyType": POLICY_TYPE,
                "TargetTrackingConfiguration": tracking,
            }),
        )
    }
}
