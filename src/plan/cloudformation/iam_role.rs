//! The role that the servers run as.

use serde_json::json;

use super::Writer;
use super::place::Place;
use super::written::Written;
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
