//! What the servers may do.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::{ACCOUNT, ID, Place, REGION, filled};
use crate::plan::cloudformation::written::Written;
use crate::resource::iam_role_policy::IamRolePolicy;
use crate::resource::{Deployed, fetch};

impl Writer for IamRolePolicy {
    fn write(&self, at: &Place<'_>) -> Written {
        let bucket =
            self.bucket().and_then(|bucket| fetch(at, bucket).ok()).map(|bucket| bucket.arn).unwrap_or_default();
        let of = Deployed { bucket: &bucket, region: REGION, account: ACCOUNT, id: ID };
        Written::resource(
            "AWS::IAM::RolePolicy",
            json!({
                "RoleName": at.reference(&self.role),
                "PolicyName": self.name,
                "PolicyDocument": filled(self.document(&of)),
            }),
        )
    }
}
