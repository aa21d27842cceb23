//! Tells the server that its domain points at it. Where a person adds the records, only that person knows when.

use serde_json::{Map, Value, json};

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::{Place, filled};
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::Spec;
use crate::resource::https_switch::{HttpsSwitch, ON};

impl Writer for HttpsSwitch {
    fn write(&self, at: &Place<'_>) -> Written {
        let ours = at
            .blueprint
            .get(self.visible.node())
            .is_some_and(|node| matches!(&node.spec, Spec::DnsVisible(seen) if !seen.records.is_empty()));
        if ours {
            let tags: Map<String, Value> =
                at.tags().into_iter().map(|(key, value)| (key.to_owned(), filled(value.into()))).collect();
            return Written::resource(
                "AWS::SSM::Parameter",
                json!({"Name": self.parameter, "Type": "String", "Tier": "Standard", "Value": ON, "Tags": tags}),
            );
        }
        let region = at.blueprint.region;
        let put =
            format!("aws ssm put-parameter --region {region} --type String --name {} --value {ON}", self.parameter);
        Written::only(
            When::After,
            format!(
                "once the domain shows the server's address, run `{put}`. Let's Encrypt refuses for a while who asks \
                earlier."
            ),
        )
    }
}
