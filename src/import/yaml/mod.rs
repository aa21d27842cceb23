//! YAML as docker-compose files use it: texts, lists and maps that know where they stand.

mod fields;
mod read;

use indexmap::IndexMap;

pub(super) use fields::Fields;
pub(super) use read::read;

/// Where something stands. Lines and columns begin with 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// Which of the files that were read, by its place in their list.
    pub file: usize,
    pub line: usize,
    pub column: usize,
}

/// A value with its place: that of its key where it has one, since that is where people look.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) at: At,
    pub(super) change: Option<Change>,
    pub(super) value: Value,
}

/// What a tag of Compose says about a value that stands on an earlier file's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// `!reset`: as if nobody had said anything.
    Reset,
    /// `!override`: instead of, not in addition to.
    Override,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    /// Numbers and booleans are texts as they are written: `1.10` is no number, and whoever needs one reads it.
    Text(String),
    List(Vec<Node>),
    Map(IndexMap<String, Node>),
}

impl Node {
    pub(super) fn new(at: At, value: Value) -> Self {
        Self { at, change: None, value }
    }

    /// What it is, for people.
    pub(super) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "keys with values",
        }
    }

    /// Values that it is made of.
    pub(super) fn size(&self) -> usize {
        1 + match &self.value {
            Value::Null | Value::Text(_) => 0,
            Value::List(items) => items.iter().map(Self::size).sum(),
            Value::Map(keys) => keys.values().map(Self::size).sum(),
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }
}
