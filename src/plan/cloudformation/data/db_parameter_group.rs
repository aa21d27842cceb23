//! Database settings.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::db_parameter_group::{DESCRIPTION, DbParameterGroup};

impl Writer for DbParameterGroup {
    fn write(&self, at: &Place<'_>) -> Written {
        Written::resource(
            "AWS::RDS::DBParameterGroup",
            json!({
                "DBParameterGroupName": self.name,
                "Family": self.family,
                "Description": DESCRIPTION,
                "Parameters": self.parameters,
                "Tags": at.tag_list(),
            }),
        )
    }
}
