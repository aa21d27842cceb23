//! Blueprint times price book times usage: what a month costs, line by line.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::{Blueprint, Node, Total, pricebook};
use crate::model::{Money, NodeId, Quantity, Rate, Region, Usage};
use crate::resource::PriceLine;

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

impl Line {
    fn of(resource: &NodeId, priced: PriceLine, rate: Rate) -> Self {
        let PriceLine { item, quantity, unit, note, at_most, .. } = priced;
        let note = match at_most {
            Some(most) => format!("{note}; at most {} {}", rate.times(most.quantity), most.words),
            None => note,
        };
        Self { resource: resource.clone(), item, quantity, unit, monthly: rate.times(quantity).rounded(), note }
    }
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

impl From<Line> for OnceLine {
    fn from(line: Line) -> Self {
        let Line { resource, item, quantity, unit, monthly: once, note } = line;
        Self { resource, item, quantity, unit, once, note }
    }
}

/// What is billed but has no known price in the region.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unknown {
    pub resource: NodeId,
    pub item: String,
    /// Billed once, when it is made, and not every month.
    #[serde(skip)]
    pub once: bool,
}

/// What a month costs. The total is the sum of the lines as shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    pub preset: String,
    pub tier: String,
    pub region: String,
    pub currency: &'static str,
    #[serde(flatten, serialize_with = "monthly_total")]
    pub monthly_total: Total,
    /// What a first deployment costs beside it, once. The sum of its lines as shown.
    #[serde(serialize_with = "once_total")]
    pub once_total: Total,
    pub prices_as_of: &'static str,
    pub lines: Vec<Line>,
    pub once: Vec<OnceLine>,
    pub unknown: Vec<Unknown>,
}

/// In data the items without a price stand beside the sum that lacks them.
fn monthly_total<S: Serializer>(total: &Total, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry("monthly_total", &total.known())?;
    map.serialize_entry("unpriced", total.unpriced())?;
    map.end()
}

fn once_total<S: Serializer>(total: &Total, serializer: S) -> Result<S::Ok, S::Error> {
    total.known().serialize(serializer)
}

impl Estimate {
    /// USD per month of one resource.
    #[must_use]
    pub fn of(&self, resource: &NodeId) -> Total {
        let lines = self.lines.iter().filter(|line| line.resource == *resource).map(|line| Total::exact(line.monthly));
        lines.chain(self.unpriced(false, resource)).sum()
    }

    /// USD that one resource costs once.
    #[must_use]
    pub fn once_of(&self, resource: &NodeId) -> Total {
        let lines = self.once.iter().filter(|line| line.resource == *resource).map(|line| Total::exact(line.once));
        lines.chain(self.unpriced(true, resource)).sum()
    }

    fn unpriced(&self, once: bool, resource: &NodeId) -> impl Iterator<Item = Total> {
        let lines = self.unknown.iter().filter(move |line| line.once == once && line.resource == *resource);
        lines.map(|line| Total::unknown(&line.item))
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

/// USD per month of one resource by itself.
#[must_use]
pub fn monthly(node: &Node, region: Region, usage: &Usage) -> Total {
    let price = |line: PriceLine| match pricebook::rate(region, &line.key) {
        Some(rate) => Total::exact(rate.times(line.quantity).rounded()),
        None => Total::unknown(line.item),
    };
    node.spec.prices(usage).into_iter().map(price).sum()
}

/// Prices every resource of a blueprint.
#[must_use]
pub fn estimate(blueprint: &Blueprint, usage: &Usage) -> Estimate {
    let mut lines = Vec::new();
    let mut once: Vec<OnceLine> = Vec::new();
    let mut unknown = Vec::new();
    for (id, node) in blueprint.nodes() {
        // What has no known price is said by its name.
        let mut rated = |priced: PriceLine, once: bool| match pricebook::rate(blueprint.region, &priced.key) {
            Some(rate) => Some(Line::of(id, priced, rate)),
            None => {
                unknown.push(Unknown { resource: id.clone(), item: priced.item, once });
                None
            }
        };
        once.extend(node.spec.prices_once().into_iter().filter_map(|priced| Some(rated(priced, true)?.into())));
        lines.extend(node.spec.prices(usage).into_iter().filter_map(|priced| rated(priced, false)));
    }
    let missing = |once: bool| {
        let lines = unknown.iter().filter(move |line: &&Unknown| line.once == once);
        lines.map(|line| Total::unknown(&line.item))
    };
    Estimate {
        preset: blueprint.preset.clone(),
        tier: blueprint.tier.clone(),
        region: blueprint.region.code().to_owned(),
        currency: "USD",
        monthly_total: lines.iter().map(|line| Total::exact(line.monthly)).chain(missing(false)).sum(),
        once_total: once.iter().map(|line| Total::exact(line.once)).chain(missing(true)).sum(),
        prices_as_of: pricebook::prices_as_of(),
        lines,
        once,
        unknown,
    }
}
