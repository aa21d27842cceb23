//! What is billed for a resource. How much a unit costs is the price book's business.

use crate::model::Quantity;

/// Path of one price inside the price book: service, item and, for sized things, the size.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PriceKey {
    pub service: &'static str,
    pub item: &'static str,
    pub size: Option<String>,
}

impl PriceKey {
    #[must_use]
    pub const fn new(service: &'static str, item: &'static str) -> Self {
        Self { service, item, size: None }
    }

    #[must_use]
    pub fn sized(service: &'static str, item: &'static str, size: &str) -> Self {
        Self { service, item, size: Some(size.to_owned()) }
    }
}

/// The most that a line can become, where use decides and nothing stops it.
#[derive(Clone, Debug, PartialEq)]
pub struct AtMost {
    pub quantity: Quantity,
    /// When, as the end of "at most 40.88 …".
    pub words: String,
}

/// One line of a bill, without its amount.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceLine {
    /// What it is, in words: `Load balancer hours`.
    pub item: String,
    pub key: PriceKey,
    /// Billed units per month.
    pub quantity: Quantity,
    /// Unit in words: `hours`, `GB-month`.
    pub unit: &'static str,
    /// Anything a person should know about the line; may be empty.
    pub note: String,
    pub at_most: Option<AtMost>,
}

impl PriceLine {
    #[must_use]
    pub fn new(item: impl Into<String>, key: PriceKey, quantity: Quantity, unit: &'static str) -> Self {
        Self { item: item.into(), key, quantity, unit, note: String::new(), at_most: None }
    }

    /// A thing billed for every hour of the month, `count` of them.
    #[must_use]
    pub fn hourly(item: impl Into<String>, key: PriceKey, count: i64) -> Self {
        Self::new(item, key, Quantity::HOURS_PER_MONTH.times(count), "hours")
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}
