//! The load balancer.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::Outputs;
use crate::resource::load_balancer::{DROP_INVALID_HEADERS, LoadBalancer, LoadBalancerOutputs};

impl Writer for LoadBalancer {
    fn write(&self, at: &Place<'_>) -> Written {
        let host =
            json!({"Description": "Host name of the load balancer", "Value": {"Fn::GetAtt": [at.name(), "DNSName"]}});
        Written::resource(
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            json!({
                "Name": self.name,
                "Type": "application",
                "Scheme": "internet-facing",
                "IpAddressType": "ipv4",
                "Subnets": at.references(&self.subnets),
                "SecurityGroups": [at.attribute(&self.group, "GroupId")],
                "LoadBalancerAttributes": [{"Key": DROP_INVALID_HEADERS, "Value": "true"}],
                "Tags": at.tag_list(),
            }),
        )
        .output(at.name().to_owned(), host)
    }

    fn outputs(&self, at: &Place<'_>) -> Option<Outputs> {
        let hosted_zone_id = at.own("CanonicalHostedZoneID");
        Some(Outputs::LoadBalancer(LoadBalancerOutputs {
            arn: at.itself(),
            dns_name: at.own("DNSName"),
            hosted_zone_id,
        }))
    }
}
