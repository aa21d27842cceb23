//! Policies inside of roles: what the servers may do, and builds.

use percent_encoding::percent_decode_str;

use crate::aws::Call;
use crate::aws::error::OrAbsent;
use crate::engine::CloudError;

pub(crate) async fn put(call: &Call<'_>, role: &str, name: &str, document: String) -> Result<(), CloudError> {
    call.clients.iam.put_role_policy().role_name(role).policy_name(name).policy_document(document).send().await?;
    Ok(())
}

pub(crate) async fn exists(call: &Call<'_>, role: &str, name: &str) -> Result<bool, CloudError> {
    Ok(call.clients.iam.get_role_policy().role_name(role).policy_name(name).send().await.or_absent()?.is_some())
}

/// Gone already is success.
pub(crate) async fn remove(call: &Call<'_>, role: &str, name: &str) -> Result<(), CloudError> {
    call.clients.iam.delete_role_policy().role_name(role).policy_name(name).send().await.or_absent()?;
    Ok(())
}

/// Whether it says something else than `wanted`. AWS answers with the document percent-encoded (RFC 3986), and may
/// order it differently.
pub(crate) async fn changed(
    call: &Call<'_>,
    role: &str,
    name: &str,
    wanted: &str,
) -> Result<Option<String>, CloudError> {
    let ask = call.clients.iam.get_role_policy().role_name(role).policy_name(name);
    let Some(found) = ask.send().await.or_absent()? else { return Ok(None) };
    Ok((!is_same(found.policy_document(), wanted)).then(|| "what it allows".to_owned()))
}

/// Whether a document as AWS shows it says what the wanted one says; one that cannot be read counts as the same.
fn is_same(found: &str, wanted: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    let decoded = percent_decode_str(found).decode_utf8_lossy();
    read(&decoded).is_none_or(|found| Some(found) == read(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_compared_as_what_it_says() {
        let wanted = r#"{"Version":"2012-10-17","Statement":[{"Action":["s3:GetObject"],"Effect":"Allow"}]}"#;
        let shown = "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%5B%22s3%3AGetObject%22\
                     %5D%7D%5D%2C%20%22Version%22%3A%222012-10-17%22%7D";
        assert!(is_same(shown, wanted) && is_same(wanted, wanted) && is_same("not to be read", wanted));
        assert!(!is_same(&shown.replace("GetObject", "%2A"), wanted));
    }
}
