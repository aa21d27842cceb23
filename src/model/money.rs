//! Integer money. An amount is in micro-dollars, a price in nano-dollars per unit and a quantity in
//! thousandths of a unit, so that no float ever takes part in a sum.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

const MICROS_PER_CENT: i64 = 10_000;
const MICROS_PER_DOLLAR: i64 = 1_000_000;

/// An amount of US dollars, in micro-dollars. Serialises as a JSON number of dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

impl Money {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    #[must_use]
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents * MICROS_PER_CENT)
    }

    #[must_use]
    pub const fn from_dollars(dollars: i64) -> Self {
        Self(dollars * MICROS_PER_DOLLAR)
    }

    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole cents, half a cent rounded away from zero.
    #[must_use]
    pub const fn cents(self) -> i64 {
        let half = MICROS_PER_CENT / 2;
        if self.0 < 0 { (self.0 - half) / MICROS_PER_CENT } else { (self.0 + half) / MICROS_PER_CENT }
    }

    /// The amount rounded to whole cents: what a bill shows, so that shown lines add up to the shown total.
    #[must_use]
    pub const fn rounded(self) -> Self {
        Self::from_cents(self.cents())
    }

    /// `+12.26` or `-32.85`: a difference, with its sign.
    #[must_use]
    pub fn signed(self) -> String {
        if self.cents() < 0 { self.to_string() } else { format!("+{self}") }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.cents();
        let sign = if cents < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100))
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[expect(clippy::cast_precision_loss, reason = "exact below 90 billion dollars")]
        serializer.serialize_f64(self.0 as f64 / MICROS_PER_DOLLAR as f64)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let dollars = f64::deserialize(deserializer)?;
        #[expect(clippy::cast_possible_truncation, reason = "an amount of money fits")]
        Ok(Self((dollars * 1e6).round() as i64))
    }
}

/// A price: nano-dollars for one unit (hour, GB-month, 1,000 requests …).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(i64);

impl Rate {
    /// From a decimal number of dollars as price lists print it; nine decimals are kept.
    #[must_use]
    pub fn from_dollars(dollars: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "a unit price fits")]
        Self((dollars * 1e9).round() as i64)
    }

    /// What `quantity` units cost.
    #[must_use]
    pub fn times(self, quantity: Quantity) -> Money {
        let nanos_thousandths = i128::from(self.0) * i128::from(quantity.0);
        let half = 500_000_i128;
        let micros = (nanos_thousandths + nanos_thousandths.signum() * half) / 1_000_000;
        Money(i64::try_from(micros).unwrap_or(i64::MAX))
    }
}

/// How many units are billed, in thousandths. Serialises as a JSON number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(i64);

impl Quantity {
    /// Hours that AWS bills a month as, as a number and as a quantity.
    pub const MONTH: i64 = 730;
    pub const HOURS_PER_MONTH: Self = Self::whole(Self::MONTH);

    #[must_use]
    pub const fn whole(units: i64) -> Self {
        Self(units * 1000)
    }

    #[must_use]
    pub const fn thousandths(thousandths: i64) -> Self {
        Self(thousandths)
    }

    #[must_use]
    pub const fn times(self, count: i64) -> Self {
        Self(self.0 * count)
    }

    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = self.0.abs() % 1000;
        let whole = self.0 / 1000;
        if fraction == 0 {
            f.pad(&whole.to_string())
        } else {
            let text = format!("{whole}.{fraction:03}");
            f.pad(text.trim_end_matches('0'))
        }
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[expect(clippy::cast_precision_loss, reason = "quantities are small")]
        serializer.serialize_f64(self.0 as f64 / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_of_hours_rounds_to_the_cent() {
        let t4g_medium = Rate::from_dollars(0.0336).times(Quantity::HOURS_PER_MONTH);
        assert_eq!(t4g_medium, Money::from_micros(24_528_000));
        assert_eq!(t4g_medium.to_string(), "24.53");
        assert_eq!(t4g_medium.rounded(), Money::from_cents(2453));
    }

    #[test]
    fn half_cents_round_away_from_zero_on_both_sides() {
        assert_eq!(Money::from_micros(5_000).cents(), 1);
        assert_eq!(Money::from_micros(-5_000).cents(), -1);
        assert_eq!(Money::from_micros(-4_999).to_string(), "0.00");
        assert_eq!(Money::from_micros(-12_345_678).signed(), "-12.35");
        assert_eq!(Money::from_micros(12_345_678).signed(), "+12.35");
    }

    #[test]
    fn quantities_print_without_needless_zeros() {
        assert_eq!(Quantity::whole(730).to_string(), "730");
        assert_eq!(Quantity::thousandths(1500).to_string(), "1.5");
        assert_eq!(Rate::from_dollars(0.000_000_4).times(Quantity::whole(10)), Money::from_micros(4));
    }
}
