//! A firewall; its rules are resources of their own.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::security_group::SecurityGroup;

impl Writer for SecurityGroup {
    fn write(&self, at: &Place<'_>) -> Written {
        Written::resource(
            "AWS::EC2::SecurityGroup",
            json!({
                "GroupName": self.name,
                "GroupDescription": self.description,
                "VpcId": at.reference(&self.vpc),
                "Tags": at.tag_list(),
            }),
        )
    }
}
