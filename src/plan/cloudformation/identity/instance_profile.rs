//! What hands the role to servers. CloudFormation gives it no tags.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::instance_profile::InstanceProfile;

impl Writer for InstanceProfile {
    fn write(&self, at: &Place<'_>) -> Written {
        let roles = [at.reference(&self.role)];
        Written::resource("AWS::IAM::InstanceProfile", json!({"InstanceProfileName": self.name, "Roles": roles}))
    }
}
