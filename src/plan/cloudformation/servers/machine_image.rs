//! The machine image: asked for when the stack is made, by Canonical's public parameter.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::machine_image::MachineImage;

impl Writer for MachineImage {
    fn write(&self, at: &Place<'_>) -> Written {
        let parameter = json!({
            "Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
            "Default": self.parameter(),
            "Description": "Ubuntu 24.04 LTS: the newest image at the time",
        });
        let note = format!(
            "every update of the stack takes the newest image, which replaces servers. Give the parameter {} another \
             parameter of yours that holds the image in use to keep them.",
            at.name()
        );
        Written::only(When::After, note).parameter(at.name().to_owned(), parameter)
    }
}
