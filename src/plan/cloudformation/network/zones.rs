//! The two zones: asked for when the stack is made, since their letters differ between accounts.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::zones::Zones;

impl Writer for Zones {
    fn write(&self, at: &Place<'_>) -> Written {
        let types = self.instance_types.join(",");
        let region = at.blueprint.region;
        let classes = self.db_classes.join(", ");
        let database = if classes.is_empty() { classes } else { format!(" and databases of the class {classes}") };
        let ask = format!(
            "aws ec2 describe-instance-type-offerings --region {region} --location-type availability-zone \
             --filters Name=instance-type,Values={types} --query 'InstanceTypeOfferings[].Location'"
        );
        let what = format!("servers of the types {}{database}", self.instance_types.join(", "));
        let parameter = |letter: &str| {
            let words = format!("Zone {letter} of two different ones that offer {what}");
            (
                format!("{}{letter}", at.name()),
                json!({"Type": "AWS::EC2::AvailabilityZone::Name", "Description": words}),
            )
        };
        let ((a, first), (b, second)) = (parameter(LETTERS[0]), parameter(LETTERS[1]));
        let note =
            format!("choose two zones that offer {what}, and give them as {a} and {b}. `{ask}` lists them by server.");
        let different = json!({"Fn::Not": [{"Fn::Equals": [{"Ref": a}, {"Ref": b}]}]});
        let words = format!("{a} and {b} must be different zones");
        let rule = json!({"Assertions": [{"Assert": different, "AssertDescription": words}]});
        Written::only(When::Before, note)
            .rule(format!("{}AreTwo", at.name()), rule)
            .parameter(a, first)
            .parameter(b, second)
    }
}

/// What the names of the two parameters end in.
pub(crate) const LETTERS: [&str; 2] = ["A", "B"];
