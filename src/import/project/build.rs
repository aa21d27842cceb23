//! `build`.

use indexmap::IndexMap;

use super::pairs;
use crate::import::load::Reading;
use crate::import::refusal::Refusal;
use crate::import::yaml::{At, Fields, Node, Value};

/// How an image is built.
#[derive(Clone, Debug, Default)]
pub(in crate::import) struct Build {
    pub(in crate::import) at: At,
    /// A folder, or the address of a Git repository with `#ref:folder` after it.
    pub(in crate::import) context: String,
    pub(in crate::import) dockerfile: String,
    pub(in crate::import) inline: bool,
    pub(in crate::import) target: Option<String>,
    pub(in crate::import) args: IndexMap<String, String>,
}

pub(super) fn read(service: &str, node: Option<Node>, reading: &mut Reading<'_>) -> Result<Option<Build>, Refusal> {
    let Some(node) = node.filter(|node| !node.is_null()) else { return Ok(None) };
    let at = node.at;
    if let Value::Text(_) = node.value {
        return Ok(Some(Build { at, context: reading.plain(&node)?, ..Build::default() }));
    }
    let mut build = Build { at, ..Build::default() };
    let mut fields = Fields::of(node, "`build`")?;
    if let Some(node) = fields.some("context") {
        build.context = reading.plain(&node)?;
    }
    if let Some(node) = fields.some("dockerfile") {
        build.dockerfile = reading.plain(&node)?;
    }
    if let Some(node) = fields.some("target") {
        build.target = Some(reading.plain(&node)?).filter(|target| !target.is_empty());
    }
    build.inline = fields.some("dockerfile_inline").is_some();
    for (name, node) in pairs("args", fields.take("args"))? {
        let value = reading.plain(&node)?;
        build.args.insert(name, value);
    }
    for (key, node) in fields.rest() {
        let what = format!("services.{service}.build.{key}");
        match key.as_str() {
            "cache_from" | "cache_to" | "no_cache" | "pull" | "tags" | "labels" | "platforms" | "shm_size"
            | "network" => {
                reading.notes.dropped(node.at, what, "the image is the same without it");
            }
            _ => {
                let what = format!("the build of `{service}` uses `{key}`, which is not carried over");
                reading.notes.open(node.at, what);
            }
        }
    }
    Ok(Some(build))
}
