//! The issued certificate is the certificate: CloudFormation waits for it.

use crate::model::NodeId;
use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::Place;
use crate::plan::cloudformation::written::{When, Written};
use crate::resource::certificate_issued::CertificateIssued;

impl Writer for CertificateIssued {
    fn part_of(&self) -> Option<NodeId> {
        Some(self.certificate.id())
    }

    fn write(&self, at: &Place<'_>) -> Written {
        if self.records.is_some() {
            return Written::only(When::Never, "CloudFormation itself waits until the certificate is issued.");
        }
        let region = at.blueprint.region;
        Written::only(
            When::Meanwhile,
            format!(
                "the stack waits until you have added the CNAME records that prove the domain is yours. `aws acm \
                 list-certificates --region {region}` and `aws acm describe-certificate` show them, as does ACM's page \
                 in the console."
            ),
        )
    }
}
