//! The things of a plan by phase, and the share that each phase has in the time of the whole.

use crate::model::{Money, NodeId};
use crate::plan::{Blueprint, Estimate, Node, Total};
use crate::resource::{Lookup, Outputs, Phase};

/// The things of one phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseRow {
    pub phase: Phase,
    /// What the deployment will own in the account; look-ups and waits are no things.
    pub things: usize,
    /// Its dearest things, in words, or what it waits for when it has none; may be empty.
    pub what: String,
    pub monthly: Total,
    /// Its share of the longest chain of the plan. All shares add up to the usual time of the whole.
    pub time: Share,
    /// What becomes of data in it when the deployment is deleted; may be empty.
    pub on_delete: String,
}

/// How much of the longest chain is in a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// It is made while something else takes longer.
    Alongside,
    /// Less than half a minute, which counts as none.
    Moments,
    Minutes(u32),
}

impl Share {
    /// `9 min`, `moments`, `alongside`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Alongside => "alongside".to_owned(),
            Self::Moments => "moments".to_owned(),
            Self::Minutes(minutes) => format!("{minutes} min"),
        }
    }
}

/// The things of a plan by phase, in display order; phases that only wait are included, with no things.
#[must_use]
pub fn phases(blueprint: &Blueprint, estimate: &Estimate) -> Vec<PhaseRow> {
    let chain = blueprint.longest_chain();
    let phase_of = |node: &Node| node.spec.kind().phase();
    let present: Vec<Phase> =
        Phase::ALL.into_iter().filter(|phase| blueprint.nodes().any(|(_, node)| phase_of(node) == *phase)).collect();
    let seconds = |phase: &Phase| -> u32 {
        let on_chain = chain.iter().filter_map(|id| blueprint.get(id)).filter(|node| phase_of(node) == *phase);
        on_chain.map(Node::seconds).sum()
    };
    let shares = shares(&present.iter().map(seconds).collect::<Vec<_>>());
    present.into_iter().zip(shares).map(|(phase, time)| row(phase, time, blueprint, estimate)).collect()
}

fn row(phase: Phase, time: Share, blueprint: &Blueprint, estimate: &Estimate) -> PhaseRow {
    let nodes: Vec<(&NodeId, &Node)> =
        blueprint.nodes().filter(|(_, node)| node.spec.kind().phase() == phase).collect();
    let mut dear: Vec<(Money, String)> =
        nodes.iter().map(|(id, node)| (estimate.of(id).known(), node.spec.title())).collect();
    dear.retain(|(monthly, _)| *monthly > Money::ZERO);
    dear.sort_by_key(|(monthly, _)| -*monthly);
    let things = nodes.iter().filter(|(_, node)| node.is_thing()).count();
    let longest =
        || nodes.iter().max_by_key(|(_, node)| node.seconds()).map(|(_, node)| node.spec.title()).unwrap_or_default();
    let deleted = nodes.iter().filter(|(_, node)| node.spec.holds_data()).map(|(_, node)| node.spec.on_delete());
    PhaseRow {
        phase,
        things,
        what: if things == 0 {
            longest()
        } else {
            dear.iter().take(2).map(|(_, title)| title.as_str()).collect::<Vec<_>>().join(", ")
        },
        monthly: nodes.iter().map(|(id, _)| estimate.of(id)).sum(),
        time,
        on_delete: deleted.collect::<Vec<_>>().join(", "),
    }
}

/// Seconds as whole minutes that add up to the minutes of their sum: what is cut off goes to those that lose most by
/// it.
fn shares(seconds: &[u32]) -> Vec<Share> {
    let total = (seconds.iter().sum::<u32>() + 30) / 60;
    let mut minutes: Vec<u32> = seconds.iter().map(|seconds| seconds / 60).collect();
    let mut by_rest: Vec<usize> = (0..seconds.len()).collect();
    by_rest.sort_by_key(|index| std::cmp::Reverse(seconds[*index] % 60));
    let missing = total.saturating_sub(minutes.iter().sum());
    for index in by_rest.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        minutes[index] += 1;
    }
    let share = |(minutes, seconds): (u32, &u32)| match (minutes, seconds) {
        (_, 0) => Share::Alongside,
        (0, _) => Share::Moments,
        (minutes, _) => Share::Minutes(minutes),
    };
    minutes.into_iter().zip(seconds).map(share).collect()
}

/// Which DNS records a person adds where the domain is managed, and when they are asked for.
pub(super) fn records_to_add(blueprint: &Blueprint) -> String {
    let mut parts: Vec<(u32, usize, &str)> = Vec::new();
    for (id, node) in blueprint.nodes() {
        let records = node.spec.records(None, &Nothing).len();
        if records > 0 {
            // A thing is asked about once it is there, a wait once it begins.
            let own = if node.is_thing() { node.seconds() } else { 0 };
            parts.push((blueprint.seconds_before(id) + own, records, node.spec.kind().records_for()));
        }
    }
    parts.sort_unstable();
    let total: usize = parts.iter().map(|(_, count, _)| count).sum();
    let each = parts.iter().map(|(seconds, count, why)| match (seconds + 30) / 60 {
        0 => format!("{count} in the first minute, to {why}"),
        minutes => format!("{count} about {minutes} min after the start, to {why}"),
    });
    let each = each.collect::<Vec<_>>().join("; ");
    let records = if total == 1 { "1 DNS record".to_owned() } else { format!("{total} DNS records") };
    format!(
        "You will add {records} where your domain is managed: {each}. The run shows them and waits until they are seen."
    )
}

/// An account before anything is made.
struct Nothing;

impl Lookup for Nothing {
    fn outputs(&self, _node: &NodeId) -> Option<Outputs> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_add_up_to_those_of_the_whole() {
        for seconds in
            [vec![40, 40, 40], vec![29, 0, 1670, 65, 31], vec![0], vec![59, 59], vec![25, 25, 25, 25, 25, 25]]
        {
            let sum: u32 = shares(&seconds)
                .into_iter()
                .map(|share| if let Share::Minutes(minutes) = share { minutes } else { 0 })
                .sum();
            assert_eq!(sum, (seconds.iter().sum::<u32>() + 30) / 60, "{seconds:?}");
        }
        assert_eq!(shares(&[10, 0, 600]), [Share::Moments, Share::Alongside, Share::Minutes(10)]);
    }
}
