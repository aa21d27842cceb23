//! One route.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::route::{Route, RouteTarget};

impl Writer for Route {
    fn write(&self, at: &Place<'_>) -> Written {
        let (internet, nat) = match &self.target {
            RouteTarget::Internet(gateway) => (Some(at.reference(gateway)), None),
            RouteTarget::Nat(gateway) => (None, Some(at.reference(gateway))),
        };
        Written::resource(
            "AWS::EC2::Route",
            json!({
                "RouteTableId": at.reference(&self.table),
                "DestinationCidrBlock": self.destination,
                "GatewayId": internet,
                "NatGatewayId": nat,
            }),
        )
    }
}
