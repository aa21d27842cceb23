//! The account's own DNS zone of the domain (Route 53), looked up, never created or deleted.

use serde::{Deserialize, Serialize};

use crate::model::{Quantity, Usage};
use crate::resource::{Fake, Lifecycle, Needed, Phase, PriceKey, PriceLine, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostedZone {
    /// The app's domain name; the zone is the longest one of the account that contains it.
    pub domain: String,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostedZoneOutputs {
    pub zone_id: String,
    pub name: String,
    pub name_servers: Vec<String>,
    /// Other public zones of the same name in the account, which the world does not ask.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unused: Vec<String>,
    /// The name servers that the world asked in place of `name_servers` when this was looked up; empty where it asked
    /// none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_instead: Option<Vec<String>>,
}

impl Resource for HostedZone {
    type Outputs = HostedZoneOutputs;

    const KIND: &'static str = "hosted-zone";
    const PHASE: Phase = Phase::Certificate;
    const LIFECYCLE: Lifecycle = Lifecycle::Lookup;
    const EXPLAINED: &'static [(&'static str, &'static str)] =
        &[("DNS zone", "The place where the names of your domain are kept, billed for every month (Route 53).")];
    const ACTIONS: &'static [&'static str] = &["route53:GetHostedZone", "route53:ListHostedZonesByName"];

    fn title(&self) -> String {
        format!("DNS zone of {} (Route 53)", self.domain)
    }

    fn refs(&self) -> Vec<Needed> {
        Vec::new()
    }

    fn prices(&self, _usage: &Usage) -> Vec<PriceLine> {
        vec![
            PriceLine::new(
                "DNS zone",
                PriceKey::new("route53", "hosted_zone_month_first_25"),
                Quantity::whole(1),
                "zones",
            )
            .note("your zone; billed whether the app runs or not"),
        ]
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        let name = self.domain.split_once('.').map_or(self.domain.as_str(), |(_, parent)| parent).to_owned();
        HostedZoneOutputs {
            zone_id: format!("Z{}", fake.hex(16).to_uppercase()),
            name,
            name_servers: vec!["ns-1.awsdns-01.org".to_owned(), "ns-2.awsdns-02.com".to_owned()],
            unused: Vec::new(),
            asked_instead: None,
        }
    }

    fn remark(outputs: &Self::Outputs) -> Option<String> {
        let Self::Outputs { zone_id, name, unused, name_servers, asked_instead } = outputs;
        if let Some(asked) = asked_instead {
            let now = if asked.is_empty() {
                "the world asks nobody for it".to_owned()
            } else {
                format!("it is at {}", asked.join(", "))
            };
            return Some(format!(
                "{name} is not pointed to your DNS zone yet ({now}): where the domain is registered, set its name \
                 servers to {}. You may go on meanwhile: the run makes everything else, then waits until they are seen",
                name_servers.join(", ")
            ));
        }
        let others = unused.join(", ");
        (!unused.is_empty()).then(|| {
            format!(
                "your account has several DNS zones named {name}: {zone_id} is the one \
            that the world asks, so it is used, and {others} is left alone"
            )
        })
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.zone_id.clone())
    }
}
