//! Parameter Store: writing a parameter that must not exist yet, reading, removing. Values never reach an error's text.

use aws_sdk_ssm::types::{ParameterTier, ParameterType, ResourceTypeForTagging, Tag};

use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::{KEPT, NODE};
use crate::aws::{Call, Seen};
use crate::engine::{CloudError, ErrorClass};
use crate::model::Secret;
use crate::resource::Ref;
use crate::resource::secret_parameter::SecretParameter;

/// Bytes that a standard (free) parameter may hold.
const MAX_BYTES: usize = 4096;

/// Whether the parameter exists and whose it is.
pub(crate) async fn find<T>(call: &Call<'_>, name: &str, outputs: T) -> Result<Seen<T>, CloudError> {
    let answer = call.clients.ssm.get_parameters().names(name).send().await?;
    if answer.parameters().is_empty() {
        return Ok(Seen::Absent);
    }
    let request =
        call.clients.ssm.list_tags_for_resource().resource_type(ResourceTypeForTagging::Parameter).resource_id(name);
    let tags = request.send().await?;
    let ours = call.owns(tags.tag_list().iter().map(|tag| (tag.key(), tag.value())));
    Ok(Seen::named(ours, format!("the parameter `{name}`"), outputs))
}

/// Writes a new parameter with the call's tags; an existing one stays as it is and is an error.
pub(crate) async fn create(call: &Call<'_>, name: &str, kind: ParameterType, value: &Secret) -> Result<(), CloudError> {
    write_new(call, name, kind, value, call.tags()).await
}

/// Writes a secret that stays when the deployment goes: it belongs to no node, and a sweep passes over it.
pub(crate) async fn keep(call: &Call<'_>, name: &str, value: &Secret) -> Result<(), CloudError> {
    let mut tags = call.tags();
    tags.retain(|(key, _)| *key != NODE);
    tags.push((KEPT, "key".to_owned()));
    write_new(call, name, ParameterType::SecureString, value, tags).await
}

async fn write_new(
    call: &Call<'_>,
    name: &str,
    kind: ParameterType,
    value: &Secret,
    pairs: Vec<(&'static str, String)>,
) -> Result<(), CloudError> {
    check(name, value)?;
    let mut tags = Vec::new();
    for (key, text) in pairs {
        tags.push(Tag::builder().key(key).value(text).build()?);
    }
    let request =
        call.clients.ssm.put_parameter().name(name).r#type(kind).tier(ParameterTier::Standard).overwrite(false);
    request.value(value.expose()).set_tags(Some(tags)).send().await.map_err(|error| without(error.into(), value))?;
    Ok(())
}

/// Brings a secret that exists to this value; its tags stay. The same value is not written again: every writing is a
/// version.
pub(crate) async fn overwrite(call: &Call<'_>, name: &str, value: &Secret) -> Result<(), CloudError> {
    check(name, value)?;
    // One that somebody removed is no longer a secret that exists: making it anew gives it its tags.
    if read(call, name).await?.is_none_or(|stored| stored.expose() == value.expose()) {
        return Ok(());
    }
    let request = call.clients.ssm.put_parameter().name(name).r#type(ParameterType::SecureString).overwrite(true);
    request.value(value.expose()).send().await.map_err(|error| without(error.into(), value))?;
    Ok(())
}

fn check(name: &str, value: &Secret) -> Result<(), CloudError> {
    if !value.expose().is_empty() && value.expose().len() <= MAX_BYTES && !value.expose().contains("{{") {
        return Ok(());
    }
    Err(CloudError::stop("InvalidValue", format!("the value for `{name}` cannot be stored"))
        .why(format!("Parameter Store takes 1 to {MAX_BYTES} bytes without `{{{{`"))
        .hint("give another value, then run the same command again"))
}

/// The value, decrypted when it is a secret; `None` when there is no such parameter.
pub(crate) async fn read(call: &Call<'_>, name: &str) -> Result<Option<Secret>, CloudError> {
    let answer = call.clients.ssm.get_parameter().name(name).with_decryption(true).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.parameter).and_then(|parameter| parameter.value).map(Secret::new))
}

/// The password of a store that is about to be made; one that AWS does not show yet is asked for again.
pub(crate) async fn password(call: &Call<'_>, reference: &Ref<SecretParameter>) -> Result<Secret, CloudError> {
    let name = call.output(reference)?.name;
    let missing =
        || CloudError::new(ErrorClass::Retry, "ParameterNotFound", format!("the password `{name}` is not there yet"));
    read(call, &name).await?.ok_or_else(missing)
}

/// The values of those that exist, by name. At most ten names; none of them secret.
pub(crate) async fn read_plain(call: &Call<'_>, names: &[String]) -> Result<Vec<(String, String)>, CloudError> {
    let answer = call.clients.ssm.get_parameters().set_names(Some(names.to_vec())).send().await?;
    let found = answer
        .parameters()
        .iter()
        .map(|one| Ok((needed(one.name(), "parameter's name")?, one.value().unwrap_or_default().to_owned())));
    found.collect()
}

/// Removes it; gone already is success.
pub(crate) async fn delete(call: &Call<'_>, name: &str) -> Result<(), CloudError> {
    call.clients.ssm.delete_parameter().name(name).send().await.or_absent()?;
    Ok(())
}

/// An error without the value that AWS may have quoted.
pub(crate) fn without(error: CloudError, value: &Secret) -> CloudError {
    let hide = |text: String| if value.expose().is_empty() { text } else { text.replace(value.expose(), "…") };
    CloudError { what: hide(error.what), why: hide(error.why), hint: hide(error.hint), ..error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_lose_the_value() {
        let error = CloudError::stop("ValidationException", "value `hunter2` is bad").why("because hunter2");
        let clean = without(error, &Secret::new("hunter2".to_owned()));
        assert_eq!((clean.what.as_str(), clean.why.as_str()), ("value `…` is bad", "because …"));
    }
}
