//! Ties a subnet to a route table.

use serde::{Deserialize, Serialize};

use crate::resource::route_table::RouteTable;
use crate::resource::subnet::Subnet;
use crate::resource::{Fake, Needed, Phase, Ref, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RouteTableAssociation {
    pub table: Ref<RouteTable>,
    pub subnet: Ref<Subnet>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteTableAssociationOutputs {
    pub association_id: String,
}

impl Resource for RouteTableAssociation {
    type Outputs = RouteTableAssociationOutputs;

    const KIND: &'static str = "route-table-association";
    const PHASE: Phase = Phase::Network;
    const ACTIONS: &'static [&'static str] =
        &["ec2:AssociateRouteTable", "ec2:DescribeRouteTables", "ec2:DisassociateRouteTable"];

    fn title(&self) -> String {
        "subnet uses its route table".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.table.needed(), self.subnet.needed()]
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        RouteTableAssociationOutputs { association_id: fake.id("rtbassoc") }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.association_id.clone())
    }
}
