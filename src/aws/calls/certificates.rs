//! ACM certificates of the account: reading one, its proofs, and who else needs a proof.

use aws_sdk_acm::types::{CertificateDetail, CertificateStatus, CertificateSummary, Filters, KeyAlgorithm};

use crate::aws::Call;
use crate::aws::error::OrAbsent;
use crate::engine::CloudError;
use crate::model::text::clean_line;
use crate::resource::certificate::ValidationRecord;

/// Certificates that are issued or may still be. Without naming the key types ACM hides all but one.
pub(crate) async fn alive(call: &Call<'_>) -> Result<Vec<CertificateSummary>, CloudError> {
    let keys = [
        KeyAlgorithm::Rsa1024,
        KeyAlgorithm::Rsa2048,
        KeyAlgorithm::Rsa3072,
        KeyAlgorithm::Rsa4096,
        KeyAlgorithm::EcPrime256v1,
        KeyAlgorithm::EcSecp384r1,
        KeyAlgorithm::EcSecp521r1,
    ];
    let mut pages = call
        .clients
        .acm
        .list_certificates()
        .certificate_statuses(CertificateStatus::PendingValidation)
        .certificate_statuses(CertificateStatus::Issued)
        .includes(Filters::builder().set_key_types(Some(keys.to_vec())).build())
        .into_paginator()
        .send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        found.extend(page?.certificate_summary_list.unwrap_or_default());
    }
    Ok(found)
}

/// Everything about one; `None` when it is gone.
pub(crate) async fn detail(call: &Call<'_>, arn: &str) -> Result<Option<CertificateDetail>, CloudError> {
    let answer = call.clients.acm.describe_certificate().certificate_arn(arn).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.certificate))
}

/// The proofs, each once (a name and its wildcard share one); `None` while ACM has not made them all.
pub(crate) fn records(detail: &CertificateDetail) -> Option<Vec<ValidationRecord>> {
    let mut records = Vec::new();
    for option in detail.domain_validation_options() {
        let record = option.resource_record()?;
        let record = ValidationRecord { name: clean_line(record.name()), value: clean_line(record.value()) };
        if !records.contains(&record) {
            records.push(record);
        }
    }
    (!records.is_empty()).then_some(records)
}

/// Whether another living certificate of this region is proved by the record of this name.
pub(crate) async fn others_need(call: &Call<'_>, record: &str, own: Option<&str>) -> Result<bool, CloudError> {
    // `_hash.example.com.` proves `example.com` and `*.example.com`.
    let name = record.split_once('.').map_or(record, |(_, name)| name).trim_end_matches('.').to_ascii_lowercase();
    let is_for = |text: &str| text.trim_start_matches("*.").eq_ignore_ascii_case(&name);
    let needs = |one: &CertificateSummary| {
        one.certificate_arn() != own
            && (one.domain_name().is_some_and(is_for)
                || one.subject_alternative_name_summaries().iter().any(|text| is_for(text)))
    };
    Ok(alive(call).await?.iter().any(needs))
}
