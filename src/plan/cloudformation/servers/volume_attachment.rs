//! The data disk plugged into the server.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::volume_attachment::VolumeAttachment;

impl Writer for VolumeAttachment {
    fn write(&self, at: &Place<'_>) -> Written {
        let ends = json!({
            "VolumeId": at.reference(&self.volume),
            "InstanceId": at.reference(&self.instance),
            "Device": self.device,
        });
        Written::resource("AWS::EC2::VolumeAttachment", ends)
    }
}
