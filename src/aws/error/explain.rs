//! The words of a [`CloudError`]: what happened, why, what to do.

use super::denied::{self, By};
use super::table;
use crate::engine::{CloudError, ErrorClass};
use crate::model::text::clean_line;

/// What AWS answered.
pub(super) struct Answer<'a> {
    pub(super) operation: &'a str,
    pub(super) code: &'a str,
    pub(super) message: &'a str,
    pub(super) status: u16,
    pub(super) request: &'a str,
}

/// AWS answered with an error.
pub(super) fn answered(answer: &Answer<'_>) -> CloudError {
    let (code, message) = (clean_line(answer.code), clean_line(answer.message));
    if let Some(row) = table::known(answer.operation, &code, &message) {
        // What AWS says is said once.
        let (what, said) = match row.what {
            "" => (plain(answer, &code, &message), ""),
            ours => (ours.to_owned(), message.as_str()),
        };
        return CloudError::new(row.class, &code, what)
            .why(source(answer, &code, said))
            .hint(advice(row.hint, &code, row.class));
    }
    if table::is_denial(&code) || (answer.status == 403 && code.is_empty()) {
        return refused(answer, &code, &message);
    }
    let class = table::family(&code, answer.status);
    CloudError::new(class, &code, plain(answer, &code, &message))
        .why(source(answer, &code, ""))
        .hint(table::family_hint(&code, class))
}

fn advice(own: &'static str, code: &str, class: ErrorClass) -> &'static str {
    if own.is_empty() { table::family_hint(code, class) } else { own }
}

/// The call never left this machine, or could not.
pub(super) fn unsent(operation: &str, chain: &str) -> CloudError {
    if is_sign_in(chain) {
        return CloudError::new(ErrorClass::SignIn, "", "your sign-in to AWS is missing or expired").why(chain);
    }
    let what = format!("AWS could not be reached for {operation}");
    CloudError::new(ErrorClass::Retry, "", what).why(chain).hint("check this machine's internet connection")
}

/// Whether a failure to sign a call lies with the sign-in rather than with the line to the sign-in service.
pub(super) fn is_sign_in(chain: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| chain.contains(word));
    has(&["credential", "access token", "SSO", "identity"])
        && !has(&["dispatch failure", "dns error", "io error", "timed out", "timeout"])
}

/// The call may have been carried out: nobody knows.
pub(super) fn unanswered(operation: &str, chain: &str) -> CloudError {
    CloudError::new(ErrorClass::Retry, "", format!("AWS did not answer {operation}")).why(chain)
}

fn plain(answer: &Answer<'_>, code: &str, message: &str) -> String {
    match (message, code) {
        ("", "") => format!("AWS answered {} with status {}", answer.operation, answer.status),
        ("", code) => format!("AWS answered {} with {code}", answer.operation),
        (message, _) => format!("AWS refused {}: {message}", answer.operation),
    }
}

fn source(answer: &Answer<'_>, code: &str, message: &str) -> String {
    let mut parts = Vec::new();
    if !message.is_empty() {
        parts.push(format!("AWS says: {message}"));
    }
    let code = if code.is_empty() { format!("status {}", answer.status) } else { code.to_owned() };
    let request = clean_line(answer.request);
    parts.push(if request.is_empty() {
        format!("{} {code}", answer.operation)
    } else {
        format!("{} {code}, request {request}", answer.operation)
    });
    parts.join(" (") + if parts.len() > 1 { ")" } else { "" }
}

fn refused(answer: &Answer<'_>, code: &str, message: &str) -> CloudError {
    let read = denied::read(message);
    let action = if read.action.is_empty() { answer.operation } else { read.action };
    let what = if read.resource.is_empty() || read.resource == "*" {
        format!("your sign-in may not do `{action}`")
    } else {
        format!("your sign-in may not do `{action}` on `{}`", read.resource)
    };
    let hint = match read.by {
        By::Nothing => {
            "ask the account's administrator for this permission: `cloudstead policy` prints all that are needed"
        }
        By::Administrator => {
            "a rule of your organisation or a permissions boundary forbids it: only an administrator can change that"
        }
    };
    let known = if code.is_empty() { "AccessDenied" } else { code };
    CloudError::stop(known, what).why(source(answer, code, short(message))).hint(hint)
}

/// Without the part that only AWS can read.
fn short(message: &str) -> &str {
    message.split("Encoded authorization failure message").next().unwrap_or(message).trim()
}
