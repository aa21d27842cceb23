//! Tiers: sizes that AWS makes.

use std::ops::RangeInclusive;

use crate::preset::{Container, Host, Place, Preset, Tier};

/// GiB of a system disk: the image of the operating system needs 8, and gp3 ends at 65,536 (EC2 API, `CreateVolume`).
const SYSTEM_DISK: RangeInclusive<u32> = 8..=65_536;
/// GiB of a data disk (gp3).
const DATA_DISK: RangeInclusive<u32> = 1..=65_536;
/// GiB of a managed database on gp3 (RDS API, `CreateDBInstance`: `AllocatedStorage`).
const DATABASE_DISK: RangeInclusive<u32> = 20..=65_536;
/// Servers of a group; more is a mistake in the preset rather than a plan.
const MOST_SERVERS: u32 = 100;

pub(super) fn tier(preset: &Preset, name: &str, tier: &Tier) -> Result<(), String> {
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        let name = crate::model::text::clean_line(name);
        return Err(format!("tier `{name}`: the name of a tier is small letters, digits and hyphens"));
    }
    if let Some(twice) = tier.formerly.iter().find(|former| preset.tier(former).is_none_or(|(now, _)| now != name)) {
        return Err(format!("tier `{name}` was `{twice}`, and so is or was another"));
    }
    if let Some(arch) = preset.architectures.iter().find(|arch| tier.server.of(**arch).is_none()) {
        return Err(format!("tier `{name}` names no server type for {}", arch.name()));
    }
    stores(preset, name, tier)?;
    within(name, "root_gb", tier.server.root_gb, &SYSTEM_DISK)?;
    match (tier.on, tier.servers) {
        (Host::Server, None) => within(name, "data_gb", tier.server.data_gb, &DATA_DISK),
        (Host::Server, Some(_)) => Err(format!("tier `{name}` has one server: `servers` is for `on = \"servers\"`")),
        (Host::Servers, Some(count)) if (1..=count.max).contains(&count.min) && count.max <= MOST_SERVERS => Ok(()),
        (Host::Servers, _) => Err(format!(
            "tier `{name}` needs `servers`: a `min` of at least 1 and a `max` not below it and at most {MOST_SERVERS}"
        )),
    }
}

/// Where each store is: several servers share none that is on a server, and what AWS shall run has its size.
fn stores(preset: &Preset, name: &str, tier: &Tier) -> Result<(), String> {
    if let Some(unknown) = tier.stores.keys().chain(tier.databases.keys()).find(|one| !preset.stores.contains_key(*one))
    {
        let unknown = crate::model::text::clean_line(unknown);
        return Err(format!("tier `{name}` names the store `{unknown}`, which the preset does not have"));
    }
    if tier.on == Host::Servers {
        if let Some((store, _)) = preset.on_server(tier).next() {
            return Err(format!(
                "tier `{name}`: several servers share no store that is on one of them (`{store}`): it must be managed"
            ));
        }
        let raw = |container: &Container| !container.ports.is_empty();
        if let Some((service, _)) = preset.services.iter().find(|(_, service)| raw(service)) {
            return Err(format!("tier `{name}`: a load balancer passes no `ports` on (`{service}`): one server does"));
        }
    }
    for (store, place) in &tier.stores {
        let Some(found) = preset.stores.get(store) else { continue };
        match found.kind.engine() {
            _ if *place == Place::Server => {}
            None => return Err(format!("tier `{name}`: AWS runs PostgreSQL, MySQL and MariaDB, but not `{store}`")),
            Some(engine) if engine.versions().contains(&found.version.as_str()) => {}
            Some(engine) => {
                let (title, known) = (engine.title(), engine.versions().join(", "));
                return Err(format!("tier `{name}`: `{store}.version`: RDS creates {title} {known}"));
            }
        }
    }
    for (store, _) in preset.managed(tier) {
        let Some(size) = tier.databases.get(store) else {
            return Err(format!("tier `{name}` names no size for `{store}`: add [tiers.{name}.databases.{store}]"));
        };
        if let Some(arch) = preset.architectures.iter().find(|arch| size.class(**arch).is_none()) {
            return Err(format!("tier `{name}` names no database class of `{store}` for {}", arch.name()));
        }
        within(name, &format!("databases.{store}.gb"), size.gb, &DATABASE_DISK)?;
    }
    Ok(())
}

fn within(tier: &str, key: &str, gigabytes: u32, allowed: &RangeInclusive<u32>) -> Result<(), String> {
    if allowed.contains(&gigabytes) {
        return Ok(());
    }
    Err(format!("tier `{tier}`: `{key}` is {} to {} GiB", allowed.start(), allowed.end()))
}
