//! What a server runs: Compose file, Caddyfile and the environment's recipe, as objects in the bucket. Holds names of
//! secrets only.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::resource::bucket::Bucket;
use crate::resource::{Change, Fake, Lookup, MissingOutput, Needed, Part, Phase, Ref, Resource};

/// Where releases are in the bucket.
pub const FOLDER: &str = "releases/";
/// Written last: servers wait for it alone.
pub const MANIFEST: &str = "release.json";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Release {
    pub bucket: Ref<Bucket>,
    /// Hash of everything below; servers fetch `releases/<id>/`.
    pub id: String,
    /// File name to text: `compose.yaml`, `Caddyfile`, `Caddyfile.https`.
    pub files: BTreeMap<String, String>,
    /// Environment variable to the parts its value is made of.
    pub environment: BTreeMap<String, Vec<Part>>,
    /// The app's own files: name to the parts of their text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, Vec<Part>>,
    /// The rest of `release.json` as the instance script reads it.
    pub manifest: Value,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseOutputs {
    pub bucket: String,
    pub prefix: String,
    /// Where earlier releases of this node are: servers may still run them, so they stay until the node is removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<String>,
}

impl Resource for Release {
    type Outputs = ReleaseOutputs;

    const KIND: &'static str = "release";
    const PHASE: Phase = Phase::Storage;
    const MENDED: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "s3:PutObject",
        "ssm:DeleteParameter",
        "ssm:GetParametersByPath",
    ];

    fn title(&self) -> String {
        "instructions for the servers (release)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        let mut refs = vec![self.bucket.needed()];
        refs.extend(self.environment.values().chain(self.texts.values()).flatten().filter_map(Part::reference));
        refs.sort();
        refs.dedup();
        refs
    }

    // A changed release is written beside the old one: servers that still run the old one keep it.
    fn change_from(&self, old: &Self) -> Change {
        if self.bucket == old.bucket { Change::Update } else { Change::Replace }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        ReleaseOutputs {
            bucket: fake.get(&self.bucket).map(|bucket| bucket.bucket).unwrap_or_default(),
            prefix: self.prefix(),
            earlier: Vec::new(),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.prefix.clone())
    }
}

impl Release {
    /// What the names of its objects begin with, without the final `/`.
    #[must_use]
    pub fn prefix(&self) -> String {
        format!("{FOLDER}{}", self.id)
    }

    /// The manifest with the recipes of environment and files filled in. Secrets stay names.
    ///
    /// # Errors
    /// While something that the environment names does not exist yet.
    pub fn whole(&self, lookup: &dyn Lookup) -> Result<Value, MissingOutput> {
        let mut manifest = self.manifest.clone();
        if let Some(object) = manifest.as_object_mut() {
            object.insert("env".to_owned(), resolved(&self.environment, lookup)?);
            object.insert("texts".to_owned(), resolved(&self.texts, lookup)?);
        }
        Ok(manifest)
    }
}

fn resolved(values: &BTreeMap<String, Vec<Part>>, lookup: &dyn Lookup) -> Result<Value, MissingOutput> {
    let mut all = Map::new();
    for (name, parts) in values {
        let resolved = parts.iter().map(|part| part.resolve(lookup)).collect::<Result<Vec<_>, _>>()?;
        all.insert(name.clone(), json!(resolved));
    }
    Ok(Value::Object(all))
}
