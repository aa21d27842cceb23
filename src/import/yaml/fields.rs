//! The keys of a map, taken one by one: what nobody took is left over, and is told.

use indexmap::IndexMap;

use super::{Node, Value};
use crate::import::refusal::Refusal;

/// Keys that are taken by those who know what they mean.
#[derive(Debug)]
pub(in crate::import) struct Fields {
    keys: IndexMap<String, Node>,
}

impl Fields {
    /// # Errors
    /// Where the value is something else than keys with values; nothing at all counts as none.
    pub(in crate::import) fn of(node: Node, what: &str) -> Result<Self, Refusal> {
        match node.value {
            Value::Map(keys) => Ok(Self { keys }),
            Value::Null => Ok(Self { keys: IndexMap::new() }),
            _ => Err(Refusal::at(node.at, format!("{what} has keys with values, and this is {}", node.kind()))),
        }
    }

    /// The value of a key, which counts as understood from now on.
    pub(in crate::import) fn take(&mut self, key: &str) -> Option<Node> {
        self.keys.shift_remove(key)
    }

    /// As `take`, but a key without a value is as good as none.
    pub(in crate::import) fn some(&mut self, key: &str) -> Option<Node> {
        self.take(key).filter(|node| !node.is_null())
    }

    /// What is left.
    pub(in crate::import) fn rest(self) -> IndexMap<String, Node> {
        self.keys
    }
}
