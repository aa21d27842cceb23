//! The subnets a cache may live in.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::cache_subnet_group::{CacheSubnetGroup, DESCRIPTION};

impl Writer for CacheSubnetGroup {
    fn write(&self, at: &Place<'_>) -> Written {
        Written::resource(
            "AWS::ElastiCache::SubnetGroup",
            json!({
                "CacheSubnetGroupName": self.name,
                "Description": DESCRIPTION,
                "SubnetIds": at.references(&self.subnets),
                "Tags": at.tag_list(),
            }),
        )
    }
}
