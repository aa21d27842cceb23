//! Names: the deployment's, a node's, and AWS names that respect each service's limits by construction.
//!
//! Limits: AWSFACTS section 1 (each caller states the service's own).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Characters that a deployment name may have at most; leaves room for every suffix that a resource adds.
pub const MAX_DEPLOYMENT_NAME: usize = 20;

/// The name of a deployment: `[a-z][a-z0-9-]{0,18}[a-z0-9]`, no `--`, no prefix that AWS reserves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeploymentName(String);

/// Why a text cannot be a deployment name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    #[error("a name has 2 to {MAX_DEPLOYMENT_NAME} characters")]
    Length,
    #[error("a name begins with a small letter")]
    Start,
    #[error("a name ends with a small letter or a digit")]
    End,
    #[error("`{0}` cannot be in a name: use small letters, digits and single hyphens")]
    Character(char),
    #[error("two hyphens in a row cannot be in a name")]
    DoubleHyphen,
    #[error("AWS reserves names that begin with `{0}`")]
    Reserved(&'static str),
}

const RESERVED_PREFIXES: [&str; 5] = ["internal-", "sg-", "aws", "ssm", "xn-"];

impl DeploymentName {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeploymentName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        if let Some(bad) = text.chars().find(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-')) {
            return Err(InvalidName::Character(bad));
        }
        if !(2..=MAX_DEPLOYMENT_NAME).contains(&text.len()) {
            return Err(InvalidName::Length);
        }
        if !text.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Err(InvalidName::Start);
        }
        if text.ends_with('-') {
            return Err(InvalidName::End);
        }
        if text.contains("--") {
            return Err(InvalidName::DoubleHyphen);
        }
        match RESERVED_PREFIXES.iter().find(|prefix| text.starts_with(**prefix)) {
            Some(prefix) => Err(InvalidName::Reserved(prefix)),
            None => Ok(Self(text.to_owned())),
        }
    }
}

impl TryFrom<String> for DeploymentName {
    type Error = InvalidName;
    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl From<DeploymentName> for String {
    fn from(name: DeploymentName) -> Self {
        name.0
    }
}

impl fmt::Display for DeploymentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What a resource is called inside one blueprint, such as `subnet-public-a`. Stable over the deployment's life.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeId(String);

impl NodeId {
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for NodeId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The first `length` hexadecimal digits of the SHA-256 of `text`.
#[must_use]
pub fn short_hash(text: &str, length: usize) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .take(length)
        .map(|n| char::from_digit(u32::from(n), 16).unwrap_or('0'))
        .collect()
}

/// The parts joined with `-`, within `limit` characters: what is too long is cut and ends in a hash of the whole,
/// so that different long names stay different. `limit` must be at least 8.
#[must_use]
pub fn aws_name(limit: usize, parts: &[&str]) -> String {
    let whole = parts.join("-");
    if whole.len() <= limit {
        return whole;
    }
    let hash = short_hash(&whole, 6);
    let kept = whole[..limit - hash.len() - 1].trim_end_matches('-');
    format!("{kept}-{hash}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_names() {
        for good in ["ab", "compai", "compai-demo", "a1", "my-app-2026-production"].iter().filter(|n| n.len() <= 20) {
            assert!(good.parse::<DeploymentName>().is_ok(), "{good}");
        }
    }

    #[test]
    fn bad_names_say_why() {
        let why = |text: &str| text.parse::<DeploymentName>().unwrap_err();
        assert_eq!(why("a"), InvalidName::Length);
        assert_eq!(why(""), InvalidName::Length);
        assert_eq!(why("abcdefghijklmnopqrstu"), InvalidName::Length);
        assert_eq!(why("1abc"), InvalidName::Start);
        assert_eq!(why("-abc"), InvalidName::Start);
        assert_eq!(why("abc-"), InvalidName::End);
        assert_eq!(why("a--b"), InvalidName::DoubleHyphen);
        assert_eq!(why("Abc"), InvalidName::Character('A'));
        assert_eq!(why("a_b"), InvalidName::Character('_'));
        assert_eq!(why("a\u{e9}b"), InvalidName::Character('\u{e9}'));
        assert_eq!(why("aws-thing"), InvalidName::Reserved("aws"));
        assert_eq!(why("sg-1"), InvalidName::Reserved("sg-"));
    }

    #[test]
    fn cut_names_fit_and_stay_different() {
        let long = "abcdefghij-klmnopqrs";
        let one = aws_name(24, &[long, "public", "a"]);
        let two = aws_name(24, &[long, "public", "b"]);
        assert!(one.len() <= 24 && two.len() <= 24);
        assert_ne!(one, two);
        assert!(!one.contains("--"));
        assert_eq!(aws_name(32, &["compai", "web"]), "compai-web");
    }
}
