//! The data disk. It is where its first subnet is.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::server::{DISK_KEY, DISK_TYPE};
use crate::resource::volume::Volume;

impl Writer for Volume {
    fn write(&self, at: &Place<'_>) -> Written {
        Written::resource(
            "AWS::EC2::Volume",
            json!({
                "AvailabilityZone": at.attribute(&self.subnet, "AvailabilityZone"),
                "Size": self.size_gb,
                "VolumeType": DISK_TYPE,
                "Encrypted": true,
                "KmsKeyId": DISK_KEY,
                "Tags": at.tag_list(),
            }),
        )
    }
}
