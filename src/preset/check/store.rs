//! Stores: each kind with what it can have.

use std::ops::RangeInclusive;

use super::database;
use crate::model::{image, variable};
use crate::preset::{Preset, Store, StoreKind};

/// Days after which something is removed: S3 wants at least one.
const DAYS: RangeInclusive<u32> = 1..=3650;

pub(super) fn stores(preset: &Preset) -> Result<(), String> {
    preset.stores.iter().try_for_each(|(name, store)| self::store(name, store))?;
    let buckets = preset.stores.values().filter(|store| store.kind == StoreKind::Bucket).count();
    if buckets > 1 { Err("one store of the kind `bucket` is the most".to_owned()) } else { Ok(()) }
}

fn store(name: &str, store: &Store) -> Result<(), String> {
    let kind = store.kind;
    let database = kind.is_database() && !kind.is_cache();
    let foreign = [
        ("version", !store.version.is_empty() && !kind.is_database()),
        ("database", !store.database.is_empty() && !database),
        ("user", !store.user.is_empty() && !database),
        ("image", store.image.is_some() && !kind.is_database()),
        ("env", !store.env.is_empty() && !kind.is_database()),
        ("command", !store.command.is_empty() && !kind.is_database()),
        ("memory_mb", store.memory_mb > 0 && !kind.is_database()),
        ("shm_mb", store.shm_mb > 0 && !kind.is_database()),
        ("backup", !store.backup && kind != StoreKind::Volume),
        ("extensions", !store.extensions.is_empty() && kind != StoreKind::Postgres),
        ("persistent", store.persistent && !kind.is_cache()),
        ("password", store.password && !kind.is_cache()),
        ("cors", store.cors && kind != StoreKind::Bucket),
        ("old_version_days", store.old_version_days.is_some() && kind != StoreKind::Bucket),
        ("unfinished_upload_days", store.unfinished_upload_days.is_some() && kind != StoreKind::Bucket),
        ("owner", store.owner.is_some() && kind != StoreKind::Volume),
    ];
    if let Some((key, _)) = foreign.into_iter().find(|(_, is_foreign)| *is_foreign) {
        return Err(format!("store `{name}`: a {} has no `{key}`", kind.title()));
    }
    for (key, days) in
        [("old_version_days", store.old_version_days), ("unfinished_upload_days", store.unfinished_upload_days)]
    {
        if days.is_some_and(|days| !DAYS.contains(&days)) {
            return Err(format!("`{name}.{key}`: {} to {} days", DAYS.start(), DAYS.end()));
        }
    }
    if let Some(image) = &store.image {
        image::check(image).map_err(|why| format!("`{name}.image`: {why}"))?;
    }
    for variable in store.env.keys() {
        variable::check(variable).map_err(|why| format!("`{name}.env`: {why}"))?;
    }
    if store.owner.as_ref().is_some_and(|owner| !is_owner(owner)) {
        return Err(format!("`{name}.owner`: a user and a group as numbers, such as \"1000:1000\""));
    }
    if kind.is_database() { database::database(name, store) } else { Ok(()) }
}

fn is_owner(owner: &str) -> bool {
    owner.split_once(':').is_some_and(|(user, group)| [user, group].iter().all(|id| id.parse::<u32>().is_ok()))
}
