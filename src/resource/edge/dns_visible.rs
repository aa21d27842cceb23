//! The domain answers with the app's address at its own name servers.

use serde::{Deserialize, Serialize};

use crate::model::NodeId;
use crate::resource::{Fake, Lifecycle, Lookup, Needed, Phase, Resource, Target};

/// Usual seconds until records that a person adds elsewhere are visible.
pub const BY_HAND_SECONDS: u32 = 300;

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DnsVisible {
    pub names: Vec<String>,
    pub target: Target,
    /// Written by us before it can be visible; empty when the person adds records elsewhere.
    pub records: Vec<NodeId>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsVisibleOutputs {
    pub names: Vec<String>,
    /// Address or host name that was seen.
    pub value: String,
}

impl Resource for DnsVisible {
    type Outputs = DnsVisibleOutputs;

    const KIND: &'static str = "dns-visible";
    const MOVES_VISITORS: bool = true;
    const PHASE: Phase = Phase::Certificate;
    const LIFECYCLE: Lifecycle = Lifecycle::Probe;
    const RECORDS_FOR: &'static str = "lead people to the app";
    const ACTIONS: &'static [&'static str] = &[];

    fn title(&self) -> String {
        "the domain is visible".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        let mut refs = Needed::all(&self.records);
        refs.push(self.target.reference());
        refs
    }

    /// Somebody who reads the records, signs in elsewhere and copies them.
    fn extra_seconds(&self) -> u32 {
        if self.records.is_empty() { BY_HAND_SECONDS } else { 0 }
    }

    fn asks(&self, lookup: &dyn Lookup) -> String {
        let Some(value) = self.target.host(lookup).ok().filter(|_| self.records.is_empty()) else {
            return String::new();
        };
        let kind = self.target.record();
        let lines = self.names.iter().map(|name| format!("add at your DNS provider: {name} {kind} {value}"));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn records(&self, seen: Option<&Self::Outputs>, lookup: &dyn Lookup) -> Vec<String> {
        let kind = self.target.record();
        let value = match seen {
            Some(seen) => format!(" {}", seen.value),
            // Asked for and not seen yet.
            None => self.target.host(lookup).map_or_else(|_| String::new(), |host| format!(" {host}")),
        };
        self.names.iter().map(|name| format!("{name} {kind}{value}")).collect()
    }

    fn waiting(&self) -> &'static str {
        "waiting for DNS"
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        DnsVisibleOutputs { names: self.names.clone(), value: self.target.host(fake.lookup).unwrap_or_default() }
    }
}
