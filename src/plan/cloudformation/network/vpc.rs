//! The private network.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::vpc::Vpc;

impl Writer for Vpc {
    fn write(&self, at: &Place<'_>) -> Written {
        Written::resource(
            "AWS::EC2::VPC",
            json!({
                "CidrBlock": self.cidr,
                "EnableDnsSupport": true,
                "EnableDnsHostnames": true,
                "Tags": at.tag_list(),
            }),
        )
    }
}
