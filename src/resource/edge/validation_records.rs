//! The certificate's proof, written into the account's zone. Stays as long as the deployment: renewals need it.

use serde::{Deserialize, Serialize};

use crate::resource::certificate::{Certificate, ValidationRecord};
use crate::resource::hosted_zone::HostedZone;
use crate::resource::{Fake, Needed, Phase, Ref, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValidationRecords {
    pub zone: Ref<HostedZone>,
    pub certificate: Ref<Certificate>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidationRecordsOutputs {
    pub zone_id: String,
    pub records: Vec<ValidationRecord>,
}

impl Resource for ValidationRecords {
    type Outputs = ValidationRecordsOutputs;

    const KIND: &'static str = "validation-records";
    const PHASE: Phase = Phase::Certificate;
    const ACTIONS: &'static [&'static str] =
        &["acm:ListCertificates", "route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"];

    fn title(&self) -> String {
        "proof that the domain is yours (DNS records)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.zone.needed(), self.certificate.needed()]
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        ValidationRecordsOutputs {
            zone_id: fake.get(&self.zone).map(|zone| zone.zone_id).unwrap_or_default(),
            records: fake.get(&self.certificate).map(|certificate| certificate.records).unwrap_or_default(),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.zone_id.clone())
    }
}
