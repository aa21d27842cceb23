//! The last snapshot of a database: its name, and finding it again when the database is gone.

use std::collections::BTreeMap;

use aws_sdk_rds::types::Tag;

use crate::aws::Call;
use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::KEPT;
use crate::aws::tags::rds;
use crate::engine::{CloudError, Kept, KeptPrice};

/// Follows the database's name where its automatic backups stay.
const AUTOMATIC: &str = " (RDS, retained automated backups)";

/// Snapshot identifiers and their gigabytes.
pub(crate) type Snapshots = BTreeMap<String, u32>;

/// A name that no existing snapshot has: the token's beginning tells attempts apart, the rest of it repeats of one.
pub(crate) fn name(database: &str, token: &str, known: &Snapshots) -> String {
    let short = |length: usize| format!("{}{}", prefix(database), token.get(..length).unwrap_or(token));
    let name = short(8);
    if known.contains_key(&name) { short(16) } else { name }
}

fn prefix(database: &str) -> String {
    format!("{database}-final-")
}

/// Final snapshots of this deployment's database that exist or are being taken.
pub(crate) async fn existing(call: &Call<'_>, database: &str) -> Result<Snapshots, CloudError> {
    Ok(listed(call, database).await?.into_iter().map(|one| (one.name, one.gigabytes)).collect())
}

/// Says on each snapshot that it stays on purpose, so that a sweep passes over it.
pub(crate) async fn mark(call: &Call<'_>, database: &str) -> Result<(), CloudError> {
    for one in listed(call, database).await?.into_iter().filter(|one| !one.marked) {
        let tag = Tag::builder().key(KEPT).value("last snapshot").build();
        call.clients.rds.add_tags_to_resource().resource_name(one.arn).tags(tag).send().await.or_absent()?;
    }
    Ok(())
}

pub(crate) fn kept(snapshots: Snapshots) -> Vec<Kept> {
    let kept = snapshots.into_iter().map(|(aws_id, gigabytes)| Kept {
        aws_id,
        why: "last snapshot of the database".to_owned(),
        gigabytes,
        price: KeptPrice::DatabaseSnapshot,
    });
    kept.collect()
}

/// What stays of a database that can no longer be snapshotted.
pub(crate) fn automatic(database: &str, gigabytes: u32) -> Kept {
    let why = "automatic backups of the broken database: RDS could take no last snapshot of it".to_owned();
    Kept { aws_id: format!("{database}{AUTOMATIC}"), why, gigabytes, price: KeptPrice::DatabaseSnapshot }
}

/// The database whose automatic backups something kept is; `None` for a snapshot.
pub(crate) fn backed_up(aws_id: &str) -> Option<&str> {
    aws_id.strip_suffix(AUTOMATIC)
}

struct Listed {
    name: String,
    arn: String,
    gigabytes: u32,
    marked: bool,
}

async fn listed(call: &Call<'_>, database: &str) -> Result<Vec<Listed>, CloudError> {
    let mut pages = call
        .clients
        .rds
        .describe_db_snapshots()
        .db_instance_identifier(database)
        .snapshot_type("manual")
        .into_paginator()
        .send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        let Some(page) = page.or_absent()? else { break };
        for one in page.db_snapshots() {
            let name = needed(one.db_snapshot_identifier(), "name of the snapshot")?;
            if name.starts_with(&prefix(database)) && rds::owns(call, one.tag_list()) {
                found.push(Listed {
                    name,
                    arn: needed(one.db_snapshot_arn(), "ARN of the snapshot")?,
                    gigabytes: one.allocated_storage().and_then(|size| u32::try_from(size).ok()).unwrap_or_default(),
                    marked: one.tag_list().iter().any(|tag| tag.key() == Some(KEPT)),
                });
            }
        }
    }
    Ok(found)
}
