//! The last day of a certificate.

use x509_parser::parse_x509_certificate;

/// Year, month and day (UTC) after which the DER-encoded certificate is no longer valid.
pub(super) fn until(der: &[u8]) -> Option<String> {
    let (_, certificate) = parse_x509_certificate(der).ok()?;
    let end = jiff::Timestamp::from_second(certificate.validity().not_after.timestamp()).ok()?;
    Some(end.strftime("%Y-%m-%d").to_string())
}
