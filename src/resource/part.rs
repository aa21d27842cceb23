//! Pieces of an environment variable's value, some known only once other resources exist.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::reference::Wanted;
use super::{Kinded, Lookup, MissingOutput, Needed, Ref, Target};
use crate::model::NodeId;

/// One piece of a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub enum Part {
    Text(String),
    /// The secret of this name, filled in on the server.
    Secret(String),
    /// The same, percent-encoded as a part of a URL.
    SecretUrl(String),
    /// A value that a node has once it exists, by the name that its kind gives it (`Resource::VALUES`).
    Output {
        node: NodeId,
        value: String,
    },
    /// Address or name where the app is reached without a domain.
    Host(Target),
}

/// How a piece stands in journals: an output as `{"database-host": "database"}`, the value's name before its node.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Known(Known),
    Output(BTreeMap<String, NodeId>),
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Known {
    Text(String),
    Secret(String),
    SecretUrl(String),
    Host(Target),
}

impl From<Part> for Written {
    fn from(part: Part) -> Self {
        Self::Known(match part {
            Part::Text(text) => Known::Text(text),
            Part::Secret(name) => Known::Secret(name),
            Part::SecretUrl(name) => Known::SecretUrl(name),
            Part::Host(target) => Known::Host(target),
            Part::Output { node, value } => return Self::Output(BTreeMap::from([(value, node)])),
        })
    }
}

impl From<Written> for Part {
    fn from(written: Written) -> Self {
        match written {
            Written::Known(Known::Text(text)) => Self::Text(text),
            Written::Known(Known::Secret(name)) => Self::Secret(name),
            Written::Known(Known::SecretUrl(name)) => Self::SecretUrl(name),
            Written::Known(Known::Host(target)) => Self::Host(target),
            Written::Output(value) => match value.into_iter().next() {
                Some((value, node)) => Self::Output { node, value },
                None => Self::Text(String::new()),
            },
        }
    }
}

/// A piece once everything it needs exists: what `release.json` holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ResolvedPart {
    Text(String),
    Secret {
        secret: String,
        /// Whether it is percent-encoded as a part of a URL.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        url: bool,
    },
}

impl Part {
    /// A value of what `reference` names, by the name that its kind gives it.
    #[must_use]
    pub fn output<T: Kinded>(reference: &Ref<T>, value: &str) -> Self {
        Self::Output { node: reference.id(), value: value.to_owned() }
    }

    #[must_use]
    pub fn reference(&self) -> Option<Needed> {
        match self {
            Self::Text(_) | Self::Secret(_) | Self::SecretUrl(_) => None,
            Self::Output { node, value } => Some(Needed { node: node.clone(), of: Wanted::Value(value.clone()) }),
            Self::Host(target) => Some(target.reference()),
        }
    }

    /// # Errors
    /// While what it names does not exist yet.
    pub fn resolve(&self, lookup: &dyn Lookup) -> Result<ResolvedPart, MissingOutput> {
        Ok(match self {
            Self::Text(text) => ResolvedPart::Text(text.clone()),
            Self::Secret(name) => ResolvedPart::Secret { secret: name.clone(), url: false },
            Self::SecretUrl(name) => ResolvedPart::Secret { secret: name.clone(), url: true },
            Self::Output { node, value } => {
                let found = lookup.outputs(node).and_then(|outputs| outputs.value(value));
                ResolvedPart::Text(found.ok_or_else(|| MissingOutput(node.clone()))?)
            }
            Self::Host(target) => ResolvedPart::Text(target.host(lookup)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::built_image::BuiltImage;

    #[test]
    fn an_output_is_written_by_the_name_of_its_value() {
        let part = Part::output::<BuiltImage>(&Ref::to("image-web".into()), "image");
        let text = serde_json::to_string(&part).unwrap();
        assert_eq!(text, r#"{"image":"image-web"}"#);
        assert_eq!(serde_json::from_str::<Part>(&text).unwrap(), part);
        for (text, part) in [
            (r#"{"text":"a"}"#, Part::Text("a".to_owned())),
            (r#"{"secret-url":"KEY"}"#, Part::SecretUrl("KEY".to_owned())),
        ] {
            assert_eq!(serde_json::from_str::<Part>(text).unwrap(), part);
            assert_eq!(serde_json::to_string(&part).unwrap(), text);
        }
    }
}
