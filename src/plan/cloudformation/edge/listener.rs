//! A port of the load balancer.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::listener::{Listener, ListenerAction, TLS_POLICY};

impl Writer for Listener {
    fn write(&self, at: &Place<'_>) -> Written {
        let (targets, certificate) = match &self.action {
            ListenerAction::Forward { targets } => (targets, None),
            ListenerAction::ForwardTls { targets, certificate } => (targets, Some(certificate)),
        };
        Written::resource(
            "AWS::ElasticLoadBalancingV2::Listener",
            json!({
                "LoadBalancerArn": at.reference(&self.load_balancer),
                "Port": self.port,
                "Protocol": if certificate.is_some() { "HTTPS" } else { "HTTP" },
                "SslPolicy": certificate.map(|_| TLS_POLICY),
                "Certificates": certificate.map(|certificate| json!([{"CertificateArn": at.reference(certificate)}])),
                "DefaultActions": [{"Type": "forward", "TargetGroupArn": at.reference(targets)}],
                "Tags": at.tag_list(),
            }),
        )
    }
}
