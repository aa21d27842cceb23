//! The way out for servers in private subnets.

use serde_json::json;

use super::Writer;
use super::place::Place;
use super::written::Written;
use crate::resource::nat_gateway::NatGateway;

impl Writer for NatGateway {
    fn write(&self, at: &Place<'_>) -> Written {
        Written::resource(
            "AWS::EC2::NatGateway",
            json!({
                "SubnetId": at.reference(&self.subnet),
                "AllocationId": at.attribute(&self.address, "AllocationId"),
                "Tags": at.tag_list(),
            }),
        )
    }
}
