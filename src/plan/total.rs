//! Sums of prices of which some may not be known. A sum is never shown without saying so.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

use crate::model::Money;

/// What several things cost together: `34.52`, or `at least 34.52` where one of them has no known price.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// USD, of everything whose price is known.
    #[serde(rename = "monthly")]
    known: Money,
    /// Items that are billed beside it and have no known price in the region.
    #[serde(default)]
    unpriced: Vec<String>,
}

impl Total {
    /// A sum in which nothing is missing.
    #[must_use]
    pub const fn exact(known: Money) -> Self {
        Self { known, unpriced: Vec::new() }
    }

    /// What is billed and has no known price in the region.
    #[must_use]
    pub fn unknown(item: impl Into<String>) -> Self {
        Self { known: Money::ZERO, unpriced: vec![item.into()] }
    }

    /// The part that is known, to compare and to write into data that names [`Self::unpriced`] beside it.
    #[must_use]
    pub const fn known(&self) -> Money {
        self.known
    }

    #[must_use]
    pub fn unpriced(&self) -> &[String] {
        &self.unpriced
    }

    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.unpriced.is_empty()
    }

    /// Costs nothing, and that is known.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.is_complete() && self.known == Money::ZERO
    }

    /// Whether it is known to stay within a limit.
    #[must_use]
    pub fn fits(&self, limit: Money) -> bool {
        self.is_complete() && self.known <= limit
    }

    /// By how much it is known to exceed a limit.
    #[must_use]
    pub fn over(&self, limit: Money) -> Option<Self> {
        (self.known > limit).then(|| Self { known: self.known - limit, unpriced: self.unpriced.clone() })
    }

    /// One of the thirty days of a month.
    #[must_use]
    pub fn a_day(&self) -> Self {
        Self { known: Money::from_micros(self.known.micros() / 30), unpriced: self.unpriced.clone() }
    }

    /// `34.52 per month`, `at least 34.52 per month`, `price unknown`.
    #[must_use]
    pub fn per_month(&self) -> String {
        if self.known == Money::ZERO && !self.is_complete() {
            return self.price();
        }
        format!("{self} per month")
    }

    /// Of one thing by itself: empty when it is free.
    #[must_use]
    pub fn price(&self) -> String {
        match (self.known, self.is_complete()) {
            (Money::ZERO, true) => String::new(),
            (Money::ZERO, false) => "price unknown".to_owned(),
            _ => self.to_string(),
        }
    }

    /// The way here from another sum.
    #[must_use]
    pub fn since(&self, before: &Self) -> Step {
        let certainty = match (before.is_complete(), self.is_complete()) {
            (true, true) => Certainty::Exact,
            (true, false) => Certainty::AtLeast,
            (false, true) => Certainty::AtMost,
            (false, false) => Certainty::Unknown,
        };
        Step { known: self.known - before.known, certainty }
    }
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_complete() { self.known.fmt(f) } else { f.pad(&format!("at least {}", self.known)) }
    }
}

impl AddAssign for Total {
    fn add_assign(&mut self, other: Self) {
        self.known += other.known;
        self.unpriced.extend(other.unpriced);
    }
}

impl Add for Total {
    type Output = Self;
    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl Sum for Total {
    fn sum<I: Iterator<Item = Self>>(totals: I) -> Self {
        totals.fold(Self::default(), Add::add)
    }
}

const UNKNOWN: &str = "difference unknown";

/// From one sum to another: `+12.26`, or with what is known of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    known: Money,
    certainty: Certainty,
}

/// How the true step compares with the known one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Certainty {
    #[default]
    Exact,
    AtLeast,
    AtMost,
    /// Both sums lack prices.
    Unknown,
}

impl Step {
    /// True when it leads nowhere as far as is known.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self.known == Money::ZERO && matches!(self.certainty, Certainty::Exact | Certainty::Unknown)
    }

    /// True where nothing is known of it.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self.words().is_none()
    }

    /// True when more is paid afterwards, as far as is known.
    #[must_use]
    pub fn is_dearer(self) -> bool {
        self.known > Money::ZERO
    }

    /// `+12.26 per month`, or that nobody knows.
    #[must_use]
    pub fn per_month(self) -> String {
        match self.words() {
            Some(words) => format!("{words} per month"),
            None => UNKNOWN.to_owned(),
        }
    }

    /// At least and at most are said of the amount, whichever way it goes.
    fn words(self) -> Option<String> {
        let (up, amount) = (self.known >= Money::ZERO, self.known.signed());
        match self.certainty {
            Certainty::Exact => Some(amount),
            _ if self.known == Money::ZERO => None,
            Certainty::AtLeast => Some(format!("{} {amount}", if up { "at least" } else { "at most" })),
            Certainty::AtMost => Some(format!("{} {amount}", if up { "at most" } else { "at least" })),
            Certainty::Unknown => None,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words().as_deref().unwrap_or(UNKNOWN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cents(cents: i64) -> Total {
        Total::exact(Money::from_cents(cents))
    }

    #[test]
    fn a_sum_says_where_it_is_not_whole() {
        let whole: Total = [cents(3000), cents(452)].into_iter().sum();
        assert_eq!((whole.to_string(), whole.per_month()), ("34.52".to_owned(), "34.52 per month".to_owned()));
        let part = whole.clone() + Total::unknown("system disk");
        assert_eq!(part.to_string(), "at least 34.52");
        assert_eq!(part.per_month(), "at least 34.52 per month");
        assert_eq!(part.unpriced(), ["system disk"]);
        assert_eq!(format!("{part:>16}"), "  at least 34.52");
        assert_eq!(part.a_day().to_string(), "at least 1.15");
        assert_eq!(Total::unknown("disk").per_month(), "price unknown");
        assert_eq!(Total::default().per_month(), "0.00 per month");
        assert_eq!([cents(0), cents(5), Total::unknown("x")].map(|one| one.price()), ["", "0.05", "price unknown"]);
        assert!(Total::default().is_free() && !Total::unknown("x").is_free());
    }

    #[test]
    fn what_is_not_whole_fits_no_limit_and_may_exceed_one() {
        let (limit, part) = (Money::from_dollars(35), cents(3452) + Total::unknown("disk"));
        assert!(cents(3500).fits(limit) && !cents(3501).fits(limit) && !part.fits(limit));
        assert_eq!((cents(3500).over(limit), part.over(limit)), (None, None));
        assert_eq!(part.over(Money::from_dollars(30)).unwrap().to_string(), "at least 4.52");
    }

    #[test]
    fn a_difference_is_no_surer_than_its_sums() {
        let part = |amount| cents(amount) + Total::unknown("disk");
        let words = |after: Total, before: Total| after.since(&before).to_string();
        assert_eq!(words(cents(5000), cents(3000)), "+20.00");
        assert_eq!(words(part(5000), cents(3000)), "at least +20.00");
        assert_eq!(words(cents(5000), part(3000)), "at most +20.00");
        assert_eq!(words(cents(3000), part(5000)), "at least -20.00");
        assert_eq!(words(part(3000), cents(5000)), "at most -20.00");
        assert_eq!(words(part(5000), part(3000)), "difference unknown");
        assert_eq!(words(part(0), cents(0)), "difference unknown");
        assert_eq!(cents(5000).since(&cents(3000)).per_month(), "+20.00 per month");
        assert_eq!(part(5000).since(&part(3000)).per_month(), "difference unknown");
        assert!(part(1).since(&part(1)).is_nothing() && !part(1).since(&cents(1)).is_nothing());
    }

    #[test]
    fn data_has_both_keys_always() {
        let written = |total: &Total| serde_json::to_value(total).unwrap();
        assert_eq!(written(&cents(3452)), serde_json::json!({"monthly": 34.52, "unpriced": []}));
        let part = cents(3452) + Total::unknown("disk");
        assert_eq!(written(&part), serde_json::json!({"monthly": 34.52, "unpriced": ["disk"]}));
        assert_eq!(serde_json::from_value::<Total>(written(&part)).unwrap(), part);
        assert_eq!(
            serde_json::from_str::<Total>("{\"monthly\": 34.52}").unwrap(),
            cents(3452),
            "as it was written once"
        );
    }
}
