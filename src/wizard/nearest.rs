//! Which regions are near: the machine's time zone stands for where its person is.

use std::cmp::Reverse;

use crate::model::Region;

/// Zone, latitude and longitude per line, from the time zone database's `zone1970.tab` and its links.
const ZONES: &str = include_str!("../../assets/timezones.tsv");

/// Latitude and longitude of a time zone's main city, in degrees.
pub(super) fn position(zone: &str) -> Option<(f32, f32)> {
    let mut lines = ZONES.lines().filter(|line| !line.starts_with('#'));
    lines.find_map(|line| {
        let mut cells = line.split('\t');
        let same = cells.next()?.eq_ignore_ascii_case(zone);
        let place = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
        same.then_some(place)
    })
}

/// All regions, nearest first. Without a position: those that need no switching on first, `us-east-1` before all.
pub(super) fn order(position: Option<(f32, f32)>) -> Vec<Region> {
    let mut regions: Vec<Region> = Region::all().collect();
    match position {
        Some((latitude, longitude)) => regions.sort_by_key(|region| region.distance_km(latitude, longitude)),
        None => regions.sort_by_key(|region| (*region != Region::US_EAST_1, Reverse(region.default_on()))),
    }
    regions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(zone: &str) -> Option<&'static str> {
        order(Some(position(zone)?)).first().map(|region| region.code())
    }

    #[test]
    fn the_time_zone_finds_the_nearest_region() {
        for (zone, region) in [
            ("Europe/Berlin", "eu-central-1"),
            ("America/New_York", "us-east-1"),
            ("Asia/Kolkata", "ap-south-2"),
            ("Asia/Calcutta", "ap-south-2"),
            ("US/Pacific", "us-west-1"),
            ("Europe/Kiev", "eu-north-1"),
            ("Australia/Sydney", "ap-southeast-2"),
            ("asia/tokyo", "ap-northeast-1"),
        ] {
            assert_eq!(nearest(zone), Some(region), "{zone}");
        }
        assert_eq!(nearest("Nowhere/Land"), None);
        assert_eq!(nearest("UTC"), None);
    }

    #[test]
    fn without_a_zone_the_list_begins_with_what_every_account_can_use() {
        let order = order(None);
        assert_eq!(order[0], Region::US_EAST_1);
        assert!(order.iter().is_sorted_by_key(|region| !region.default_on()));
        assert_eq!(order.len(), Region::all().count());
    }

    #[test]
    fn every_line_of_the_table_is_whole() {
        for line in ZONES.lines().filter(|line| !line.starts_with('#')) {
            let zone = line.split('\t').next().unwrap();
            let (latitude, longitude) = position(zone).unwrap_or_else(|| panic!("{line}"));
            assert!((-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude), "{line}");
        }
    }
}
