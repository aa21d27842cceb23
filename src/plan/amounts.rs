//! Round amounts of money a month, to choose from as a budget.

use super::check::MAX_BUDGET;
use crate::model::Money;

/// What the budget question lists, USD per month.
pub const AMOUNTS: [u32; 5] = [25, 50, 100, 160, 250];

/// The smallest round amount, USD per month, that pays for so much.
#[must_use]
pub fn amount_for(monthly: Money) -> u32 {
    let dollars = u32::try_from((monthly.cents() + 99) / 100).unwrap_or(MAX_BUDGET);
    AMOUNTS
        .into_iter()
        .find(|amount| *amount >= dollars)
        .unwrap_or_else(|| dollars.div_ceil(50).saturating_mul(50))
        .min(MAX_BUDGET)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_round_amount() {
        let amount = |cents: i64| amount_for(Money::from_micros(cents * 10_000));
        assert_eq!([amount(0), amount(2_500), amount(2_501), amount(10_531), amount(25_001)], [25, 25, 50, 160, 300]);
        assert_eq!(amount(i64::from(u32::MAX) * 1_000), MAX_BUDGET);
    }
}
