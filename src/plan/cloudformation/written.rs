//! What a node becomes in a template.

use serde_json::{Map, Value};

/// When a person has something to do or to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// It must be there before the stack is made.
    Before,
    /// The stack waits for it.
    Meanwhile,
    /// It can be done only once the stack is made.
    After,
    /// CloudFormation has nothing of the kind, and nobody has to do it.
    Never,
}

impl When {
    pub(super) const ALL: [Self; 4] = [Self::Before, Self::Meanwhile, Self::After, Self::Never];

    pub(super) const fn heading(self) -> &'static str {
        match self {
            Self::Before => "Before you make the stack",
            Self::Meanwhile => "While the stack is made",
            Self::After => "After the stack is made",
            Self::Never => "Not in this template",
        }
    }
}

/// One resource of a template.
#[derive(Debug)]
pub(super) struct Made {
    /// What its name has after the node's own; empty for the one that others refer to.
    pub(super) suffix: &'static str,
    pub(super) kind: &'static str,
    pub(super) properties: Map<String, Value>,
    pub(super) update: Option<Value>,
    /// What is given along, filled in by the stack.
    pub(super) metadata: Option<Value>,
}

#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) resources: Vec<Made>,
    /// Properties of the resource that this is a part of.
    pub(super) properties: Map<String, Value>,
    pub(super) parameters: Vec<(String, Value)>,
    pub(super) outputs: Vec<(String, Value)>,
    /// What must hold of the parameters, by a name of its own.
    pub(super) rules: Vec<(String, Value)>,
    pub(super) notes: Vec<(When, String)>,
}

impl Written {
    /// A resource of the CloudFormation type `kind`; properties that are `null` are left out.
    pub(super) fn resource(kind: &'static str, properties: Value) -> Self {
        Self::default().and("", kind, properties)
    }

    /// Another resource beside the first.
    pub(super) fn and(mut self, suffix: &'static str, kind: &'static str, properties: Value) -> Self {
        self.resources.push(Made { suffix, kind, properties: present(properties), update: None, metadata: None });
        self
    }

    /// How a change of the last resource is carried out.
    pub(super) fn updated_by(mut self, policy: Value) -> Self {
        if let Some(made) = self.resources.last_mut() {
            made.update = Some(policy);
        }
        self
    }

    /// What is given along with the last resource.
    pub(super) fn with(mut self, metadata: Value) -> Self {
        if let Some(made) = self.resources.last_mut() {
            made.metadata = Some(metadata);
        }
        self
    }

    pub(super) fn part(properties: Value) -> Self {
        Self { properties: present(properties), ..Self::default() }
    }

    pub(super) fn parameter(mut self, name: String, definition: Value) -> Self {
        self.parameters.push((name, definition));
        self
    }

    pub(super) fn output(mut self, name: String, definition: Value) -> Self {
        self.outputs.push((name, definition));
        self
    }

    pub(super) fn rule(mut self, name: String, definition: Value) -> Self {
        self.rules.push((name, definition));
        self
    }

    pub(super) fn note(mut self, when: When, text: impl Into<String>) -> Self {
        self.notes.push((when, text.into()));
        self
    }

    /// Only something to do or to know.
    pub(super) fn only(when: When, text: impl Into<String>) -> Self {
        Self::default().note(when, text)
    }
}

fn present(properties: Value) -> Map<String, Value> {
    match properties {
        Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    }
}
