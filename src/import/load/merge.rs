//! One file laid over another, as the Compose specification says it.

use indexmap::IndexMap;

use crate::import::refusal::Refusal;
use crate::import::yaml::{Change, Node, Value};

/// Lists of `NAME=value` that mean the same as keys with values.
const PAIRS: [&str; 6] = ["environment", "labels", "annotations", "args", "sysctls", "extra_hosts"];
/// Lists of names that mean the same as keys without values.
const NAMES: [&str; 2] = ["depends_on", "networks"];
/// Lists that a later file replaces.
const REPLACED: [&str; 3] = ["command", "entrypoint", "test"];
/// Lists for which one text stands where there is only one; a later file adds to them.
const ONE_OR_MORE: [&str; 6] = ["env_file", "tmpfs", "label_file", "dns", "dns_opt", "dns_search"];

/// # Errors
/// Where a key holds one kind of value in one file and another in the other.
pub(super) fn project(base: Node, over: Node) -> Result<Node, Refusal> {
    keys(base, over, &|key, base, over| match key {
        "services" => keys(base, over, &|_, base, over| service(base, over)),
        _ => anything(key, base, over),
    })
}

/// # Errors
/// As `project`.
pub(super) fn service(base: Node, over: Node) -> Result<Node, Refusal> {
    keys(base, over, &anything)
}

type Rule<'a> = &'a dyn Fn(&str, Node, Node) -> Result<Node, Refusal>;

fn keys(base: Node, over: Node, rule: Rule<'_>) -> Result<Node, Refusal> {
    match over.change {
        Some(Change::Override) => return Ok(over),
        Some(Change::Reset) => return Ok(Node { value: Value::Null, ..over }),
        None => {}
    }
    let (Value::Map(mut merged), Value::Map(later)) = (base.value.clone(), over.value.clone()) else {
        return match (&base.value, &over.value) {
            (_, Value::Null) => Ok(base),
            (Value::Null, _) => Ok(over),
            _ => {
                Err(Refusal::at(over.at, format!("an earlier file has {} here, this one {}", base.kind(), over.kind())))
            }
        };
    };
    for (key, node) in later {
        if node.change == Some(Change::Reset) {
            merged.shift_remove(&key);
            continue;
        }
        let node = match merged.get(&key) {
            Some(earlier) => rule(&key, earlier.clone(), node)?,
            None => node,
        };
        merged.insert(key, node);
    }
    Ok(Node { value: Value::Map(merged), ..base })
}

fn anything(key: &str, base: Node, over: Node) -> Result<Node, Refusal> {
    match over.change {
        Some(Change::Override) => return Ok(over),
        Some(Change::Reset) => return Ok(Node { value: Value::Null, ..over }),
        None => {}
    }
    if REPLACED.contains(&key) {
        return Ok(over);
    }
    let (base, over) = (long_form(key, base), long_form(key, over));
    match (&base.value, &over.value) {
        (Value::Map(_), Value::Map(_)) => keys(base, over, &anything),
        (Value::List(before), Value::List(after)) => {
            let mut items: IndexMap<String, Node> = IndexMap::new();
            for item in before.iter().chain(after) {
                items.insert(identity(key, item), item.clone());
            }
            Ok(Node { value: Value::List(items.into_values().collect()), ..base })
        }
        (_, Value::Null) => Ok(base),
        _ => Ok(over),
    }
}

/// A short form in the long one, so that both can be merged.
fn long_form(key: &str, node: Node) -> Node {
    match &node.value {
        Value::Text(_) if ONE_OR_MORE.contains(&key) => Node { value: Value::List(vec![node.clone()]), ..node },
        Value::Text(_) if key == "build" => {
            let context = IndexMap::from([("context".to_owned(), Node::new(node.at, node.value.clone()))]);
            Node { value: Value::Map(context), ..node }
        }
        _ => as_keys(key, node),
    }
}

/// Lists that have a form with keys, in that form.
pub(in crate::import) fn as_keys(key: &str, node: Node) -> Node {
    let Value::List(items) = &node.value else { return node };
    let mut keys = IndexMap::new();
    for item in items {
        let Value::Text(text) = &item.value else { return node };
        let separators: &[char] = if key == "extra_hosts" { &['=', ':'] } else { &['='] };
        let (name, value) = match text.find(separators) {
            _ if NAMES.contains(&key) => (text.clone(), Value::Null),
            Some(at) if PAIRS.contains(&key) => (text[..at].to_owned(), Value::Text(text[at + 1..].to_owned())),
            None if PAIRS.contains(&key) => (text.clone(), Value::Null),
            _ => return node,
        };
        keys.insert(name, Node::new(item.at, value));
    }
    Node { value: Value::Map(keys), ..node }
}

/// What makes two entries of a list the same: where it stands in the container, or all that is written.
fn identity(key: &str, node: &Node) -> String {
    match (&node.value, key) {
        (Value::Text(text), "volumes") => place(text).to_owned(),
        (Value::Map(keys), "volumes" | "secrets" | "configs") => {
            let named = keys.get("target").or_else(|| keys.get("source"));
            named.map_or_else(String::new, |node| identity("", node))
        }
        (Value::Text(text), _) => text.clone(),
        (Value::Map(keys), _) => {
            keys.iter().map(|(key, node)| key.clone() + "=" + &identity("", node) + ";").collect::<String>()
        }
        (Value::List(items), _) => items.iter().map(|item| identity("", item)).collect::<Vec<_>>().join(","),
        (Value::Null, _) => String::new(),
    }
}

/// Where a volume of the short form stands in the container. A `:` inside of `${NAME:-…}` separates nothing.
fn place(text: &str) -> &str {
    let (mut depth, mut begins) = (0_usize, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => begins.push(at + 1),
            _ => {}
        }
    }
    let Some(begin) = begins.first() else { return text };
    let end = begins.get(1).map_or(text.len(), |next| next - 1);
    &text[*begin..end]
}
