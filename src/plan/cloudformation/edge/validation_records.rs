//! The certificate's proof in the account's zone: CloudFormation writes it for the certificate.

use serde_json::{Value, json};

use crate::model::NodeId;
use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::Spec;
use crate::resource::validation_records::ValidationRecords;

impl Writer for ValidationRecords {
    fn part_of(&self) -> Option<NodeId> {
        Some(self.certificate.id())
    }

    fn write(&self, at: &Place<'_>) -> Written {
        let Some(Spec::Certificate(certificate)) = at.blueprint.get(self.certificate.node()).map(|node| &node.spec)
        else {
            return Written::default();
        };
        let names = std::iter::once(&certificate.domain).chain(&certificate.alternative_names);
        let zone = at.reference(&self.zone);
        let options: Vec<Value> = names.map(|name| json!({"DomainName": name, "HostedZoneId": zone})).collect();
        Written::part(json!({"DomainValidationOptions": options}))
    }
}
