//! Which class of a database or a cache a plan takes in a region. Not every region sells every family: then another of
//! the same size serves, and its processor need not be the servers'.

use super::pricebook::rate;
use crate::model::Region;
use crate::resource::{CacheEngine, Engine, PriceKey};

/// Families whose sizes have the same memory, in the order in which they are tried: the cheaper processor first, older
/// ones last.
const ALIKE: [&[&str]; 3] = [&["t4g", "t3"], &["m7g", "m7i", "m6g", "m6i"], &["r7g", "r7i", "r6g", "r6i"]];

/// The class that a region sells in place of `wanted`: itself, else the first of the same size; itself too where none
/// is known.
#[must_use]
pub fn sold(region: Region, engine: Engine, wanted: &str, multi_az: bool) -> String {
    let item = if multi_az { "multi_az_hourly" } else { "single_az_hourly" };
    first_sold(wanted, |class| rate(region, &PriceKey::sized(engine.item(), item, class)).is_some())
}

/// The same of the type of a cache.
#[must_use]
pub fn cache_sold(region: Region, engine: CacheEngine, wanted: &str) -> String {
    first_sold(wanted, |size| rate(region, &PriceKey::sized("elasticache", engine.item(), size)).is_some())
}

fn first_sold(wanted: &str, is_sold: impl Fn(&str) -> bool) -> String {
    let mut parts = wanted.splitn(3, '.');
    let (kind, family, size) = (parts.next(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let families = ALIKE.iter().find(|families| families.contains(&family)).copied().unwrap_or_default();
    let alike = families.iter().map(|family| format!("{}.{family}.{size}", kind.unwrap_or_default()));
    std::iter::once(wanted.to_owned()).chain(alike).find(|class| is_sold(class)).unwrap_or_else(|| wanted.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_that_a_region_does_not_sell_is_replaced_by_one_of_the_same_size() {
        let calgary: Region = "ca-west-1".parse().unwrap();
        assert_eq!(sold(calgary, Engine::Postgres, "db.t4g.micro", false), "db.t3.micro");
        assert_eq!(sold(calgary, Engine::Postgres, "db.t4g.small", true), "db.t3.small");
        assert_eq!(sold(calgary, Engine::Postgres, "db.m7g.large", false), "db.m6g.large");
        assert_eq!(sold(Region::US_EAST_1, Engine::Postgres, "db.t4g.micro", false), "db.t4g.micro");
        assert_eq!(
            sold(calgary, Engine::Postgres, "db.x9.huge", false),
            "db.x9.huge",
            "what nobody knows is left to whoever chose it"
        );
    }

    #[test]
    fn every_region_sells_the_sizes_of_the_presets() {
        for region in Region::all() {
            for class in ["db.t4g.micro", "db.t3.micro"] {
                for engine in [CacheEngine::Valkey, CacheEngine::Redis] {
                    let chosen = cache_sold(region, engine, &class.replace("db.", "cache."));
                    let price = rate(region, &PriceKey::sized("elasticache", engine.item(), &chosen));
                    assert!(price.is_some(), "{region}: {engine:?} {chosen}");
                }
                for engine in [Engine::Postgres, Engine::Mysql, Engine::Mariadb] {
                    let chosen = sold(region, engine, class, false);
                    let price = rate(region, &PriceKey::sized(engine.item(), "single_az_hourly", &chosen));
                    assert!(price.is_some(), "{region}: {engine:?} {chosen}");
                }
            }
        }
    }
}
