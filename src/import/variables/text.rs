//! A value whose variables are looked up but not forgotten: where a value comes from decides what it may become.

/// Texts and variables in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::import) struct Text {
    pub(in crate::import) parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) enum Part {
    Text(String),
    Variable(Variable),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Variable {
    pub(in crate::import) name: String,
    /// Its value or its default; none where nobody said anything.
    pub(in crate::import) value: Option<String>,
    /// True where the value is a person's (`.env`), false for the file's own default.
    pub(in crate::import) given: bool,
    /// What `${NAME:?…}` says while nothing is given.
    pub(in crate::import) required: Option<String>,
}

impl Text {
    pub(in crate::import) fn literal(text: impl Into<String>) -> Self {
        Self { parts: vec![Part::Text(text.into())] }
    }

    pub(in crate::import) fn push(&mut self, literal: &str) {
        match self.parts.last_mut() {
            Some(Part::Text(before)) => before.push_str(literal),
            _ if literal.is_empty() => {}
            _ => self.parts.push(Part::Text(literal.to_owned())),
        }
    }

    /// As Compose would have it: unknown variables are empty.
    pub(in crate::import) fn plain(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Variable(variable) => variable.value.as_deref().unwrap_or_default(),
        });
        parts.collect()
    }

    pub(in crate::import) fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.parts.iter().filter_map(|part| match part {
            Part::Variable(variable) => Some(variable),
            Part::Text(_) => None,
        })
    }

    /// The first variable without a value.
    pub(in crate::import) fn unknown(&self) -> Option<&Variable> {
        self.variables().find(|variable| variable.value.is_none())
    }

    /// The variable, where the text is nothing else.
    pub(in crate::import) fn sole(&self) -> Option<&Variable> {
        match self.parts.as_slice() {
            [Part::Variable(variable)] => Some(variable),
            _ => None,
        }
    }

    pub(in crate::import) fn is_literal(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Text(_)))
    }
}
