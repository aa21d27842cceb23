//! Secrets as they are answered.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serializer};

use crate::model::Secret;

/// A secret as answered: where to find it, or its value (in memory only).
#[derive(Clone, Debug, PartialEq)]
pub enum SecretAnswer {
    /// `env:VAR`
    Env(String),
    /// `file:PATH`
    File(String),
    Value(Secret),
    /// Given earlier and kept in the account's Parameter Store: holds only for the deployment that it was given to.
    Stored,
}

impl SecretAnswer {
    /// True when nothing was typed, neither a value nor where to find it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Env(name) | Self::File(name) => name.trim().is_empty(),
            Self::Value(secret) => secret.expose().is_empty(),
            Self::Stored => false,
        }
    }
}

const STORED: &str = "stored:in-the-account";

impl<'de> Deserialize<'de> for SecretAnswer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == STORED {
            return Ok(Self::Stored);
        }
        Ok(match text.split_once(':') {
            Some(("env", variable)) => Self::Env(variable.to_owned()),
            Some(("file", path)) => Self::File(path.to_owned()),
            _ => Self::Value(Secret::new(text)),
        })
    }
}

pub(super) fn only_references<S: Serializer>(
    secrets: &BTreeMap<String, SecretAnswer>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(secrets.iter().filter_map(|(name, answer)| match answer {
        SecretAnswer::Env(variable) => Some((name, format!("env:{variable}"))),
        SecretAnswer::File(path) => Some((name, format!("file:{path}"))),
        SecretAnswer::Stored => Some((name, STORED.to_owned())),
        SecretAnswer::Value(_) => None,
    }))
}
