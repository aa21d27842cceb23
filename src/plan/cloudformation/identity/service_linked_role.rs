//! Roles of AWS services: a template that makes one fails where the account has it.

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::service_linked_role::ServiceLinkedRole;

impl Writer for ServiceLinkedRole {
    fn write(&self, _at: &Place<'_>) -> Written {
        let command = format!("aws iam create-service-linked-role --aws-service-name {}", self.service);
        Written::only(
            When::Before,
            format!(
                "a new account lacks it. Run `{command}`; if it says that the role has been taken, the account has it."
            ),
        )
    }
}
