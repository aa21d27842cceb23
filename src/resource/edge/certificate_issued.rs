//! ACM has seen the proof and issued the certificate.

use serde::{Deserialize, Serialize};

use crate::resource::certificate::Certificate;
use crate::resource::dns_visible::BY_HAND_SECONDS;
use crate::resource::validation_records::ValidationRecords;
use crate::resource::{Fake, Lifecycle, Lookup, Needed, Phase, Ref, Resource, fetch};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CertificateIssued {
    pub certificate: Ref<Certificate>,
    /// The records in the account's zone; absent when the person adds them elsewhere.
    pub records: Option<Ref<ValidationRecords>>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateIssuedOutputs {
    pub arn: String,
}

impl Resource for CertificateIssued {
    type Outputs = CertificateIssuedOutputs;

    const KIND: &'static str = "certificate-issued";
    const PHASE: Phase = Phase::Certificate;
    const LIFECYCLE: Lifecycle = Lifecycle::Fact;
    const ACTIONS: &'static [&'static str] = &["acm:DescribeCertificate"];

    fn title(&self) -> String {
        "certificate issued".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        let mut refs = vec![self.certificate.needed()];
        refs.extend(self.records.as_ref().map(Ref::needed));
        refs
    }

    fn extra_seconds(&self) -> u32 {
        if self.records.is_none() { BY_HAND_SECONDS } else { 0 }
    }

    fn asks(&self, lookup: &dyn Lookup) -> String {
        let Some(certificate) = fetch(lookup, &self.certificate).ok().filter(|_| self.records.is_none()) else {
            return String::new();
        };
        let records: Vec<String> =
            certificate.records.iter().map(|record| format!("CNAME {} -> {}", record.name, record.value)).collect();
        format!("add to your DNS: {}", records.join("; "))
    }

    fn waiting(&self) -> &'static str {
        "checking the proof in DNS"
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        CertificateIssuedOutputs {
            arn: fake.get(&self.certificate).map(|certificate| certificate.arn).unwrap_or_default(),
        }
    }
}
