//! Records of a Route 53 zone: reading what stands at a name, creating, replacing, removing. Nothing foreign is written
//! over: new records go in by `CREATE`, which Route 53 refuses where one exists.

use aws_sdk_route53::error::SdkError;
use aws_sdk_route53::operation::change_resource_record_sets::ChangeResourceRecordSetsError;
use aws_sdk_route53::types::{Change, ChangeAction, ChangeBatch, ResourceRecord, ResourceRecordSet, RrType};

use crate::aws::Call;
use crate::aws::error::OrAbsent;
use crate::engine::{CloudError, ErrorClass};
use crate::model::text::clean_line;

/// There are fewer types of records than this.
const MOST_AT_A_NAME: i32 = 30;

/// A plain record.
pub(crate) fn plain(name: &str, kind: RrType, seconds: i64, value: &str) -> Result<ResourceRecordSet, CloudError> {
    let record = ResourceRecord::builder().value(value).build()?;
    Ok(ResourceRecordSet::builder().name(name).r#type(kind).ttl(seconds).resource_records(record).build()?)
}

/// The record of this type at exactly this name. A zone that is gone has none.
pub(crate) async fn at(
    call: &Call<'_>,
    zone: &str,
    name: &str,
    kind: RrType,
) -> Result<Option<ResourceRecordSet>, CloudError> {
    let request = call.clients.route53.list_resource_record_sets().hosted_zone_id(zone).start_record_name(name);
    let Some(answer) = request.start_record_type(kind.clone()).max_items(1).send().await.or_absent()? else {
        return Ok(None);
    };
    let found = answer.resource_record_sets.into_iter().next();
    Ok(found.filter(|one| normal(&one.name) == normal(name) && one.r#type == kind))
}

/// All records at exactly this name, whatever their type. A zone that is gone has none.
pub(crate) async fn all_at(call: &Call<'_>, zone: &str, name: &str) -> Result<Vec<ResourceRecordSet>, CloudError> {
    let request = call.clients.route53.list_resource_record_sets().hosted_zone_id(zone).start_record_name(name);
    let Some(answer) = request.max_items(MOST_AT_A_NAME).send().await.or_absent()? else { return Ok(Vec::new()) };
    Ok(answer.resource_record_sets.into_iter().filter(|one| normal(&one.name) == normal(name)).collect())
}

/// What a record says, in a form that can be compared: lower case, no final dot, no `dualstack.` before an alias.
pub(crate) fn value(record: &ResourceRecordSet) -> String {
    match &record.alias_target {
        Some(alias) => target(&alias.dns_name),
        None => record.resource_records().iter().map(|one| target(one.value())).collect::<Vec<_>>().join(", "),
    }
}

/// A record's target in the same form.
pub(crate) fn target(text: &str) -> String {
    let text = normal(text);
    text.strip_prefix("dualstack.").map_or_else(|| text.clone(), str::to_owned)
}

/// Route 53 writes unusual characters as octal escapes and ends names with a dot.
fn normal(name: &str) -> String {
    clean_line(name).trim_end_matches('.').to_ascii_lowercase().replace("\\137", "_").replace("\\052", "*")
}

/// Creates records, all or none.
pub(crate) async fn create(call: &Call<'_>, zone: &str, records: Vec<ResourceRecordSet>) -> Result<(), CloudError> {
    match change(call, zone, ChangeAction::Create, records).await {
        Err(error) if mentions(&error, "already exists") => {
            Err(CloudError { class: ErrorClass::AlreadyExists, ..error })
        }
        other => other,
    }
}

/// Creates one record, refused where one exists, together with one that may be written over. Both or none.
pub(crate) async fn create_with(
    call: &Call<'_>,
    zone: &str,
    new: ResourceRecordSet,
    over: ResourceRecordSet,
) -> Result<(), CloudError> {
    match change_all(call, zone, vec![(ChangeAction::Create, new), (ChangeAction::Upsert, over)]).await {
        Err(error) if mentions(&error, "already exists") => {
            Err(CloudError { class: ErrorClass::AlreadyExists, ..error })
        }
        other => other,
    }
}

/// Puts records in the place of such that are known to be ours, all or none.
pub(crate) async fn replace(call: &Call<'_>, zone: &str, records: Vec<ResourceRecordSet>) -> Result<(), CloudError> {
    change(call, zone, ChangeAction::Upsert, records).await
}

/// Removes records as they were read; gone already is success.
pub(crate) async fn remove(call: &Call<'_>, zone: &str, records: Vec<ResourceRecordSet>) -> Result<(), CloudError> {
    match change(call, zone, ChangeAction::Delete, records).await {
        Err(error) if mentions(&error, "not found") || error.class == ErrorClass::NotFound => Ok(()),
        other => other,
    }
}

async fn change(
    call: &Call<'_>,
    zone: &str,
    action: ChangeAction,
    records: Vec<ResourceRecordSet>,
) -> Result<(), CloudError> {
    change_all(call, zone, records.into_iter().map(|record| (action.clone(), record)).collect()).await
}

async fn change_all(
    call: &Call<'_>,
    zone: &str,
    all: Vec<(ChangeAction, ResourceRecordSet)>,
) -> Result<(), CloudError> {
    if all.is_empty() {
        return Ok(());
    }
    let mut changes = Vec::new();
    for (action, record) in all {
        changes.push(Change::builder().action(action).resource_record_set(record).build()?);
    }
    let batch = ChangeBatch::builder()
        .set_changes(Some(changes))
        .comment(format!("cloudstead {}", call.owner.deployment))
        .build()?;
    let request = call.clients.route53.change_resource_record_sets().hosted_zone_id(zone).change_batch(batch);
    request.send().await.map_err(explained)?;
    Ok(())
}

/// Route 53 has two forms of this error; in one of them the reasons stand apart.
fn explained(error: SdkError<ChangeResourceRecordSetsError>) -> CloudError {
    let reasons = match error.as_service_error() {
        Some(ChangeResourceRecordSetsError::InvalidChangeBatch(batch)) => clean_line(&batch.messages().join(" ")),
        _ => String::new(),
    };
    let error = CloudError::from(error);
    if reasons.is_empty() { error } else { error.why(reasons) }
}

fn mentions(error: &CloudError, part: &str) -> bool {
    error.code == "InvalidChangeBatch" && (error.what.contains(part) || error.why.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_compared_as_dns_does() {
        assert_eq!(target("dualstack.Web-1.us-east-1.elb.amazonaws.com."), "web-1.us-east-1.elb.amazonaws.com");
        assert_eq!(target("203.0.113.7"), "203.0.113.7");
        assert_eq!(normal("\\052.example.com."), "*.example.com");
    }
}
