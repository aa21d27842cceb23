//! What stands at the end of a file: volumes, networks, configs and secrets.

use indexmap::IndexMap;

use super::{map, scalars};
use crate::import::load::Reading;
use crate::import::refusal::Refusal;
use crate::import::variables::Text;
use crate::import::yaml::{At, Fields, Node};

/// A named volume.
#[derive(Clone, Debug, Default)]
pub(in crate::import) struct Volume {
    pub(in crate::import) external: bool,
}

pub(super) fn volume(name: &str, node: Node, reading: &mut Reading<'_>) -> Result<Volume, Refusal> {
    let mut volume = Volume::default();
    let what = |key: &str| format!("volumes.{name}.{key}");
    let mut fields = Fields::of(node, "a volume")?;
    if let Some(external) = fields.some("external") {
        // The old form is `external: { name: … }`.
        volume.external = scalars::switch(Some(external.clone()), reading).unwrap_or(true);
        if volume.external {
            let why =
                "a new, empty folder on the data disk; what is in the volume of your machine is not brought along";
            reading.notes.changed(external.at, what("external"), why);
        }
    }
    if let Some(driver) = fields.some("driver") {
        let kind = reading.plain(&driver)?;
        if !matches!(kind.as_str(), "local" | "") {
            let shown = crate::model::text::clean_line(&kind);
            reading
                .notes
                .open(driver.at, format!("volume `{name}` uses the driver `{shown}`, which does not exist here"));
        }
    }
    let options = map(fields.take("driver_opts"), "`driver_opts`")?;
    let kind = options.get("type").map(|node| reading.plain(node)).transpose()?.unwrap_or_default();
    let remote = matches!(kind.as_str(), "nfs" | "nfs4" | "cifs" | "smb3" | "sshfs");
    for (key, node) in options {
        let what = what(&format!("driver_opts.{key}"));
        if remote && key == "device" {
            let why =
                format!("volume `{name}` is a network drive ({kind}); its data would be on the server's data disk");
            reading.notes.open(node.at, why);
        } else {
            reading.notes.changed(node.at, what, "the volume is a folder on the data disk");
        }
    }
    for (key, node) in fields.rest() {
        let why = match key.as_str() {
            "name" | "labels" => "the folder has the volume's own name",
            key if key.starts_with("x-") => "an extension that others read",
            _ => "unknown here",
        };
        reading.notes.dropped(node.at, what(&key), why);
    }
    Ok(volume)
}

pub(super) fn network(
    name: &str,
    node: Node,
    external: &mut IndexMap<String, At>,
    reading: &mut Reading<'_>,
) -> Result<(), Refusal> {
    let at = node.at;
    let what = |key: &str| format!("networks.{name}.{key}");
    let mut fields = Fields::of(node, "a network")?;
    if let Some(node) = fields.some("external") {
        let outside = scalars::switch(Some(node.clone()), reading).unwrap_or(true);
        if outside {
            external.insert(name.to_owned(), node.at);
        }
    }
    let mut rest = Vec::new();
    for (key, node) in fields.rest() {
        let why = match key.as_str() {
            "ipam" => "addresses are given by Docker; containers find each other by name",
            "internal" => "containers reach the internet through the server",
            key if key.starts_with("x-") => "an extension that others read",
            _ => "all containers of the app are in one network of their own",
        };
        rest.push((node.at, key, why));
    }
    reading.notes.changed(at, format!("networks.{name}"), "all containers of the app are in one network of their own");
    for (at, key, why) in rest {
        reading.notes.dropped(at, what(&key), why);
    }
    Ok(())
}

/// A config or a secret.
#[derive(Clone, Debug)]
pub(in crate::import) struct Shared {
    pub(in crate::import) at: At,
    pub(in crate::import) origin: Origin,
}

/// Where its text comes from.
#[derive(Clone, Debug)]
pub(in crate::import) enum Origin {
    File(String),
    Variable(Text),
    Content(Text),
    External,
}

pub(super) fn shared(kind: &str, name: &str, node: Node, reading: &mut Reading<'_>) -> Result<Shared, Refusal> {
    let at = node.at;
    let mut fields = Fields::of(node, "an entry")?;
    let mut origin = Origin::External;
    if let Some(node) = fields.some("file") {
        origin = Origin::File(reading.plain(&node)?);
    } else if let Some(node) = fields.some("environment") {
        let variable = reading.plain(&node)?;
        let filled = reading.variables_of(node.at).fill(&format!("${{{variable}}}"));
        origin = Origin::Variable(filled.map_err(|_| Refusal::at(node.at, "expected the name of a variable"))?.0);
    } else if let Some(node) = fields.some("content") {
        origin = Origin::Content(reading.text(&node)?);
    } else if fields.take("external").is_none() {
        return Err(Refusal::at(at, format!("`{kind}.{name}` needs `file`, `environment`, `content` or `external`")));
    }
    for (key, node) in fields.rest() {
        reading.notes.dropped(node.at, format!("{kind}.{name}.{key}"), "the preset's own name for it is used");
    }
    Ok(Shared { at, origin })
}
