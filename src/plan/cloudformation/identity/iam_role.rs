//! The role that the servers run as.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::iam_role::IamRole;

impl Writer for IamRole {
    fn write(&self, at: &Place<'_>) -> Written {
        Written::resource(
            "AWS::IAM::Role",
            json!({
                "RoleName": self.name,
                "AssumeRolePolicyDocument": self.trust(),
                "ManagedPolicyArns": self.managed_policies,
                "Tags": at.tag_list(),
            }),
        )
    }
}
