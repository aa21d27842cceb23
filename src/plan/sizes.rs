//! Server types and database classes: whether a preset's sizes exist, and run on the processor that they stand for.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::pricebook;
use super::server_size;
use crate::model::{Quantity, Region};
use crate::preset::{Preset, StoreKind, Tier};
use crate::resource::{Architecture, PriceKey};

/// Every server type that is sold in any region, as far as the price book knows.
static SERVERS: LazyLock<BTreeSet<String>> = LazyLock::new(|| pricebook::sizes("ec2", "hourly"));

/// The classes of a kind of database or cache: fewer for some than for others.
fn classes(kind: StoreKind) -> BTreeSet<String> {
    match (kind.engine(), kind.cache_engine()) {
        (Some(engine), _) => {
            let items = ["single_az_hourly", "multi_az_hourly"];
            items.into_iter().flat_map(|item| pricebook::sizes(engine.item(), item)).collect()
        }
        (_, Some(engine)) => pricebook::sizes("elasticache", engine.item()),
        (None, None) => BTreeSet::new(),
    }
}

/// Whether every size of a preset is known.
///
/// # Errors
/// The first that is not, with where it stands and the nearest known one.
pub fn check(preset: &Preset) -> Result<(), String> {
    for (name, tier) in &preset.tiers {
        for arch in [Architecture::Arm64, Architecture::X86] {
            let Some(size) = tier.server.of(arch) else { continue };
            let at = format!("tier `{name}`: `server.{}`", arch.name());
            let fitting = || SERVERS.iter().filter(|size| processor(size) == arch);
            if !SERVERS.contains(size) {
                return Err(format!(
                    "{at}: `{}` is no server type that has a price{}",
                    shown(size),
                    meant(fitting(), size)
                ));
            }
            if processor(size) != arch {
                let other = processor(size).name();
                return Err(format!("{at}: `{size}` has an {other} processor{}", meant(fitting(), size)));
            }
        }
        memory(preset, name, tier)?;
        // The database's processor need not be the servers'.
        for (store, size) in &tier.databases {
            let classes = [("arm64", &size.arm64), ("x86_64", &size.x86_64)];
            let Some(kind) = preset.stores.get(store).map(|store| store.kind) else { continue };
            let known = self::classes(kind);
            for (arch, class) in classes.into_iter().filter_map(|(arch, class)| Some((arch, class.as_ref()?))) {
                if !known.contains(class) {
                    let nearest = meant(known.iter(), class);
                    let (class, title) = (shown(class), kind.title());
                    let what = if kind.is_cache() { "type of a cache" } else { "database class" };
                    return Err(format!(
                        "tier `{name}`: `databases.{store}.{arch}`: `{class}` is no {what} that has a price for \
                         {title}{nearest}"
                    ));
                }
            }
        }
    }
    Ok(())
}

/// MiB that the system, Docker and Caddy take of a server.
const SYSTEM_MIB: u32 = 350;

/// Whether a tier's server has the memory that its containers need together.
fn memory(preset: &Preset, name: &str, tier: &Tier) -> Result<(), String> {
    let services = preset.services.values().map(|service| service.memory_mb);
    let stores = preset.on_server(tier).map(|(_, store)| store.memory_mb);
    // One at a time runs beside them.
    let job = preset.jobs.values().map(|job| job.memory_mb).max();
    let needed: u32 = services.chain(stores).chain(job).sum();
    if needed == 0 {
        return Ok(());
    }
    for server in [&tier.server.arm64, &tier.server.x86_64].into_iter().flatten() {
        let has = server_size::memory(server).unwrap_or(u32::MAX);
        if needed.saturating_add(SYSTEM_MIB) > has {
            let larger = server_size::larger(server, needed.saturating_add(SYSTEM_MIB));
            let advice = larger.map_or_else(String::new, |larger| format!(": {larger} has enough{}", priced(&larger)));
            return Err(format!(
                "tier `{name}`: its containers need {needed} MB of memory, the system {SYSTEM_MIB}, and {server} has \
                 {has}{advice}"
            ));
        }
    }
    Ok(())
}

/// What a type costs a month where nobody has chosen a region.
fn priced(server: &str) -> String {
    let rate = pricebook::rate(Region::US_EAST_1, &PriceKey::sized("ec2", "hourly", server));
    rate.map_or_else(String::new, |rate| format!(" ({} a month in us-east-1)", rate.times(Quantity::HOURS_PER_MONTH)))
}

fn meant<'a>(known: impl Iterator<Item = &'a String>, given: &str) -> String {
    let nearest = known.min_by_key(|known| strsim::damerau_levenshtein(known, given));
    nearest.map(|nearest| format!(": did you mean `{nearest}`?")).unwrap_or_default()
}

fn shown(text: &str) -> String {
    crate::model::text::clean_line(text)
}

/// EC2 puts a `g` behind the generation of a Graviton family: `t4g`, `m7gd`, `c7gn`.
fn processor(size: &str) -> Architecture {
    let family = size.split('.').next().unwrap_or_default();
    let after_generation =
        family.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start_matches(|c: char| c.is_ascii_digit());
    if after_generation.starts_with('g') { Architecture::Arm64 } else { Architecture::X86 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::{CATALOG, text_of};

    fn refused(from: &str, to: &str) -> String {
        let text = text_of("compai").unwrap();
        assert!(text.contains(from), "{from}");
        check(&Preset::parse(&text.replace(from, to)).unwrap()).err().unwrap_or_default()
    }

    #[test]
    fn sizes_that_do_not_exist_or_have_another_processor_are_refused() {
        for entry in CATALOG {
            assert_eq!(check(&Preset::parse(entry.text).unwrap()), Ok(()));
        }
        let cases = [
            ("t4g.medium", "t4g.tiny", "did you mean `t4g."),
            ("t4g.medium", "t9x.mega", "no server type that has a price"),
            ("t4g.medium", "t3.medium", "`t3.medium` has an x86_64 processor: did you mean `t4g.medium`?"),
            ("t3.medium", "t4g.medium", "`server.x86_64`: `t4g.medium` has an arm64 processor"),
            ("db.t4g.micro", "db.t4g.mirco", "did you mean `db.t4g.micro`?"),
        ];
        for (from, to, why) in cases {
            assert!(refused(from, to).contains(why), "{to}: {}", refused(from, to));
        }
        assert_eq!(refused("db.t4g.micro", "db.t3.micro"), "", "a database may have the other processor");
    }
}
