//! A part of the network in one zone.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::network::zones::LETTERS;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::subnet::Subnet;

impl Writer for Subnet {
    fn write(&self, at: &Place<'_>) -> Written {
        let letter = LETTERS.get(self.zone).copied().unwrap_or_default();
        Written::resource(
            "AWS::EC2::Subnet",
            json!({
                "VpcId": at.reference(&self.vpc),
                "CidrBlock": self.cidr,
                "AvailabilityZone": {"Ref": format!("{}{letter}", at.name_of(&self.zones))},
                "Tags": at.tag_list(),
            }),
        )
    }
}
