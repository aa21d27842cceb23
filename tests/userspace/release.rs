//! What `deploy` would publish for an app on one server.

use std::collections::{BTreeMap, BTreeSet};

use cloudstead::model::NodeId;
use cloudstead::plan::{Answers, compose};
use cloudstead::preset::{Preset, by_name};
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

/// The release with images of this version and the app's of that one.
pub(crate) fn release(version: &str, app: &str) -> Release {
    let images = [("app", app), ("portal", version), ("api", version), ("migrate", version)]
        .map(|(name, version)| format!("{name}='registry.example/{name}:{version}'"));
    planned(&by_name("compai").unwrap(), &format!("[images]\n{}\n", images.join("\n")), false)
}

/// The release of an app's `starter`, as plans have it, but for where containers log: AWS does not answer.
pub(crate) fn planned(preset: &Preset, more: &str, databases: bool) -> Release {
    let text = format!(
        "name='demo'\npreset='{}'\ntier='starter'\nregion='eu-central-1'\nbudget=60\n[alerts]\n\
         email='me@example.com'\n{more}",
        preset.name
    );
    let blueprint = compose(preset, &Answers::parse(&text).unwrap()).unwrap();
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
    let mut resolved = |values: &BTreeMap<String, Vec<Part>>| {
        let values = values.iter().map(|(name, parts)| (name.clone(), parts.iter().map(&mut resolve).collect()));
        json!(values.collect::<BTreeMap<_, Vec<_>>>())
    };
    let mut manifest = planned.manifest.clone();
    manifest["env"] = resolved(&planned.environment);
    manifest["texts"] = resolved(&planned.texts);
    let mut compose: Value = serde_json::from_str(&planned.files["compose.yaml"]).unwrap();
    for (_, service) in compose["services"].as_object_mut().unwrap() {
        if let Some(logging) = service.get_mut("logging") {
            *logging = json!({"driver": "local"});
        }
    }
    let mut files = planned.files;
    files.insert("compose.yaml".to_owned(), compose.to_string());
    files.insert("release.json".to_owned(), manifest.to_string());
    Release { id: planned.id, files, secrets, databases }
}
