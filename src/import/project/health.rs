//! `healthcheck`.

use super::scalars;
use crate::import::load::{Reading, items};
use crate::import::refusal::Refusal;
use crate::import::variables::Text;
use crate::import::yaml::{At, Fields, Node, Value};

/// What tells whether a container is well. Times are seconds, 0 where the file does not say.
#[derive(Clone, Debug)]
pub(in crate::import) struct Health {
    pub(in crate::import) at: At,
    /// Words as Docker has them; empty for the image's own command, with other times.
    pub(in crate::import) command: Vec<Text>,
    /// The image's own is switched off.
    pub(in crate::import) off: bool,
    pub(in crate::import) interval: u32,
    pub(in crate::import) timeout: u32,
    pub(in crate::import) retries: u32,
    pub(in crate::import) start: u32,
}

pub(super) fn read(service: &str, node: Option<Node>, reading: &mut Reading<'_>) -> Result<Option<Health>, Refusal> {
    let Some(node) = node.filter(|node| !node.is_null()) else { return Ok(None) };
    let at = node.at;
    let mut fields = Fields::of(node, "`healthcheck`")?;
    let mut command = Vec::new();
    if let Some(test) = fields.some("test") {
        if let Value::Text(_) = test.value {
            command = vec![Text::literal("CMD-SHELL"), reading.text(&test)?];
        } else {
            let at = test.at;
            command = items(test).iter().map(|item| reading.text(item)).collect::<Result<_, _>>()?;
            let first = command.first().map(Text::plain).unwrap_or_default();
            if !matches!(first.as_str(), "CMD" | "CMD-SHELL" | "NONE" | "") {
                return Err(Refusal::at(at, "the first word of `test` is CMD, CMD-SHELL or NONE"));
            }
        }
    }
    let says_none = command.first().is_some_and(|word| word.plain() == "NONE");
    let off = scalars::switch(fields.take("disable"), reading)? || says_none;
    let mut times = [0; 3];
    for (time, key) in times.iter_mut().zip(["interval", "timeout", "start_period"]) {
        if let Some(node) = fields.some(key) {
            *time = scalars::seconds(&node, reading)?;
        }
    }
    let retries = match fields.some("retries") {
        Some(node) => u32::try_from(scalars::number(&node, reading)?.clamp(0, 10_000)).unwrap_or_default(),
        None => 0,
    };
    for (key, node) in fields.rest() {
        let why = if key == "start_interval" { "the interval counts from the start" } else { "unknown here" };
        reading.notes.dropped(node.at, format!("services.{service}.healthcheck.{key}"), why);
    }
    if says_none {
        command.clear();
    }
    let [interval, timeout, start] = times;
    Ok(Some(Health { at, command, off, interval, timeout, retries, start }))
}
