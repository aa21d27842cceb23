//! Ties a subnet to a route table.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::route_table_association::RouteTableAssociation;

impl Writer for RouteTableAssociation {
    fn write(&self, at: &Place<'_>) -> Written {
        let ends = json!({"RouteTableId": at.reference(&self.table), "SubnetId": at.reference(&self.subnet)});
        Written::resource("AWS::EC2::SubnetRouteTableAssociation", ends)
    }
}
