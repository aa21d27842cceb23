//! The TLS certificate for the load balancer (ACM), free, proved by DNS records.

use serde::{Deserialize, Serialize};

use crate::resource::{Fake, Lookup, Needed, Phase, Repeat, Resource};

/// A CNAME record that ACM looks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidationRecord {
    /// Fully qualified, with its final dot.
    pub name: String,
    pub value: String,
}

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// First name of the certificate, at most 64 characters.
    pub domain: String,
    pub alternative_names: Vec<String>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateOutputs {
    pub arn: String,
    /// DNS records that prove the domain is yours.
    pub records: Vec<ValidationRecord>,
}

impl Resource for Certificate {
    type Outputs = CertificateOutputs;

    const KIND: &'static str = "certificate";
    const PHASE: Phase = Phase::Certificate;
    const REPEAT: Repeat = Repeat::Token;
    const RECORDS_FOR: &'static str = "prove that the domain is yours, for the certificate";
    const ACTIONS: &'static [&'static str] = &[
        "acm:AddTagsToCertificate",
        "acm:DeleteCertificate",
        "acm:DescribeCertificate",
        "acm:ListCertificates",
        "acm:ListTagsForCertificate",
        "acm:RequestCertificate",
    ];

    fn title(&self) -> String {
        "certificate request (ACM)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        Vec::new()
    }

    fn records(&self, asked: Option<&Self::Outputs>, _lookup: &dyn Lookup) -> Vec<String> {
        let undotted = |text: &str| text.trim_end_matches('.').to_owned();
        match asked {
            Some(asked) => {
                let proof = |name: &str, value: &str| format!("{} CNAME {}", undotted(name), undotted(value));
                asked.records.iter().map(|record| proof(&record.name, &record.value)).collect()
            }
            None => {
                let names = std::iter::once(&self.domain).chain(&self.alternative_names);
                names.map(|name| format!("_….{name} CNAME (the proof for its certificate)")).collect()
            }
        }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        let names: Vec<String> = std::iter::once(&self.domain).chain(&self.alternative_names).cloned().collect();
        let id = fake.hex(32);
        let mut records = Vec::new();
        for name in &names {
            let value = format!("_{}.acm-validations.aws.", fake.hex(32));
            records.push(ValidationRecord { name: format!("_{}.{name}.", fake.hex(32)), value });
        }
        CertificateOutputs { arn: fake.arn("acm", &format!("certificate/{id}")), records }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.arn.clone())
    }
}
