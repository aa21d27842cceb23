//! The domain pointed at the app, and the mark that says whose record it is.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::{ID, Place, filled};
use crate::plan::cloudformation::written::Written;
use crate::resource::Target;
use crate::resource::dns_record::{DnsRecord, TTL_SECONDS, mark_name, mark_owner};

impl Writer for DnsRecord {
    fn write(&self, at: &Place<'_>) -> Written {
        let zone = at.reference(&self.zone);
        let host = self.target.host(at).unwrap_or_default();
        let record = match &self.target {
            Target::Address(_) => json!({
                "HostedZoneId": zone, "Name": self.name, "Type": "A", "TTL": TTL_SECONDS.to_string(),
                "ResourceRecords": [filled(host.as_str().into())],
            }),
            Target::LoadBalancer(balancer) => json!({
                "HostedZoneId": zone, "Name": self.name, "Type": "A",
                "AliasTarget": {
                    "DNSName": at.attribute(balancer, "DNSName"),
                    "HostedZoneId": at.attribute(balancer, "CanonicalHostedZoneID"),
                    "EvaluateTargetHealth": true,
                },
            }),
        };
        let mark = filled(format!("\"{}{host}\"", mark_owner(ID)).into());
        let mark = json!({
            "HostedZoneId": zone, "Name": mark_name(&self.name), "Type": "TXT", "TTL": TTL_SECONDS.to_string(),
            "ResourceRecords": [mark],
        });
        Written::resource("AWS::Route53::RecordSet", record).and("Mark", "AWS::Route53::RecordSet", mark)
    }
}
