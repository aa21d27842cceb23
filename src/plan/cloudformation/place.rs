//! What a writer may ask: names in the template, and what other nodes will be.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::writer;
use crate::model::NodeId;
use crate::plan::Blueprint;
use crate::resource::{Lookup, Outputs, Ref, tags};

/// Stands for the deployment's id in texts, until [`filled`] puts the stack's own in its place.
pub(super) const ID: &str = "${cloudstead:id}";
pub(super) const ACCOUNT: &str = "${AWS::AccountId}";
pub(super) const REGION: &str = "${AWS::Region}";

/// Names of the nodes in the template.
pub(super) struct Names(BTreeMap<NodeId, String>);

impl Names {
    pub(super) fn of(blueprint: &Blueprint) -> Self {
        let mut names: BTreeMap<NodeId, String> = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for (id, _) in blueprint.nodes() {
            let plain = logical(id.as_str());
            let numbered = (2..).map(|number| format!("{plain}{number}"));
            let free = std::iter::once(plain.clone()).chain(numbered).find(|name| !taken.contains(name));
            let name = free.unwrap_or_default();
            taken.insert(name.clone());
            names.insert(id.clone(), name);
        }
        let hosts: Vec<_> =
            blueprint.nodes().filter_map(|(id, node)| Some((id, writer(&node.spec).part_of()?))).collect();
        for (id, host) in hosts {
            let name = names.get(&host).cloned().unwrap_or_default();
            names.insert(id.clone(), name);
        }
        Self(names)
    }

    pub(super) fn of_node(&self, node: &NodeId) -> &str {
        self.0.get(node).map_or("", String::as_str)
    }
}

/// `public-default-route` as CloudFormation wants it: letters and digits only, `PublicDefaultRoute`.
pub(super) fn logical(id: &str) -> String {
    let words = id.split(|letter: char| !letter.is_ascii_alphanumeric());
    words
        .flat_map(|word| word.chars().take(1).map(|first| first.to_ascii_uppercase()).chain(word.chars().skip(1)))
        .collect()
}

/// One node of a plan, with what its writer needs of the others.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) blueprint: &'a Blueprint,
    pub(super) names: &'a Names,
    /// The server's script as EC2 takes it.
    pub(super) user_data: &'a str,
    pub(super) node: &'a NodeId,
}

impl Place<'_> {
    /// The node's own name.
    pub(super) fn name(&self) -> &str {
        self.names.of_node(self.node)
    }

    pub(super) fn name_of<T>(&self, reference: &Ref<T>) -> &str {
        self.names.of_node(reference.node())
    }

    /// What CloudFormation's `Ref` gives: mostly the identifier.
    pub(super) fn reference<T>(&self, reference: &Ref<T>) -> Value {
        json!({"Ref": self.name_of(reference)})
    }

    /// What the stack puts in for the thing itself, inside of a text.
    pub(super) fn itself(&self) -> String {
        format!("${{{}}}", self.name())
    }

    /// What the stack puts in for one of its attributes, inside of a text.
    pub(super) fn own(&self, attribute: &str) -> String {
        format!("${{{}.{attribute}}}", self.name())
    }

    pub(super) fn references<T>(&self, references: &[Ref<T>]) -> Vec<Value> {
        references.iter().map(|one| self.reference(one)).collect()
    }

    pub(super) fn attribute<T>(&self, reference: &Ref<T>, attribute: &str) -> Value {
        json!({"Fn::GetAtt": [self.name_of(reference), attribute]})
    }

    /// The tags that everything of this node carries.
    pub(super) fn tags(&self) -> Vec<(&'static str, String)> {
        tags::of(self.blueprint.name.as_str(), ID, self.node)
    }

    /// The same, as most types take them.
    pub(super) fn tag_list(&self) -> Value {
        listed(self.tags())
    }
}

/// Tags as most types take them.
pub(super) fn listed(tags: Vec<(&'static str, String)>) -> Value {
    filled(tags.into_iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect())
}

/// A value with `${…}` in its texts filled in by CloudFormation.
pub(super) fn filled(value: Value) -> Value {
    match value {
        Value::String(text) => fill(&text),
        Value::Array(list) => list.into_iter().map(filled).collect(),
        Value::Object(map) => Value::Object(map.into_iter().map(|(key, one)| (key, filled(one))).collect()),
        other => other,
    }
}

/// A text whose own `${…}` CloudFormation leaves as they are.
pub(super) fn kept(text: &str) -> String {
    text.replace("${", "${!")
}

/// The stack's own id: the last part of its ARN.
fn stack_id() -> Value {
    json!({"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]})
}

fn fill(text: &str) -> Value {
    if text == ID {
        stack_id()
    } else if text.contains(ID) {
        json!({"Fn::Sub": [text.replace(ID, "${Id}"), {"Id": stack_id()}]})
    } else if text.contains("${") {
        json!({"Fn::Sub": text})
    } else {
        json!(text)
    }
}

/// Outputs that CloudFormation fills in.
impl Lookup for Place<'_> {
    fn outputs(&self, node: &NodeId) -> Option<Outputs> {
        let (id, found) = self.blueprint.nodes().find(|(id, _)| *id == node)?;
        writer(&found.spec).outputs(&Place { node: id, ..*self })
    }
}
