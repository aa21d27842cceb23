//! Where the servers' logs go.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::Outputs;
use crate::resource::log_group::{LogGroup, LogGroupOutputs};

impl Writer for LogGroup {
    fn write(&self, at: &Place<'_>) -> Written {
        Written::resource(
            "AWS::Logs::LogGroup",
            json!({"LogGroupName": self.name, "RetentionInDays": self.retention_days, "Tags": at.tag_list()}),
        )
    }

    fn outputs(&self, _at: &Place<'_>) -> Option<Outputs> {
        Some(Outputs::LogGroup(LogGroupOutputs { name: self.name.clone() }))
    }
}
