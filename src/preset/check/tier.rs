//! Tiers: sizes that AWS makes.

use std::ops::RangeInclusive;

use crate::preset::{Compute, DatabasePlace, Preset, Tier};

/// GiB of a system disk: the image of the operating system needs 8, and gp3 ends at 65,536 (EC2 API, `CreateVolume`).
const SYSTEM_DISK: RangeInclusive<u32> = 8..=65_536;
/// GiB of a data disk (gp3).
const DATA_DISK: RangeInclusive<u32> = 1..=65_536;
/// GiB of a managed database on gp3 (RDS API, `CreateDBInstance`: `AllocatedStorage`).
const DATABASE_DISK: RangeInclusive<u32> = 20..=65_536;
/// Servers of a group; more is a mistake in the preset rather than a plan.
const MOST_SERVERS: u32 = 100;

pub(super) fn tier(preset: &Preset, name: &str, tier: &Tier) -> Result<(), String> {
    let managed = preset.database.is_some() && tier.database == DatabasePlace::Managed;
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        let name = crate::model::text::clean_line(name);
        return Err(format!("tier `{name}`: the name of a tier is small letters, digits and hyphens"));
    }
    if let Some(twice) = tier.formerly.iter().find(|former| preset.tier(former).is_none_or(|(now, _)| now != name)) {
        return Err(format!("tier `{name}` was `{twice}`, and so is or was another"));
    }
    for arch in &preset.architectures {
        if !tier.instance.contains_key(arch.name()) {
            return Err(format!("tier `{name}` names no server type for {}", arch.name()));
        }
        if managed && !tier.db_class.contains_key(arch.name()) {
            return Err(format!("tier `{name}` names no database class for {}", arch.name()));
        }
    }
    within(name, "root_gb", tier.root_gb, &SYSTEM_DISK)?;
    if managed {
        within(name, "db_gb", tier.db_gb, &DATABASE_DISK)?;
    }
    match tier.compute {
        Compute::Box => within(name, "data_gb", tier.data_gb, &DATA_DISK),
        Compute::Fleet if tier.database == DatabasePlace::Server => {
            Err(format!("tier `{name}`: a fleet needs a managed database"))
        }
        Compute::Fleet
            if tier.servers_min == 0 || tier.servers_max < tier.servers_min || tier.servers_max > MOST_SERVERS =>
        {
            Err(format!(
                "tier `{name}` needs `servers_min` of at least 1 and a `servers_max` not below it and at most \
                {MOST_SERVERS}"
            ))
        }
        Compute::Fleet => Ok(()),
    }
}

fn within(tier: &str, key: &str, gigabytes: u32, allowed: &RangeInclusive<u32>) -> Result<(), String> {
    if allowed.contains(&gigabytes) {
        return Ok(());
    }
    Err(format!("tier `{tier}`: `{key}` is {} to {} GiB", allowed.start(), allowed.end()))
}
