//! Waits until ACM has issued the certificate, and explains when it will not.

use async_trait::async_trait;
use aws_sdk_acm::types::{CertificateDetail, CertificateStatus, FailureReason};

use crate::aws::calls::certificates;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, Poll};
use crate::model::text::clean_line;
use crate::resource::certificate_issued::{CertificateIssued, CertificateIssuedOutputs};

#[async_trait]
impl Driver for CertificateIssued {
    async fn find(&self, _call: &Call<'_>) -> Result<Seen<CertificateIssuedOutputs>, CloudError> {
        Ok(Seen::Absent)
    }

    async fn check(&self, call: &Call<'_>) -> Result<Poll<CertificateIssuedOutputs>, CloudError> {
        let certificate = call.output(&self.certificate)?;
        let Some(detail) = certificates::detail(call, &certificate.arn).await? else {
            return Ok(crate::aws::driver::unseen());
        };
        if detail.status() == Some(&CertificateStatus::Issued) {
            return Ok(Poll::Ready(CertificateIssuedOutputs { arn: certificate.arn }));
        }
        if let Some(error) = refusal(&detail) {
            return Err(error.start_over(self.certificate.id()));
        }
        if self.records.is_some() {
            return Ok(Poll::Waiting("checking the proof in DNS".to_owned()));
        }
        let records = certificates::records(&detail).unwrap_or(certificate.records);
        let lines: Vec<String> =
            records.iter().map(|record| format!("CNAME {} -> {}", record.name, record.value)).collect();
        Ok(Poll::Waiting(format!("add to your DNS: {}", lines.join("; "))))
    }
}

/// Why the certificate will never be issued, if so (AWSFACTS section 9).
pub(crate) fn refusal(detail: &CertificateDetail) -> Option<CloudError> {
    let status = detail.status()?;
    if matches!(status, CertificateStatus::Issued | CertificateStatus::PendingValidation) {
        return None;
    }
    // A refused request never recovers: the next run asks anew.
    let reason = clean_line(detail.failure_reason().map(FailureReason::as_str).unwrap_or_default());
    let (why, hint) = match (status.as_str(), reason.as_str()) {
        (_, "CAA_ERROR") => (
            "a CAA record of the domain does not allow Amazon to issue certificates, or could not be read",
            "add a CAA record that allows `amazon.com` (or remove the CAA records), then run the same command again: \
            it asks anew",
        ),
        (_, "DOMAIN_NOT_ALLOWED" | "INVALID_PUBLIC_DOMAIN") => {
            ("Amazon does not issue certificates for this domain name", "use another domain name")
        }
        (_, "ADDITIONAL_VERIFICATION_REQUIRED") => {
            ("Amazon wants to check this domain by hand", "open a support case in the AWS console")
        }
        (_, "DOMAIN_VALIDATION_DENIED") => (
            "the proof of the domain was refused",
            "check who manages the domain, then run the same command again: it asks anew",
        ),
        ("VALIDATION_TIMED_OUT", _) => (
            "the proof did not appear in DNS within 72 hours",
            "add the records that were shown, then run the same command again: it asks anew",
        ),
        ("EXPIRED" | "REVOKED" | "INACTIVE", _) => {
            ("the certificate is no longer valid", "run the same command again: it asks anew")
        }
        _ => ("AWS gave no reason", "look at the certificate in the AWS console (Certificate Manager)"),
    };
    let code = if reason.is_empty() { clean_line(status.as_str()) } else { reason };
    Some(CloudError::stop(&code, "AWS will not issue the certificate").why(why).hint(hint))
}
