//! The domain answers with the app's address at its own name servers.

use serde::{Deserialize, Serialize};

use super::{Fake, Lifecycle, Phase, Resource, Target};
use crate::model::NodeId;

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
    const ACTIONS: &'static [&'static str] = &[];

    fn title(&self) -> String {
        "the domain is visible".to_owned()
    }

    fn refs(&self) -> Vec<NodeId> {
        let mut refs = self.records.clone();
        refs.push(self.target.reference());
        refs
    }

    fn waiting(&self) -> &'static str {
        "waiting for DNS"
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        DnsVisibleOutputs { names: self.names.clone(), value: self.target.host(fake.lookup).unwrap_or_default() }
    }
}
