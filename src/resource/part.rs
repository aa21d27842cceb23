//! Pieces of an environment variable's value, some known only once other resources exist.

use serde::{Deserialize, Serialize};

use super::bucket::Bucket;
use super::built_image::BuiltImage;
use super::db_instance::DbInstance;
use super::{Lookup, MissingOutput, Ref, Target, fetch};
use crate::model::NodeId;

/// One piece of a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    Text(String),
    /// The secret of this name, filled in on the server.
    Secret(String),
    /// The same, percent-encoded as a part of a URL.
    SecretUrl(String),
    DatabaseHost(Ref<DbInstance>),
    Bucket(Ref<Bucket>),
    /// An image of the account's own registry.
    Image(Ref<BuiltImage>),
    /// Address or name where the app is reached without a domain.
    Host(Target),
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
    #[must_use]
    pub fn reference(&self) -> Option<NodeId> {
        match self {
            Self::Text(_) | Self::Secret(_) | Self::SecretUrl(_) => None,
            Self::DatabaseHost(database) => Some(database.id()),
            Self::Bucket(bucket) => Some(bucket.id()),
            Self::Image(image) => Some(image.id()),
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
            Self::DatabaseHost(database) => ResolvedPart::Text(fetch(lookup, database)?.endpoint),
            Self::Bucket(bucket) => ResolvedPart::Text(fetch(lookup, bucket)?.bucket),
            Self::Image(image) => ResolvedPart::Text(fetch(lookup, image)?.image),
            Self::Host(target) => ResolvedPart::Text(target.host(lookup)?),
        })
    }
}
