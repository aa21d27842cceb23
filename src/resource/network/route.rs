//! One route: to the internet directly or through the NAT gateway.

use serde::{Deserialize, Serialize};

use crate::resource::internet_gateway::InternetGateway;
use crate::resource::nat_gateway::NatGateway;
use crate::resource::route_table::RouteTable;
use crate::resource::{Change, Fake, Needed, Phase, Ref, Resource};

/// Where a route leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RouteTarget {
    Internet(Ref<InternetGateway>),
    Nat(Ref<NatGateway>),
}

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Route {
    pub table: Ref<RouteTable>,
    /// IPv4 range, `0.0.0.0/0` for everything else.
    pub destination: String,
    pub target: RouteTarget,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteOutputs {
    pub route_table_id: String,
    pub destination: String,
}

impl Resource for Route {
    type Outputs = RouteOutputs;

    const KIND: &'static str = "route";
    const PHASE: Phase = Phase::Network;
    const ACTIONS: &'static [&'static str] =
        &["ec2:CreateRoute", "ec2:DeleteRoute", "ec2:DescribeRouteTables", "ec2:ReplaceRoute"];

    fn title(&self) -> String {
        match self.target {
            RouteTarget::Internet(_) => "route to the internet".to_owned(),
            RouteTarget::Nat(_) => "route out through the NAT gateway".to_owned(),
        }
    }

    fn refs(&self) -> Vec<Needed> {
        let target = match &self.target {
            RouteTarget::Internet(gateway) => gateway.needed(),
            RouteTarget::Nat(gateway) => gateway.needed(),
        };
        vec![self.table.needed(), target]
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.table == old.table && self.destination == old.destination { Change::Update } else { Change::Replace }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        RouteOutputs {
            route_table_id: fake.get(&self.table).map(|table| table.route_table_id).unwrap_or_default(),
            destination: self.destination.clone(),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(format!("{} {}", outputs.route_table_id, outputs.destination))
    }
}
