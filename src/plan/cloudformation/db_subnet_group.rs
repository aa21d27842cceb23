//! The subnets a database may live in.

use serde_json::json;

use super::Writer;
use super::place::Place;
use super::written::Written;
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
