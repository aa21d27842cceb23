//! The subnets a database may live in.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::db_subnet_group::{DESCRIPTION, DbSubnetGroup};

impl Writer for DbSubnetGroup {
    fn write(&self, at: &Place<'_>) -> Written {
        Written::resource(
            "AWS::RDS::DBSubnetGroup",
            json!({
                "DBSubnetGroupName": self.name,
                "DBSubnetGroupDescription": DESCRIPTION,
                "SubnetIds": at.references(&self.subnets),
                "Tags": at.tag_list(),
            }),
        )
    }
}
