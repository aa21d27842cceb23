//! What things cost a month that a removal kept.

use super::pricebook;
use crate::model::{Money, Quantity, Region, Usage};
use crate::resource::{KeptPrice, PriceKey};

/// USD per month of so many GB; `None` where the region's price is not known. Files that were not counted (0) are as
/// large as the estimate assumes.
#[must_use]
pub fn kept_monthly(price: KeptPrice, gigabytes: u32, region: Region, usage: &Usage) -> Option<Money> {
    let (item, price_of) = match price {
        KeptPrice::Free => return Some(Money::ZERO),
        KeptPrice::DatabaseSnapshot => ("rds_postgresql", "backup_gb_month"),
        KeptPrice::DiskSnapshot => ("ebs", "snapshot_gb_month"),
        KeptPrice::Images => ("ecr", "storage_gb_month"),
        KeptPrice::Files => ("s3", "standard_first_50tb_gb_month"),
    };
    let stored = if price == KeptPrice::Files && gigabytes == 0 { usage.storage_gb } else { gigabytes };
    let rate = pricebook::rate(region, &PriceKey::new(item, price_of))?;
    Some(rate.times(Quantity::whole(stored.into())).rounded())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_nobody_counted_cost_what_is_assumed() {
        let usage = Usage { storage_gb: 100, ..Usage::default() };
        let region = "us-east-1".parse().unwrap();
        let cents = |price, gigabytes| kept_monthly(price, gigabytes, region, &usage).map(Money::cents);
        assert_eq!(cents(KeptPrice::Files, 0), Some(230));
        assert_eq!(cents(KeptPrice::Files, 10), Some(23));
        assert_eq!(cents(KeptPrice::DiskSnapshot, 0), Some(0));
        assert_eq!(cents(KeptPrice::DiskSnapshot, 20), Some(100));
        assert_eq!(cents(KeptPrice::Free, 20), Some(0));
    }
}
