//! `environment` and `env_file`.

use indexmap::IndexMap;

use super::{pairs, scalars};
use crate::import::load::{Reading, items};
use crate::import::refusal::Refusal;
use crate::import::variables::{Line, Part, Text, Variable, Variables};
use crate::import::yaml::{At, Fields, Node, Value};

/// A variable of a container.
#[derive(Clone, Debug)]
pub(in crate::import) struct Entry {
    pub(in crate::import) at: At,
    /// None for a name alone that nobody gave a value.
    pub(in crate::import) value: Option<Text>,
}

/// Variables in files first, since those in the compose file win.
pub(super) fn read(
    service: &str,
    fields: &mut Fields,
    reading: &mut Reading<'_>,
) -> Result<IndexMap<String, Entry>, Refusal> {
    let mut env = IndexMap::new();
    for item in fields.take("env_file").map(items).unwrap_or_default() {
        file(service, item, &mut env, reading)?;
    }
    let environment = fields.take("environment").map(|node| flattened(node, service, reading));
    for (name, node) in pairs("environment", environment)? {
        let at = node.at;
        let value = match node.value {
            Value::Null => passed_on(&name, &node, reading),
            Value::Text(_) => Some(reading.text(&node)?),
            _ => {
                return Err(Refusal::at(at, format!("the value of a variable is a text, and this is {}", node.kind())));
            }
        };
        // The catalogue's `SERVICE_URL_APP_3000` alone says something, and so does any name with a value somewhere.
        env.insert(name, Entry { at, value });
    }
    Ok(env)
}

/// A list of `NAME: value`, which people write by mistake, is as clear as one of `NAME=value`.
fn flattened(node: Node, service: &str, reading: &mut Reading<'_>) -> Node {
    let alone;
    let list = match &node.value {
        Value::List(list) => list,
        Value::Text(text) if text.contains('=') => {
            // `NAME=value` without a list, perhaps several of them.
            let words = text.split_whitespace();
            alone = words.map(|word| Node::new(node.at, Value::Text(word.to_owned()))).collect::<Vec<_>>();
            &alone
        }
        _ => return node,
    };
    let mut keys = IndexMap::new();
    for item in list {
        match &item.value {
            Value::Map(map) => {
                let why = "a list has `NAME=value`; `NAME: value` is taken for the same";
                reading.notes.changed(item.at, format!("services.{service}.environment"), why);
                keys.extend(map.clone());
            }
            Value::Text(text) => {
                let (name, value) = text.split_once('=').map_or((text.as_str(), None), |(n, v)| (n, Some(v)));
                let value = value.map_or(Value::Null, |value| Value::Text(value.to_owned()));
                keys.insert(name.to_owned(), Node::new(item.at, value));
            }
            _ => return node,
        }
    }
    Node { value: Value::Map(keys), ..node }
}

/// A name alone has the value of `.env`.
fn passed_on(name: &str, node: &Node, reading: &mut Reading<'_>) -> Option<Text> {
    let variables = reading.variables_of(node.at);
    let known = variables.names().any(|known| known == name);
    known.then(|| variables.fill(&format!("${{{name}}}")).map(|(text, _)| text).ok()).flatten()
}

fn file(
    service: &str,
    item: Node,
    env: &mut IndexMap<String, Entry>,
    reading: &mut Reading<'_>,
) -> Result<(), Refusal> {
    let at = item.at;
    let (path, required, raw) = if matches!(item.value, Value::Map(_)) {
        let mut fields = Fields::of(item, "an entry of `env_file`")?;
        let path = fields.some("path").map(|node| reading.plain(&node)).transpose()?.unwrap_or_default();
        let required = fields.take("required");
        let required = required.is_none() || scalars::switch(required, reading)?;
        let raw = fields.some("format").map(|node| reading.plain(&node)).transpose()?.is_some_and(|form| form == "raw");
        for (key, node) in fields.rest() {
            reading.notes.dropped(node.at, format!("services.{service}.env_file.{key}"), "unknown here");
        }
        (path, required, raw)
    } else {
        (reading.plain(&item)?, true, false)
    };
    let folder = reading.folder_of(at).to_owned();
    let shown = crate::model::text::clean_line(&path);
    let Some((lines, own)) = reading.env_file(&folder, &path, raw)? else {
        let what = format!("services.{service}.env_file");
        if required {
            reading.notes.bring(at, format!("{shown} is not there: it holds variables of `{service}`"));
        } else {
            reading.notes.dropped(at, what, format!("{shown} is not there, which the file allows"));
        }
        return Ok(());
    };
    let mut known = (*reading.variables_of(at)).clone();
    for line in lines {
        let name = line.name.clone();
        let at = line.at;
        add(line, own, env, &mut known)?;
        if let Some(entry) = env.get_mut(&name) {
            entry.at = at;
        }
    }
    Ok(())
}

fn add(line: Line, own: bool, env: &mut IndexMap<String, Entry>, known: &mut Variables) -> Result<(), Refusal> {
    let Some(value) = &line.value else { return Ok(()) };
    let text = if line.literal {
        Text::literal(value.clone())
    } else {
        known.fill(value).map_err(|why| Refusal::at(line.at, why))?.0
    };
    let text = if text.is_literal() {
        // As if the compose file had said `NAME: ${NAME}`: where a value comes from decides what it may become.
        let variable = Variable { name: line.name.clone(), value: Some(text.plain()), given: own, required: None };
        Text { parts: vec![Part::Variable(variable)] }
    } else {
        text
    };
    env.insert(line.name.clone(), Entry { at: line.at, value: Some(text) });
    known.add_lines(vec![line], own)
}
