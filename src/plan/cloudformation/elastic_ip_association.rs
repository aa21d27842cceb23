//! The fixed address given to the server.

use serde_json::json;

use super::Writer;
use super::place::Place;
use super::written::Written;
use crate::resource::elastic_ip_association::ElasticIpAssociation;

impl Writer for ElasticIpAssociation {
    fn write(&self, at: &Place<'_>) -> Written {
        let ends = json!({
            "AllocationId": at.attribute(&self.address, "AllocationId"),
            "InstanceId": at.reference(&self.instance),
        });
        Written::resource("AWS::EC2::EIPAssociation", ends)
    }
}
