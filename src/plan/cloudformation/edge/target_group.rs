//! The servers as the load balancer sees them.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::target_group::{CODES, DRAIN, DRAIN_KEY, HEALTHY, INTERVAL, TIMEOUT, TargetGroup, UNHEALTHY};

impl Writer for TargetGroup {
    fn write(&self, at: &Place<'_>) -> Written {
        Written::resource(
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            json!({
                "Name": self.name,
                "Protocol": "HTTP",
                "Port": self.port,
                "VpcId": at.reference(&self.vpc),
                "TargetType": "instance",
                "IpAddressType": "ipv4",
                "HealthCheckProtocol": "HTTP",
                "HealthCheckPath": self.health_path,
                "HealthCheckIntervalSeconds": INTERVAL,
                "HealthCheckTimeoutSeconds": TIMEOUT,
                "HealthyThresholdCount": HEALTHY,
                "UnhealthyThresholdCount": UNHEALTHY,
                "Matcher": {"HttpCode": CODES},
                "TargetGroupAttributes": [{"Key": DRAIN_KEY, "Value": DRAIN}],
                "Tags": at.tag_list(),
            }),
        )
    }
}
