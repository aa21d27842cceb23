//! Blueprint times price book times usage: what a month costs, line by line.

use serde::Serialize;

use super::{Blueprint, Node, pricebook};
use crate::model::{Money, NodeId, Quantity, Region, Usage};

/// One line of the bill.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Node it belongs to.
    pub resource: NodeId,
    pub item: String,
    pub quantity: Quantity,
    pub unit: &'static str,
    /// Whole cents.
    pub monthly: Money,
    pub note: String,
}

/// One thing that is billed once, when it is made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OnceLine {
    /// Node it belongs to.
    pub resource: NodeId,
    pub item: String,
    pub quantity: Quantity,
    pub unit: &'static str,
    /// Whole cents.
    pub once: Money,
    pub note: String,
}

/// What is billed but has no known price in the region.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unknown {
    pub resource: NodeId,
    pub item: String,
}

/// What a month costs. The total is the sum of the lines as shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    pub preset: String,
    pub tier: String,
    pub region: String,
    pub currency: &'static str,
    pub monthly_total: Money,
    /// What a first deployment costs beside it, once. The sum of its lines as shown.
    pub once_total: Money,
    pub prices_as_of: &'static str,
    pub lines: Vec<Line>,
    pub once: Vec<OnceLine>,
    pub unknown: Vec<Unknown>,
}

impl Estimate {
    /// USD per month of one resource.
    #[must_use]
    pub fn of(&self, resource: &NodeId) -> Money {
        self.lines.iter().filter(|line| line.resource == *resource).map(|line| line.monthly).sum()
    }

    /// USD that one resource costs once.
    #[must_use]
    pub fn once_of(&self, resource: &NodeId) -> Money {
        self.once.iter().filter(|line| line.resource == *resource).map(|line| line.once).sum()
    }

    /// True when every price is known: only then can a total fit a budget.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.unknown.is_empty()
    }

    /// The month's total in words: `40.39`, or `at least 40.39` where a price is not known.
    #[must_use]
    pub fn total(&self) -> String {
        at_least(self.monthly_total, self.is_complete())
    }

    /// Whether a month is known to stay within a limit.
    #[must_use]
    pub fn fits(&self, limit: Money) -> bool {
        self.is_complete() && self.monthly_total <= limit
    }

    /// The dearest lines first.
    #[must_use]
    pub fn biggest(&self, count: usize) -> Vec<&Line> {
        let mut lines: Vec<&Line> = self.lines.iter().collect();
        lines.sort_by_key(|line| -line.monthly);
        lines.truncate(count);
        lines
    }
}

fn note(note: String, at_most: Option<(Money, &str)>) -> String {
    match at_most {
        Some((amount, words)) => format!("{note}; at most {amount} {words}"),
        None => note,
    }
}

/// USD per month of one resource by itself; `None` when a price of it is not known.
#[must_use]
pub fn monthly(node: &Node, region: Region, usage: &Usage) -> Option<Money> {
    let lines = node.spec.prices(usage).into_iter();
    lines.map(|line| Some(pricebook::rate(region, &line.key)?.times(line.quantity).rounded())).sum()
}

/// An amount that is complete, or the part of one that is known.
#[must_use]
pub fn at_least(total: Money, complete: bool) -> String {
    if complete { total.to_string() } else { format!("at least {total}") }
}

/// Prices every resource of a blueprint.
#[must_use]
pub fn estimate(blueprint: &Blueprint, usage: &Usage) -> Estimate {
    let mut lines = Vec::new();
    let mut once = Vec::new();
    let mut unknown = Vec::new();
    for (id, node) in blueprint.nodes() {
        for priced in node.spec.prices_once() {
            match pricebook::rate(blueprint.region, &priced.key) {
                Some(rate) => once.push(OnceLine {
                    resource: id.clone(),
                    item: priced.item,
                    quantity: priced.quantity,
                    unit: priced.unit,
                    once: rate.times(priced.quantity).rounded(),
                    note: priced.note,
                }),
                None => unknown.push(Unknown { resource: id.clone(), item: priced.item }),
            }
        }
        for priced in node.spec.prices(usage) {
            match pricebook::rate(blueprint.region, &priced.key) {
                Some(rate) => lines.push(Line {
                    resource: id.clone(),
                    item: priced.item,
                    quantity: priced.quantity,
                    unit: priced.unit,
                    monthly: rate.times(priced.quantity).rounded(),
                    note: note(
                        priced.note,
                        priced.at_most.as_ref().map(|most| (rate.times(most.quantity), most.words.as_str())),
                    ),
                }),
                None => unknown.push(Unknown { resource: id.clone(), item: priced.item }),
            }
        }
    }
    Estimate {
        preset: blueprint.preset.clone(),
        tier: blueprint.tier.clone(),
        region: blueprint.region.code().to_owned(),
        currency: "USD",
        monthly_total: lines.iter().map(|line| line.monthly).sum(),
        once_total: once.iter().map(|line| line.once).sum(),
        prices_as_of: pricebook::prices_as_of(),
        lines,
        once,
        unknown,
    }
}
