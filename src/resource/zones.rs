//! Two availability zones that offer the wanted server and database sizes. Letters differ between accounts, so they are asked for once and recorded.

use serde::{Deserialize, Serialize};

use super::{Change, Fake, Lifecycle, Phase, Resource};
use crate::model::NodeId;

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Zones {
    /// Server types that must be on offer, such as `t4g.small`.
    pub instance_types: Vec<String>,
    /// Database class such as `db.t4g.micro`, when there is a managed database.
    pub db_class: Option<String>,
    /// Major version that the database will have.
    #[serde(default)]
    pub db_version: Option<String>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZonesOutputs {
    /// Two zone names, sorted.
    pub zones: Vec<String>,
}

impl Resource for Zones {
    type Outputs = ZonesOutputs;

    const KIND: &'static str = "zones";
    const PHASE: Phase = Phase::Network;
    const LIFECYCLE: Lifecycle = Lifecycle::Lookup;
    const ACTIONS: &'static [&'static str] =
        &["ec2:DescribeAvailabilityZones", "ec2:DescribeInstanceTypeOfferings", "rds:DescribeOrderableDBInstanceOptions"];

    fn title(&self) -> String {
        "two data centres (zones) for these servers".to_owned()
    }

    fn refs(&self) -> Vec<NodeId> {
        Vec::new()
    }

    // The zones are settled once: other sizes later do not move a network.
    fn change_from(&self, _old: &Self) -> Change {
        Change::Update
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        ZonesOutputs { zones: vec![format!("{}a", fake.region), format!("{}b", fake.region)] }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.zones.join(", "))
    }
}
