//! What `deploy` would publish for Comp AI on one server.

use std::collections::{BTreeMap, BTreeSet};

use cloudstead::model::NodeId;
use cloudstead::plan::{Answers, compose};
use cloudstead::preset::by_name;

use cloudstead::resource::{Lookup, Outputs, Part, ResolvedPart, Spec};
use serde_json::{Value, json};

/// Where outputs would be: nothing exists.
struct Nowhere;

impl Lookup for Nowhere {
    fn outputs(&self, _node: &NodeId) -> Option<Outputs> {
        None
    }
}

pub(crate) struct Release {
    pub(crate) id: String,
    /// File name to text, with the manifest.
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) secrets: BTreeSet<String>,
    /// Whether its images need real databases.
    pub(crate) databases: bool,
}

/// The release with images of this version and the app's of that one, as plans have it, but for where containers log:
/// AWS does not answer.
pub(crate) fn release(version: &str, app: &str) -> Release {
    let images = [("app", app), ("portal", version), ("api", version), ("migrate", version)]
        .map(|(name, version)| format!("{name}='registry.example/{name}:{version}'"));
    let text = format!(
        "name='demo'\npreset='compai'\ntier='starter'\nregion='eu-central-1'\nbudget=60\n[alerts]\n\
         email='me@example.com'\n[images]\n{}\n",
        images.join("\n")
    );
    let blueprint = compose(&by_name("compai").unwrap(), &Answers::parse(&text).unwrap()).unwrap();
    let found = blueprint
        .nodes()
        .find_map(|(_, node)| if let Spec::Release(release) = &node.spec { Some(release.clone()) } else { None });
    let planned = found.unwrap();
    let mut secrets = BTreeSet::new();
    let mut resolve = |part: &Part| match part.resolve(&Nowhere) {
        Ok(part) => {
            if let ResolvedPart::Secret { secret, .. } = &part {
                secrets.insert(secret.clone());
            }
            json!(part)
        }
        // An address or a bucket, which a documentation address stands for.
        Err(_) => json!("203.0.113.7"),
    };
    let environment: BTreeMap<_, Vec<_>> = planned
        .environment
        .iter()
        .map(|(name, parts)| (name.clone(), parts.iter().map(&mut resolve).collect()))
        .collect();
    let mut manifest = planned.manifest.clone();
    manifest["env"] = json!(environment);
    let mut compose: Value = serde_json::from_str(&planned.files["compose.yaml"]).unwrap();
    for (_, service) in compose["services"].as_object_mut().unwrap() {
        if let Some(logging) = service.get_mut("logging") {
            *logging = json!({"driver": "local"});
        }
    }
    let mut files = planned.files;
    files.insert("compose.yaml".to_owned(), compose.to_string());
    files.insert("release.json".to_owned(), manifest.to_string());
    Release { id: planned.id, files, secrets, databases: false }
}
