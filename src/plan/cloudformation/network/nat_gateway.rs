//! The way out for servers in private subnets.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
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
