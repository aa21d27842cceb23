//! The snapshot taken of a data disk before it goes: started once, waited for, found again by its tags.
//!
//! It carries [`tags::KEPT`] and no node, so that neither a search nor the sweep takes it for something left behind.

use std::time::{Duration, SystemTime};

use aws_sdk_ec2::types::{ResourceType, Snapshot, SnapshotState, TagSpecification};

use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::ec2::{filter, tag};
use crate::aws::{Call, tags};
use crate::engine::{CloudError, ErrorClass, Kept, KeptPrice};
use crate::model::text::clean_line;

/// Whose try it was: a later removal of the same disk must not rest on an older snapshot.
const TOKEN: &str = "cloudstead:token";
/// How old a finished snapshot of another try may be. The disk is detached by then, so nothing new can be on it.
const FRESH: Duration = Duration::from_secs(15 * 60);

/// Fails with `Wait` until a snapshot of this removal is complete.
pub(crate) async fn complete(call: &Call<'_>, volume: &str) -> Result<(), CloudError> {
    let snapshots = of(call, volume).await?;
    let current = snapshots.iter().find(|snapshot| is_current(call, snapshot));
    match current.map(|snapshot| (snapshot.state(), snapshot.progress())) {
        Some((Some(SnapshotState::Completed), _)) => Ok(()),
        Some((_, progress)) => Err(waiting(&clean_line(progress.unwrap_or_default()))),
        None => {
            start(call, volume).await?;
            Err(waiting(""))
        }
    }
}

/// The snapshots that stay.
pub(crate) async fn kept(call: &Call<'_>, volume: &str) -> Result<Vec<Kept>, CloudError> {
    let snapshots = of(call, volume).await?;
    let kept = snapshots.iter().map(|snapshot| {
        Ok(Kept {
            aws_id: needed(snapshot.snapshot_id(), "snapshot id")?,
            why: "last copy of the data disk".to_owned(),
            gigabytes: snapshot.volume_size().and_then(|size| u32::try_from(size).ok()).unwrap_or_default(),
            price: KeptPrice::DiskSnapshot,
        })
    });
    kept.collect()
}

async fn of(call: &Call<'_>, volume: &str) -> Result<Vec<Snapshot>, CloudError> {
    let ask = call.clients.ec2.describe_snapshots().owner_ids("self").filters(filter("volume-id", [volume]));
    let ask = ask
        .filters(filter(format!("tag:{}", tags::ID), [call.owner.id.as_str()]))
        .filters(filter("tag-key", [tags::KEPT]));
    let mut pages = ask.into_paginator().items().send();
    let mut snapshots = Vec::new();
    while let Some(snapshot) = pages.next().await {
        let snapshot = snapshot?;
        if snapshot.state() != Some(&SnapshotState::Error) {
            snapshots.push(snapshot);
        }
    }
    Ok(snapshots)
}

fn is_current(call: &Call<'_>, snapshot: &Snapshot) -> bool {
    let same_try = tags::ec2::pairs(snapshot.tags()).any(|(key, value)| key == TOKEN && value == call.token);
    let begun = snapshot.start_time().and_then(|time| SystemTime::try_from(*time).ok());
    let fresh = begun.and_then(|begun| begun.elapsed().ok()).is_some_and(|age| age < FRESH);
    same_try || fresh || snapshot.state() != Some(&SnapshotState::Completed)
}

async fn start(call: &Call<'_>, volume: &str) -> Result<(), CloudError> {
    let deployment = &call.owner.deployment;
    let values = [
        (tags::DEPLOYMENT, deployment.to_string()),
        (tags::ID, call.owner.id.clone()),
        (tags::KEPT, "last-snapshot".to_owned()),
        (TOKEN, call.token.to_owned()),
        (tags::NAME, format!("{deployment} last copy")),
    ];
    let tags = values.into_iter().map(|(key, value)| tag(key, value)).collect();
    let tags = TagSpecification::builder().resource_type(ResourceType::Snapshot).set_tags(Some(tags)).build();
    let create = call.clients.ec2.create_snapshot().volume_id(volume).tag_specifications(tags);
    create.description(format!("last copy of the data disk of {deployment}")).send().await.or_absent()?;
    Ok(())
}

fn waiting(progress: &str) -> CloudError {
    let progress = if progress.is_empty() { String::new() } else { format!(" ({progress})") };
    CloudError::new(
        ErrorClass::Wait,
        "SnapshotPending",
        format!("the last copy of the data disk is being made{progress}"),
    )
}
