//! Which server type has the memory that something needs: `assets/server_memory.toml` against the price book.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::pricebook;
use crate::model::Region;
use crate::resource::PriceKey;

/// Family to size to MiB.
static MEMORY: LazyLock<BTreeMap<String, BTreeMap<String, u32>>> =
    LazyLock::new(|| toml::from_str(include_str!("../../assets/server_memory.toml")).unwrap_or_default());

/// Why no server type is large enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TooSmall {
    /// The memory of this type is not known here.
    Unknown,
    /// No type of its family that is sold in the region has as much.
    Family(String),
}

/// `wanted` when it has `gib` GiB of memory, or else the smallest type of its family that has and is sold in `region`.
pub(super) fn with_memory(region: Region, wanted: &str, gib: u32) -> Result<String, TooSmall> {
    let needed = gib * 1024;
    let (family, size) = wanted.split_once('.').ok_or(TooSmall::Unknown)?;
    let sizes = MEMORY.get(family).ok_or(TooSmall::Unknown)?;
    if *sizes.get(size).ok_or(TooSmall::Unknown)? >= needed {
        return Ok(wanted.to_owned());
    }
    let named = sizes.iter().map(|(size, memory)| (*memory, format!("{family}.{size}")));
    let sold = |name: &str| pricebook::rate(region, &PriceKey::sized("ec2", "hourly", name)).is_some();
    let smallest = named.filter(|(memory, name)| *memory >= needed && sold(name)).min();
    smallest.map(|(_, name)| name).ok_or_else(|| TooSmall::Family(family.to_owned()))
}

/// MiB of memory of a server type; none where it is not known here.
pub(super) fn memory(server: &str) -> Option<u32> {
    let (family, size) = server.split_once('.')?;
    MEMORY.get(family)?.get(size).copied()
}

/// The smallest type of the same family with this many MiB, whatever a region sells.
pub(super) fn larger(server: &str, mib: u32) -> Option<String> {
    let family = server.split_once('.')?.0;
    let fitting = MEMORY.get(family)?.iter().filter(|(_, memory)| **memory >= mib);
    fitting.min_by_key(|(_, memory)| **memory).map(|(size, _)| format!("{family}.{size}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_of_the_family_that_is_large_enough() {
        let of = |wanted: &str, gib: u32| with_memory(Region::US_EAST_1, wanted, gib);
        assert_eq!(of("t4g.small", 2).unwrap(), "t4g.small", "just enough");
        assert_eq!(of("t4g.small", 3).unwrap(), "t4g.medium");
        assert_eq!(of("t4g.small", 8).unwrap(), "t4g.large");
        assert_eq!(of("t3.xlarge", 8).unwrap(), "t3.xlarge", "never smaller than what was chosen");
        assert_eq!(of("c7g.large", 8).unwrap(), "c7g.xlarge");
        assert_eq!(of("t4g.small", 33), Err(TooSmall::Family("t4g".to_owned())));
        for unknown in ["m5.large", "t4g.metal", "large"] {
            assert_eq!(of(unknown, 1), Err(TooSmall::Unknown), "{unknown}");
        }
    }

    #[test]
    fn what_a_region_does_not_sell_is_not_taken() {
        let osaka = "ap-northeast-3".parse().unwrap();
        assert_eq!(with_memory(osaka, "t3a.small", 8), Err(TooSmall::Family("t3a".to_owned())), "no T3a in Osaka");
    }

    #[test]
    fn the_memory_of_every_priced_type_is_known() {
        for key in pricebook::sizes("ec2", "hourly") {
            let (family, size) = key.split_once('.').unwrap();
            assert!(MEMORY[family].contains_key(size), "{key}");
        }
    }
}
