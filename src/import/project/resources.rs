//! Limits and needs: `deploy`, and the older keys beside it.

use indexmap::IndexMap;

use super::{map, scalars};
use crate::import::load::Reading;
use crate::import::refusal::Refusal;
use crate::import::yaml::{At, Fields, Node, Value};

/// What a container needs and may use.
#[derive(Clone, Debug, Default)]
pub(in crate::import) struct Resources {
    pub(in crate::import) memory_mb: u32,
    pub(in crate::import) memory_limit_mb: u32,
    pub(in crate::import) cpu: Option<f64>,
    pub(in crate::import) replicas: Option<(At, i64)>,
    /// `deploy.restart_policy.condition`
    pub(in crate::import) restart: Option<String>,
    /// A graphics processor is asked for.
    pub(in crate::import) gpu: Option<At>,
}

pub(super) fn read(service: &str, fields: &mut Fields, reading: &mut Reading<'_>) -> Result<Resources, Refusal> {
    let mut resources = Resources::default();
    if let Some(node) = fields.some("mem_limit") {
        resources.memory_limit_mb = scalars::megabytes(&node, reading)?;
    }
    if let Some(node) = fields.some("mem_reservation") {
        resources.memory_mb = scalars::megabytes(&node, reading)?;
    }
    if let Some(node) = fields.some("cpus") {
        resources.cpu = Some(scalars::processors(&node, reading)?);
    }
    if let Some(node) = fields.some("scale") {
        resources.replicas = Some((node.at, scalars::number(&node, reading)?));
    }
    if let Some(node) = fields.some("gpus") {
        resources.gpu = Some(node.at);
    }
    if let Some(node) = fields.some("deploy") {
        deploy(service, node, &mut resources, reading)?;
    }
    Ok(resources)
}

fn deploy(service: &str, node: Node, found: &mut Resources, reading: &mut Reading<'_>) -> Result<(), Refusal> {
    let mut fields = Fields::of(node, "`deploy`")?;
    if let Some(node) = fields.some("replicas") {
        found.replicas = Some((node.at, scalars::number(&node, reading)?));
    }
    if let Some(node) = fields.some("restart_policy") {
        let mut policy = Fields::of(node, "`restart_policy`")?;
        found.restart = policy.some("condition").map(|node| reading.plain(&node)).transpose()?;
        for (key, node) in policy.rest() {
            let what = format!("services.{service}.deploy.restart_policy.{key}");
            reading.notes.dropped(node.at, what, "Docker waits longer from restart to restart by itself");
        }
    }
    for (part, node) in map(fields.take("resources"), "`resources`")? {
        let what = format!("services.{service}.deploy.resources.{part}");
        if !matches!(part.as_str(), "limits" | "reservations") {
            reading.notes.dropped(node.at, what, "unknown here");
            continue;
        }
        let mut part_fields = Fields::of(node, "`resources`")?;
        if let Some(node) = part_fields.some("memory") {
            let mb = scalars::megabytes(&node, reading)?;
            *(if part == "limits" { &mut found.memory_limit_mb } else { &mut found.memory_mb }) = mb;
        }
        if let Some(node) = part_fields.some("cpus") {
            let cpu = scalars::processors(&node, reading)?;
            if part == "limits" {
                found.cpu = Some(cpu);
            } else {
                reading.notes.dropped(node.at, format!("{what}.cpus"), "processor time is shared by need");
            }
        }
        if let Some(node) = part_fields.some("devices") {
            found.gpu = Some(node.at);
        }
        for (key, node) in part_fields.rest() {
            reading.notes.dropped(node.at, format!("{what}.{key}"), "no such limit is set here");
        }
    }
    for (key, node) in fields.rest() {
        let why = match key.as_str() {
            "placement" | "update_config" | "rollback_config" | "mode" | "endpoint_mode" => "it is for Docker Swarm",
            "labels" => "labels are for other programs",
            _ => "unknown here",
        };
        reading.notes.dropped(node.at, format!("services.{service}.deploy.{key}"), why);
    }
    Ok(())
}

/// A limit of processes of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) struct Limit {
    pub(in crate::import) soft: i64,
    pub(in crate::import) hard: i64,
}

pub(super) fn ulimits(
    service: &str,
    node: Option<Node>,
    reading: &mut Reading<'_>,
) -> Result<IndexMap<String, Limit>, Refusal> {
    let mut limits = IndexMap::new();
    for (name, node) in map(node, "`ulimits`")? {
        if let Value::Text(_) = node.value {
            let both = scalars::number(&node, reading)?;
            limits.insert(name, Limit { soft: both, hard: both });
            continue;
        }
        let at = node.at;
        let mut fields = Fields::of(node, "a limit")?;
        let soft = fields.some("soft").map(|node| scalars::number(&node, reading)).transpose()?;
        let hard = fields.some("hard").map(|node| scalars::number(&node, reading)).transpose()?;
        for (key, node) in fields.rest() {
            reading.notes.dropped(node.at, format!("services.{service}.ulimits.{name}.{key}"), "unknown here");
        }
        match (soft.or(hard), hard.or(soft)) {
            (Some(soft), Some(hard)) => {
                limits.insert(name, Limit { soft, hard });
            }
            _ => return Err(Refusal::at(at, "a limit is a number, or has `soft` and `hard`")),
        }
    }
    Ok(limits)
}
