//! Tiers: sizes that AWS makes.

use std::ops::RangeInclusive;

use crate::preset::{Container, Host, Piece, Place, Preset, Store, StoreValue, Tier, address_of, parse_template};

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
        if let Some((store, found)) = preset.on_server(tier).next() {
            let way_out = if found.kind.engine().is_some() || found.kind.is_cache() && !found.persistent {
                "it must be managed or external"
            } else if found.kind.is_database() {
                "it must be external, or the app needs one server"
            } else {
                "the app needs one server"
            };
            return Err(format!(
                "tier `{name}`: several servers share no store that is on one of them (`{store}`): {way_out}"
            ));
        }
        let raw = |container: &Container| !container.ports.is_empty();
        if let Some((service, _)) = preset.services.iter().find(|(_, service)| raw(service)) {
            return Err(format!("tier `{name}`: a load balancer passes no `ports` on (`{service}`): one server does"));
        }
    }
    for (store, place) in &tier.stores {
        let Some(found) = preset.stores.get(store) else { continue };
        match place {
            Place::Server => {}
            Place::External => external(preset, name, store, found)?,
            Place::Managed => managed(name, store, found)?,
        }
    }
    for (store, found) in preset.left_to_aws(tier) {
        let Some(size) = tier.databases.get(store) else {
            return Err(format!("tier `{name}` names no size for `{store}`: add [tiers.{name}.databases.{store}]"));
        };
        if let Some(arch) = preset.architectures.iter().find(|arch| size.class(**arch).is_none()) {
            return Err(format!("tier `{name}` names no class of `{store}` for {}", arch.name()));
        }
        let key = format!("databases.{store}.gb");
        if !found.kind.is_cache() {
            within(name, &key, size.gb, &DATABASE_DISK)?;
        } else if size.gb > 0 {
            return Err(format!("tier `{name}`: `{key}`: a cache has no disk"));
        }
    }
    Ok(())
}

/// Of what AWS runs, only versions that it makes without a surcharge, and only what it keeps as well as a server would.
fn managed(tier: &str, name: &str, store: &Store) -> Result<(), String> {
    let wrong = |service: &str, title: &str, known: &str| {
        Err(format!("tier `{tier}`: `{name}.version`: {service} creates {title} {known}"))
    };
    match (store.kind.engine(), store.kind.cache_engine()) {
        (Some(engine), _) if engine.versions().contains(&store.version.as_str()) => Ok(()),
        (Some(engine), _) => wrong("RDS", engine.title(), &engine.versions().join(", ")),
        (_, Some(_)) if store.persistent => Err(format!(
            "tier `{tier}`: `{name}` is persistent, and ElastiCache keeps everything in memory: it stays on the server"
        )),
        (_, Some(engine)) if engine.version(&store.version).is_some() => Ok(()),
        (_, Some(engine)) => wrong("ElastiCache", engine.title(), &engine.versions()),
        (None, None) => {
            Err(format!("tier `{tier}`: AWS runs PostgreSQL, MySQL, MariaDB, Valkey and Redis, but not `{name}`"))
        }
    }
}

/// Of a database that somebody else runs nothing is known but its address.
fn external(preset: &Preset, tier: &str, name: &str, store: &Store) -> Result<(), String> {
    if !store.kind.is_database() {
        let title = store.kind.title();
        return Err(format!("tier `{tier}`: a database can be external, and `{name}` is a {title}"));
    }
    let secret = address_of(name);
    if preset.secrets.get(&secret).is_none_or(|need| need.address_of.is_none()) {
        return Err(format!("secret `{secret}`: this name is the one of the address of `{name}` (tier `{tier}`)"));
    }
    let texts = preset.containers().flat_map(|(_, container)| {
        container.env.values().chain(&container.command).chain(&container.entrypoint).map(String::as_str)
    });
    let files = preset.files.values().filter(|file| file.template).map(|file| file.text.as_str());
    let mut pieces = texts.chain(files).flat_map(|text| parse_template(text).unwrap_or_default());
    let part = pieces.find_map(|piece| match piece {
        Piece::Store { store, value } if store == name && value != StoreValue::Url => Some(value),
        _ => None,
    });
    let Some(part) = part else { return Ok(()) };
    let part = StoreValue::ALL.iter().find(|(_, one)| *one == part).map_or("", |(part, _)| part);
    Err(format!(
        "tier `{tier}`: `{name}` is external, so nothing is known of it but its address (`${{{name}.url}}`), and \
         something names `${{{name}.{part}}}`"
    ))
}

fn within(tier: &str, key: &str, gigabytes: u32, allowed: &RangeInclusive<u32>) -> Result<(), String> {
    if allowed.contains(&gigabytes) {
        return Ok(());
    }
    Err(format!("tier `{tier}`: `{key}` is {} to {} GiB", allowed.start(), allowed.end()))
}
