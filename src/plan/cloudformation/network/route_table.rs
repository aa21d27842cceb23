//! Where traffic of its subnets goes.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::route_table::RouteTable;

impl Writer for RouteTable {
    fn write(&self, at: &Place<'_>) -> Written {
        Written::resource("AWS::EC2::RouteTable", json!({"VpcId": at.reference(&self.vpc), "Tags": at.tag_list()}))
    }
}
