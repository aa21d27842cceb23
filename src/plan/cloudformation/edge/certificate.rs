//! The certificate for the load balancer. CloudFormation waits until it is issued.

use serde_json::json;

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::Written;
use crate::resource::certificate::Certificate;

impl Writer for Certificate {
    fn write(&self, at: &Place<'_>) -> Written {
        let others: Vec<&String> = self.alternative_names.iter().filter(|name| **name != self.domain).collect();
        Written::resource(
            "AWS::CertificateManager::Certificate",
            json!({
                "DomainName": self.domain,
                "SubjectAlternativeNames": (!others.is_empty()).then_some(others),
                "ValidationMethod": "DNS",
                "Tags": at.tag_list(),
            }),
        )
    }
}
