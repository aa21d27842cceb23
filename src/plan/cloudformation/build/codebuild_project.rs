//! What builds images.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::Outputs;
use crate::resource::codebuild_project::{
    BUILDSPEC, CodebuildProject, CodebuildProjectOutputs, LIMIT_MINUTES, QUEUE_MINUTES,
};

impl Writer for CodebuildProject {
    fn write(&self, at: &Place<'_>) -> Written {
        let [kind, image, size] = self.machine();
        Written::resource(
            "AWS::CodeBuild::Project",
            json!({
                "Name": self.name,
                "ServiceRole": at.attribute(&self.role, "Arn"),
                "Source": {"Type": "NO_SOURCE", "BuildSpec": BUILDSPEC},
                "Artifacts": {"Type": "NO_ARTIFACTS"},
                "Environment": {"Type": kind, "Image": image, "ComputeType": size, "PrivilegedMode": true},
                "LogsConfig": {"CloudWatchLogs": {"Status": "ENABLED", "GroupName": at.reference(&self.logs)}},
                "TimeoutInMinutes": LIMIT_MINUTES,
                "QueuedTimeoutInMinutes": QUEUE_MINUTES,
                "Tags": at.tag_list(),
            }),
        )
    }

    fn outputs(&self, _at: &Place<'_>) -> Option<Outputs> {
        Some(Outputs::CodebuildProject(CodebuildProjectOutputs { name: self.name.clone() }))
    }
}
