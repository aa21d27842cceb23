//! What waits for what: said by `DependsOn` only where no reference says it already.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::place::Names;
use crate::model::NodeId;
use crate::plan::{Blueprint, Node};

type Graph = BTreeMap<String, BTreeSet<String>>;

/// The resources of each node that has some.
pub(super) type Made = BTreeMap<NodeId, BTreeSet<String>>;

/// Adds `DependsOn` to what must wait for more than it refers to. What has no resource passes on what it waits for
/// itself.
pub(super) fn order(blueprint: &Blueprint, names: &Names, made: &Made, resources: &mut Map<String, Value>) {
    let known: BTreeSet<String> = resources.keys().cloned().collect();
    let mut referred = Graph::new();
    for (name, resource) in resources.iter() {
        let mut found = BTreeSet::new();
        referenced(&resource["Properties"], &mut found);
        referenced(&resource["Metadata"], &mut found);
        referred.insert(name.clone(), found.intersection(&known).cloned().collect());
    }
    let mut graph = referred.clone();
    let by_name: BTreeMap<&str, &BTreeSet<String>> = made.iter().map(|(id, own)| (names.of_node(id), own)).collect();
    for (id, own) in made {
        let mut needed = BTreeSet::new();
        collect(blueprint, names, &by_name, id, &mut needed);
        // What one resource of the node refers to, the others of it do not wait for.
        let by_own: BTreeSet<&String> = own.iter().filter_map(|one| referred.get(one)).flatten().collect();
        let needed =
            needed.into_iter().filter(|one| !own.contains(one) && !by_own.contains(one)).collect::<BTreeSet<_>>();
        for one in own {
            graph.entry(one.clone()).or_default().extend(needed.iter().cloned());
        }
    }
    for (name, resource) in resources {
        let (Some(all), Some(by_reference)) = (graph.get(name), referred.get(name)) else { continue };
        let implied = |one: &String| all.iter().any(|other| other != one && reaches(&graph, other, one));
        let said: Vec<&String> = all.iter().filter(|one| !by_reference.contains(*one) && !implied(one)).collect();
        if !said.is_empty() {
            resource["DependsOn"] = json!(said);
        }
    }
}

fn collect(
    blueprint: &Blueprint,
    names: &Names,
    made: &BTreeMap<&str, &BTreeSet<String>>,
    id: &NodeId,
    needed: &mut BTreeSet<String>,
) {
    for other in blueprint.get(id).map(Node::depends_on).unwrap_or_default() {
        match made.get(names.of_node(&other)) {
            Some(own) => needed.extend(own.iter().cloned()),
            None => collect(blueprint, names, made, &other, needed),
        }
    }
}

fn reaches(graph: &Graph, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        for next in graph.get(name).into_iter().flatten() {
            if next == to {
                return true;
            }
            if seen.insert(next.as_str()) {
                open.push(next);
            }
        }
    }
    false
}

/// Names in `Ref`, `Fn::GetAtt` and `Fn::Sub`.
fn referenced(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|one| referenced(one, found)),
        Value::Object(map) => {
            for (key, inner) in map {
                let text = match (key.as_str(), inner) {
                    ("Fn::GetAtt" | "Fn::Sub", Value::Array(list)) => list.first().and_then(Value::as_str),
                    (_, inner) => inner.as_str(),
                };
                match (key.as_str(), text) {
                    ("Ref" | "Fn::GetAtt", Some(name)) => drop(found.insert(name.to_owned())),
                    ("Fn::Sub", Some(text)) => found.extend(in_text(text)),
                    _ => {}
                }
                referenced(inner, found);
            }
        }
        _ => {}
    }
}

fn in_text(text: &str) -> impl Iterator<Item = String> {
    let inside = text.split("${").skip(1).filter_map(|part| part.split('}').next());
    inside.map(|name| name.split('.').next().unwrap_or(name).to_owned())
}
