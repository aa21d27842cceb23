//! The network's door to the internet, and its attachment.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::internet_gateway::InternetGateway;

impl Writer for InternetGateway {
    fn write(&self, at: &Place<'_>) -> Written {
        let attachment = json!({"VpcId": at.reference(&self.vpc), "InternetGatewayId": {"Ref": at.name()}});
        Written::resource("AWS::EC2::InternetGateway", json!({"Tags": at.tag_list()})).and(
            "Attachment",
            "AWS::EC2::VPCGatewayAttachment",
            attachment,
        )
    }
}
