//! The fixed address given to the server.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
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
