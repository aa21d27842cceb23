//! Ties a subnet to a route table.

use serde_json::json;

use super::Writer;
use super::place::Place;
use super::written::Written;
use crate::resource::route_table_association::RouteTableAssociation;

impl Writer for RouteTableAssociation {
    fn write(&self, at: &Place<'_>) -> Written {
        let ends = json!({"RouteTableId": at.reference(&self.table), "SubnetId": at.reference(&self.subnet)});
        Written::resource("AWS::EC2::SubnetRouteTableAssociation", ends)
    }
}
