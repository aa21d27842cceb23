//! The account's own DNS zone: asked for when the stack is made.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::hosted_zone::HostedZone;

impl Writer for HostedZone {
    fn write(&self, at: &Place<'_>) -> Written {
        let words = format!("Your DNS zone that {} is in", self.domain);
        let parameter = json!({"Type": "AWS::Route53::HostedZone::Id", "Description": words});
        let note = format!(
            "give the zone that {} is in as the parameter {}. `aws route53 list-hosted-zones` lists them.",
            self.domain,
            at.name()
        );
        Written::only(When::Before, note).parameter(at.name().to_owned(), parameter)
    }
}
