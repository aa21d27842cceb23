//! A placard. Only tests have it.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::placard::Placard;

impl Writer for Placard {
    fn write(&self, _at: &Place<'_>) -> Written {
        let properties = json!({"Name": self.name, "Type": "String", "Value": self.text});
        Written::resource("AWS::SSM::Parameter", properties)
    }
}
