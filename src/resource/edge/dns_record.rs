//! The domain pointed at the app, in the account's zone. Never written over a record of somebody else.

use serde::{Deserialize, Serialize};

use crate::resource::hosted_zone::HostedZone;
use crate::resource::{Change, Fake, Needed, Phase, Ref, Resource, Target};

/// Short, so that a move to another address is noticed soon.
pub const TTL_SECONDS: i64 = 60;

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DnsRecord {
    pub zone: Ref<HostedZone>,
    /// Host name without a final dot.
    pub name: String,
    pub target: Target,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsRecordOutputs {
    pub zone_id: String,
    pub name: String,
    /// What it pointed at when last written.
    pub value: String,
}

impl Resource for DnsRecord {
    type Outputs = DnsRecordOutputs;

    const KIND: &'static str = "dns-record";
    const MOVES_VISITORS: bool = true;
    const PHASE: Phase = Phase::Certificate;
    const MENDED: bool = true;
    const ACTIONS: &'static [&'static str] = &["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"];

    fn title(&self) -> String {
        format!("{} points to the app", self.name)
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.zone.needed(), self.target.reference()]
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.zone == old.zone && self.name == old.name { Change::Update } else { Change::Replace }
    }

    fn when_taken(&self) -> &'static str {
        "choose another domain name for the app, or remove that record in Route 53 if nothing needs it any more"
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        DnsRecordOutputs {
            zone_id: fake.get(&self.zone).map(|zone| zone.zone_id).unwrap_or_default(),
            name: self.name.clone(),
            value: self.target.host(fake.lookup).unwrap_or_default(),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}

/// Name of the TXT record beside a record of this name, which says whose it is.
#[must_use]
pub fn mark_name(name: &str) -> String {
    format!("_cloudstead.{name}")
}

/// How its text begins for the deployment with this id; the value of the record follows.
#[must_use]
pub fn mark_owner(id: &str) -> String {
    format!("cloudstead id={id} value=")
}
