//! Where the servers' logs go.

use serde_json::json;

use super::Writer;
use super::place::Place;
use super::written::Written;
use crate::resource::log_group::LogGroup;

impl Writer for LogGroup {
    fn write(&self, at: &Place<'_>) -> Written {
        Written::resource(
            "AWS::Logs::LogGroup",
            json!({"LogGroupName": self.name, "RetentionInDays": self.retention_days, "Tags": at.tag_list()}),
        )
    }
}
