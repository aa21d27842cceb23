//! All resources of a deployment with their references: a checked acyclic graph.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::model::{DeploymentName, NodeId, Region};
use crate::resource::{Lifecycle, Needed, Spec};

/// One resource inside a blueprint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    pub spec: Spec,
    /// Nodes that must be ready first although the specification does not name them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<NodeId>,
}

impl Node {
    /// Everything that must be ready before this node can start, each once.
    #[must_use]
    pub fn depends_on(&self) -> Vec<NodeId> {
        let mut needed: Vec<NodeId> = self.spec.refs().into_iter().map(|needed| needed.node).collect();
        needed.extend(self.after.iter().cloned());
        needed.sort();
        needed.dedup();
        needed
    }

    /// Seconds that creating it usually takes.
    #[must_use]
    pub fn seconds(&self) -> u32 {
        self.spec.seconds()
    }

    /// True for things that the deployment owns: these are counted wherever things are. Look-ups and waits are steps of
    /// a run, and what the whole account shares is nobody's to remove.
    #[must_use]
    pub fn is_thing(&self) -> bool {
        self.spec.kind().lifecycle() == Lifecycle::Owned
    }
}

/// The resources of one deployment in the order they were composed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Blueprint {
    pub name: DeploymentName,
    pub preset: String,
    pub tier: String,
    pub region: Region,
    nodes: IndexMap<NodeId, Node>,
}

/// A graph that cannot be carried out: always a mistake in a planner, never in a person's answers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BlueprintError {
    #[error("two resources are called `{0}`")]
    Duplicate(NodeId),
    #[error("`{node}` refers to `{missing}`, which is not in the plan")]
    Missing { node: NodeId, missing: NodeId },
    #[error("`{node}` needs of `{needed}` what it does not have")]
    Unmet { node: NodeId, needed: NodeId },
    #[error("`{0}` depends on itself")]
    Cycle(NodeId),
}

impl Blueprint {
    /// Checks that names are unique, references exist and are of the kind that is meant, and nothing depends on itself.
    ///
    /// # Errors
    /// When one of these does not hold.
    pub fn new(
        name: DeploymentName,
        preset: &str,
        tier: &str,
        region: Region,
        nodes: Vec<(NodeId, Node)>,
    ) -> Result<Self, BlueprintError> {
        let mut map = IndexMap::with_capacity(nodes.len());
        for (id, node) in nodes {
            if map.insert(id.clone(), node).is_some() {
                return Err(BlueprintError::Duplicate(id));
            }
        }
        for (id, node) in &map {
            if let Some(missing) = node.depends_on().into_iter().find(|needed| !map.contains_key(needed)) {
                return Err(BlueprintError::Missing { node: id.clone(), missing });
            }
            let unmet =
                |needed: &Needed| map.get(&needed.node).is_some_and(|other| !needed.is_met_by(other.spec.kind()));
            if let Some(Needed { node: needed, .. }) = node.spec.refs().into_iter().find(unmet) {
                return Err(BlueprintError::Unmet { node: id.clone(), needed });
            }
        }
        let blueprint = Self { name, preset: preset.to_owned(), tier: tier.to_owned(), region, nodes: map };
        match blueprint.cycle() {
            Some(id) => Err(BlueprintError::Cycle(id)),
            None => Ok(blueprint),
        }
    }

    pub fn nodes(&self) -> impl Iterator<Item = (&NodeId, &Node)> {
        self.nodes.iter()
    }

    #[must_use]
    pub fn get(&self, id: &NodeId) -> Option<&Node> {
        self.nodes.get(id)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Seconds from each node's start to the end of the longest chain that begins with it.
    #[must_use]
    pub fn longest_path_from(&self) -> BTreeMap<NodeId, u32> {
        let mut dependants: BTreeMap<&NodeId, Vec<&NodeId>> = BTreeMap::new();
        let needs: BTreeMap<&NodeId, Vec<NodeId>> =
            self.nodes.iter().map(|(id, node)| (id, node.depends_on())).collect();
        for (id, needed) in &needs {
            for other in needed {
                if let Some((known, _)) = self.nodes.get_key_value(other) {
                    dependants.entry(known).or_default().push(id);
                }
            }
        }
        let mut longest = BTreeMap::new();
        for id in self.nodes.keys() {
            longest_from(id, &self.nodes, &dependants, &mut longest);
        }
        longest
    }

    /// Seconds that the whole would take with unlimited hands: its longest chain.
    #[must_use]
    pub fn critical_path_seconds(&self) -> u32 {
        self.longest_path_from().into_values().max().unwrap_or(0)
    }

    /// The nodes of the longest chain, first to last.
    #[must_use]
    pub fn longest_chain(&self) -> Vec<NodeId> {
        let from = self.longest_path_from();
        let longest = |candidates: &mut dyn Iterator<Item = &NodeId>| {
            candidates.max_by_key(|id| from.get(*id).copied().unwrap_or(0)).cloned()
        };
        let mut chain: Vec<NodeId> = longest(&mut self.nodes.keys()).into_iter().collect();
        while let Some(last) = chain.last() {
            let next =
                longest(&mut self.nodes.iter().filter(|(_, node)| node.depends_on().contains(last)).map(|(id, _)| id));
            let Some(next) = next else { break };
            chain.push(next);
        }
        chain
    }

    /// Seconds of the longest chain that a node waits for.
    #[must_use]
    pub fn seconds_before(&self, id: &NodeId) -> u32 {
        let mut known = BTreeMap::new();
        self.seconds_until(id, &mut known) - self.nodes.get(id).map_or(0, Node::seconds)
    }

    /// Seconds of the longest chain that ends with a node.
    fn seconds_until(&self, id: &NodeId, known: &mut BTreeMap<NodeId, u32>) -> u32 {
        if let Some(seconds) = known.get(id) {
            return *seconds;
        }
        let Some(node) = self.nodes.get(id) else { return 0 };
        let before = node.depends_on().iter().map(|other| self.seconds_until(other, known)).max().unwrap_or(0);
        known.insert(id.clone(), before + node.seconds());
        before + node.seconds()
    }

    fn cycle(&self) -> Option<NodeId> {
        let mut waiting: BTreeMap<&NodeId, usize> = BTreeMap::new();
        let mut dependants: BTreeMap<NodeId, Vec<&NodeId>> = BTreeMap::new();
        for (id, node) in &self.nodes {
            let needed = node.depends_on();
            waiting.insert(id, needed.len());
            for other in needed {
                dependants.entry(other).or_default().push(id);
            }
        }
        let mut ready: Vec<&NodeId> = waiting.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
        while let Some(id) = ready.pop() {
            waiting.remove(id);
            for dependant in dependants.get(id).into_iter().flatten() {
                if let Some(count) = waiting.get_mut(dependant) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push(dependant);
                    }
                }
            }
        }
        waiting.into_keys().next().cloned()
    }
}

fn longest_from(
    id: &NodeId,
    nodes: &IndexMap<NodeId, Node>,
    dependants: &BTreeMap<&NodeId, Vec<&NodeId>>,
    known: &mut BTreeMap<NodeId, u32>,
) -> u32 {
    if let Some(seconds) = known.get(id) {
        return *seconds;
    }
    let after = dependants
        .get(id)
        .into_iter()
        .flatten()
        .map(|next| longest_from(next, nodes, dependants, known))
        .max()
        .unwrap_or(0);
    let seconds = nodes.get(id).map_or(0, Node::seconds) + after;
    known.insert(id.clone(), seconds);
    seconds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::internet_gateway::InternetGateway;
    use crate::resource::vpc::Vpc;
    use crate::resource::{Ref, duration};

    fn name() -> DeploymentName {
        "demo".parse().unwrap()
    }

    fn vpc(after: &[&str]) -> Node {
        let spec = Vpc { name: "demo".to_owned(), cidr: "10.20.0.0/16".to_owned() }.into();
        Node { spec, after: after.iter().map(|id| NodeId::from(*id)).collect() }
    }

    fn gateway() -> Node {
        let spec = InternetGateway { name: "demo".to_owned(), vpc: Ref::to("vpc".into()) }.into();
        Node { spec, after: Vec::new() }
    }

    fn built(nodes: Vec<(&str, Node)>) -> Result<Blueprint, BlueprintError> {
        let nodes = nodes.into_iter().map(|(id, node)| (id.into(), node)).collect();
        Blueprint::new(name(), "compai", "managed", Region::US_EAST_1, nodes)
    }

    #[test]
    fn the_longest_chain_is_the_sum_of_its_usual_times() {
        let blueprint = built(vec![("vpc", vpc(&[])), ("gateway", gateway())]).unwrap();
        let vpc = duration(crate::resource::Kind::Vpc).unwrap().create;
        let gateway = duration(crate::resource::Kind::InternetGateway).unwrap().create;
        assert_eq!(blueprint.critical_path_seconds(), vpc + gateway);
        assert_eq!(blueprint.longest_chain(), ["vpc".into(), "gateway".into()]);
        assert_eq!((blueprint.seconds_before(&"vpc".into()), blueprint.seconds_before(&"gateway".into())), (0, vpc));
    }

    #[test]
    fn broken_graphs_are_refused() {
        assert_eq!(
            built(vec![("gateway", gateway())]).unwrap_err(),
            BlueprintError::Missing { node: "gateway".into(), missing: "vpc".into() }
        );
        assert_eq!(
            built(vec![("vpc", vpc(&[])), ("vpc", vpc(&[]))]).unwrap_err(),
            BlueprintError::Duplicate("vpc".into())
        );
        assert_eq!(built(vec![("vpc", vpc(&["vpc"]))]).unwrap_err(), BlueprintError::Cycle("vpc".into()));
    }
}
