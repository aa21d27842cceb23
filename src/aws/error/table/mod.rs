//! AWS's codes and texts, and what each means for a run (AWSFACTS section 3). The first row that fits decides.

mod account;
mod values;
mod waiting;

use crate::engine::ErrorClass::{self, AlreadyExists, NotFound, Retry, Stop};
pub(in crate::aws) use account::{FREE_PLAN, QUOTA_CPU, QUOTA_DISK};

/// One known error.
pub(super) struct Row {
    /// The only call that it is meant for; empty fits all.
    operation: &'static str,
    /// The whole code; empty fits all.
    code: &'static str,
    /// A part of the message; empty fits all.
    text: &'static str,
    pub(super) class: ErrorClass,
    /// In plain words; empty when AWS's own sentence is plain enough.
    pub(super) what: &'static str,
    pub(super) hint: &'static str,
}

const fn row(code: &'static str, text: &'static str, class: ErrorClass, what: &'static str, hint: &'static str) -> Row {
    Row { operation: "", code, text, class, what, hint }
}

impl Row {
    /// The same for one call only.
    const fn of(self, operation: &'static str) -> Self {
        Self { operation, ..self }
    }

    fn fits(&self, operation: &str, code: &str, message: &str) -> bool {
        [(self.operation, operation), (self.code, code)]
            .iter()
            .all(|(wanted, given)| wanted.is_empty() || wanted == given)
            && message.contains(self.text)
    }
}

/// In the order in which they are asked.
static ROWS: [&[Row]; 3] = [account::ROWS, waiting::ROWS, values::ROWS];

/// Codes with which AWS says that it does not know who signs in.
pub(super) const UNKNOWN_SIGN_IN: [&str; 3] =
    ["InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"];

const VALUE: &str = "AWS does not take a value of this plan: change the one that it names in the answers or the \
                     preset, then run the same command again (`cloudstead plan` shows them)";
const NETWORK: &str = "run the same command again; if it stays so, somebody changed the network by hand: `cloudstead \
    status` shows what exists";
const REPORT: &str = "run the same command again; if it stays so, please report it with the request's id";
const QUOTA: &str = "ask for a higher limit in the AWS console under Service Quotas";

const RETRIED: [&str; 11] = [
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "SlowDown",
    "TooManyRequests",
    "Throttl",
    "InternalError",
    "InternalFailure",
    "InternalServer",
    "ServiceUnavailable",
    "Unavailable",
    "RequestTimeout",
];

/// The row that fits.
pub(super) fn known(operation: &str, code: &str, message: &str) -> Option<&'static Row> {
    ROWS.iter().copied().flatten().find(|row| row.fits(operation, code, message))
}

/// Whether the code says that a permission is missing.
pub(super) fn is_denial(code: &str) -> bool {
    ["AccessDenied", "UnauthorizedOperation", "UnauthorizedAccess", "AuthorizationError", "NotAuthorized"]
        .iter()
        .any(|part| code.contains(part))
}

/// The class of what no row knows: by the code's family, then by the HTTP status.
pub(super) fn family(code: &str, status: u16) -> ErrorClass {
    if RETRIED.iter().any(|part| code.contains(part)) {
        Retry
    } else if code.contains("NotFound") || code.starts_with("NoSuch") {
        NotFound
    } else if code.contains("AlreadyExists") || code.contains("Duplicate") {
        AlreadyExists
    } else if code.contains("LimitExceeded") || code.contains("QuotaExceeded") || code.starts_with("TooMany") {
        Stop
    } else if status == 429 || status >= 500 {
        Retry
    } else if status == 404 && code.is_empty() {
        NotFound
    } else {
        Stop
    }
}

/// Advice for a whole family: nobody is left without any where only a person can help.
pub(super) fn family_hint(code: &str, class: ErrorClass) -> &'static str {
    if class != Stop {
        ""
    } else if code.contains("LimitExceeded") || code.contains("QuotaExceeded") || code.starts_with("TooMany") {
        QUOTA
    } else if ["Invalid", "Malformed", "Validation", "Unsupported", "Missing"].iter().any(|part| code.contains(part)) {
        VALUE
    } else {
        REPORT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_says_only_what_the_family_of_its_code_says() {
        let needless = |row: &&Row| {
            row.what.is_empty()
                && row.text.is_empty()
                && row.class == family(row.code, 400)
                && (row.hint.is_empty() || row.hint == family_hint(row.code, row.class))
        };
        let needless: Vec<&str> = ROWS.iter().copied().flatten().filter(needless).map(|row| row.code).collect();
        assert!(needless.is_empty(), "{needless:?}");
    }
}
