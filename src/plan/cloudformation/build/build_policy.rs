//! What builds may do.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::{ACCOUNT, Place, REGION, filled};
use crate::plan::cloudformation::written::Written;
use crate::resource::build_policy::BuildPolicy;
use crate::resource::fetch;

impl Writer for BuildPolicy {
    fn write(&self, at: &Place<'_>) -> Written {
        let repositories: Vec<String> =
            self.repositories.iter().filter_map(|one| Some(fetch(at, one).ok()?.name)).collect();
        let logs = fetch(at, &self.logs).map(|logs| logs.name).unwrap_or_default();
        let document = Self::granted(REGION, ACCOUNT, &repositories, &logs, &self.parameters);
        Written::resource(
            "AWS::IAM::RolePolicy",
            json!({"RoleName": at.reference(&self.role), "PolicyName": self.name, "PolicyDocument": filled(document)}),
        )
    }
}
