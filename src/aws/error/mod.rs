//! From any SDK error to a [`CloudError`]: classified by `table`, worded by `explain`. The only place that knows AWS's
//! codes.

mod denied;
mod explain;
#[cfg(test)]
mod retried;
mod table;
#[cfg(test)]
mod tests;

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::error::operation::BuildError;

use crate::engine::{CloudError, ErrorClass};
use crate::model::text::clean_line;
use explain::Answer;
pub(super) use table::{FREE_PLAN, QUOTA_CPU, QUOTA_DISK};

impl<E> From<SdkError<E, HttpResponse>> for CloudError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        let operation = operation(std::any::type_name::<E>());
        match &error {
            SdkError::ServiceError(service) => {
                let (meta, response) = (service.err().meta(), service.raw());
                let request =
                    ["x-amzn-requestid", "x-amz-request-id"].iter().find_map(|name| response.headers().get(*name));
                explain::answered(&Answer {
                    operation,
                    code: meta.code().unwrap_or_default(),
                    message: meta.message().unwrap_or_default(),
                    status: response.status().as_u16(),
                    request: request.unwrap_or_default(),
                })
            }
            SdkError::ConstructionFailure(_) | SdkError::DispatchFailure(_) => {
                explain::unsent(operation, &chain(&error))
            }
            _ => explain::unanswered(operation, &chain(&error)),
        }
    }
}

impl From<BuildError> for CloudError {
    fn from(error: BuildError) -> Self {
        internal(format!("a request is incomplete: {error}"))
    }
}

/// `CreateVpc`, out of the error type's path.
fn operation(path: &'static str) -> &'static str {
    let name = path.rsplit("::").next().unwrap_or(path);
    name.strip_suffix("Error").unwrap_or(name)
}

/// An error with all its causes, in one clean line.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(cause) = next {
        let text = clean_line(&cause.to_string());
        if !text.is_empty() && !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
        next = cause.source();
    }
    parts.join(": ")
}

/// Whether the sign-in is at fault, or only the line to the sign-in service.
pub(super) fn is_sign_in(chain: &str) -> bool {
    explain::is_sign_in(chain)
}

/// A mistake of ours, not of AWS or a person.
pub(super) fn internal(what: String) -> CloudError {
    CloudError::stop("Internal", what).hint("this is a mistake in cloudstead: please report it")
}

/// Whether AWS does not know who signs in.
pub(super) fn is_unknown_sign_in(error: &CloudError) -> bool {
    table::UNKNOWN_SIGN_IN.contains(&error.code.as_str())
}

/// Whether a permission is missing.
pub(super) fn is_denial(error: &CloudError) -> bool {
    table::is_denial(&error.code)
}

/// Whether a permission is missing that the account's administrator can give: what another account forbids, AWS words
/// otherwise.
pub(super) fn is_own_denial(error: &CloudError) -> bool {
    is_denial(error) && error.why.contains("no identity-based policy allows")
}

/// An error inside a successful answer (calls that take several things).
pub(super) fn item(operation: &str, code: Option<&str>, message: Option<&str>) -> CloudError {
    let (code, message) = (code.unwrap_or_default(), message.unwrap_or_default());
    explain::answered(&Answer { operation, code, message, status: 400, request: "" })
}

/// A required text out of an answer, cleaned. An answer without it is worthless: the engine looks and asks again.
pub(super) fn needed(value: Option<&str>, name: &str) -> Result<String, CloudError> {
    match value.map(clean_line) {
        Some(text) if !text.is_empty() => Ok(text),
        _ => Err(incomplete(name)),
    }
}

/// An answer lacks what it is asked for.
pub(super) fn incomplete(name: &str) -> CloudError {
    CloudError::new(ErrorClass::Retry, "IncompleteAnswer", format!("AWS answered without the {name}"))
}

/// Reading "`NotFound`" as an answer.
pub(super) trait OrAbsent<T> {
    /// `None` when the service itself says that the thing is not there.
    fn or_absent(self) -> Result<Option<T>, CloudError>;
}

impl<T, E: Into<CloudError>> OrAbsent<T> for Result<T, E> {
    fn or_absent(self) -> Result<Option<T>, CloudError> {
        match self.map_err(Into::into) {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.class == ErrorClass::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}
