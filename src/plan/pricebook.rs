//! The price book: real prices per region, embedded, with the date they were read.

use std::sync::LazyLock;

use serde_json::Value;

use crate::model::{Rate, Region};
use crate::resource::PriceKey;

static BOOK: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../assets/pricebook.json")).unwrap_or(Value::Null));

/// The price of one unit in a region; `None` when it is not known there. Never guessed.
#[must_use]
pub fn rate(region: Region, key: &PriceKey) -> Option<Rate> {
    let regional = &BOOK["regions"][region.code()][key.service][key.item];
    let found = if regional.is_null() { &BOOK["global"][key.service][key.item] } else { regional };
    let price = match &key.size {
        Some(size) => &found[size.as_str()],
        None => found,
    };
    price.as_f64().map(Rate::from_dollars)
}

/// Whether a region sells what has this price; `None` where nobody knows, since the book has it for no region at all.
#[must_use]
pub fn is_sold(region: Region, key: &PriceKey) -> Option<bool> {
    let here = rate(region, key).is_some();
    (here || Region::all().any(|other| rate(other, key).is_some())).then_some(here)
}

/// The day (YYYY-MM-DD) on which most prices were read.
#[must_use]
pub fn prices_as_of() -> &'static str {
    BOOK["sources"]["apw"]["data_as_of"].as_str().unwrap_or("unknown")
}

/// Every size that has such a price in some region.
pub(super) fn sizes(service: &str, item: &str) -> std::collections::BTreeSet<String> {
    let regions = BOOK["regions"].as_object().into_iter().flatten();
    regions
        .flat_map(|(_, region)| region[service][item].as_object().into_iter().flatten())
        .map(|(size, _)| size.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Money, Quantity};

    #[test]
    fn every_region_is_in_the_book_and_the_book_knows_no_other() {
        let book: Vec<&str> = BOOK["regions"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(book, Region::all().map(Region::code).collect::<Vec<_>>());
    }

    #[test]
    fn known_and_unknown_prices() {
        let nat = rate(Region::US_EAST_1, &PriceKey::new("nat_gateway", "hour")).unwrap();
        assert_eq!(nat.times(Quantity::HOURS_PER_MONTH), Money::from_cents(3285));
        assert!(rate(Region::US_EAST_1, &PriceKey::sized("ec2", "hourly", "z9.huge")).is_none());
        let class = |name: &str| {
            is_sold("ca-west-1".parse().unwrap(), &PriceKey::sized("rds_postgresql", "single_az_hourly", name))
        };
        assert_eq!([class("db.t3.micro"), class("db.t4g.micro"), class("db.z9.huge")], [Some(true), Some(false), None]);
        assert!(rate(Region::US_EAST_1, &PriceKey::new("route53", "hosted_zone_month_first_25")).is_some());
    }
}
