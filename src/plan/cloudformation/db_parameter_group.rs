//! Database settings.

use serde_json::json;

use super::Writer;
use super::place::Place;
use super::written::Written;
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
