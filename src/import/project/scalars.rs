//! Numbers, sizes, times and switches.

use crate::import::load::Reading;
use crate::import::refusal::Refusal;
use crate::import::yaml::Node;

/// Longest time and largest size that anybody means.
const LONGEST_SECONDS: f64 = 604_800.0;
const LARGEST_MB: f64 = 1_048_576.0;

/// A switch: `true`, `"true"`, and the words of older YAML.
pub(super) fn switch(node: Option<Node>, reading: &mut Reading<'_>) -> Result<bool, Refusal> {
    let Some(node) = node else { return Ok(false) };
    let text = reading.plain(&node)?;
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" | "y" => Ok(true),
        "false" | "no" | "off" | "0" | "n" | "" => Ok(false),
        _ => Err(Refusal::at(node.at, "expected `true` or `false`")),
    }
}

/// Whole seconds, rounded up: `90`, `90s`, `1m30s`, `500ms`.
pub(super) fn seconds(node: &Node, reading: &mut Reading<'_>) -> Result<u32, Refusal> {
    let text = reading.plain(node)?;
    parse_seconds(&text).ok_or_else(|| Refusal::at(node.at, "expected a time such as `30s` or `1m30s`"))
}

pub(super) fn parse_seconds(text: &str) -> Option<u32> {
    let mut total = 0.0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return Some(0);
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number: f64 = rest[..end].parse().ok()?;
        rest = &rest[end..];
        let unit = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        total += number
            * match &rest[..unit] {
                "ns" => 1e-9,
                "us" | "\u{b5}s" => 1e-6,
                "ms" => 1e-3,
                "s" | "" => 1.0,
                "m" => 60.0,
                "h" => 3600.0,
                "d" => 86_400.0,
                _ => return None,
            };
        rest = &rest[unit..];
    }
    whole(total, LONGEST_SECONDS)
}

/// Whole MB, rounded up: `64m`, `1gb`, `512MiB`, or bytes as a number.
pub(super) fn megabytes(node: &Node, reading: &mut Reading<'_>) -> Result<u32, Refusal> {
    let text = reading.plain(node)?;
    parse_megabytes(&text).ok_or_else(|| Refusal::at(node.at, "expected a size such as `512m` or `1g`"))
}

pub(super) fn parse_megabytes(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    if text.is_empty() {
        return Some(0);
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..end].parse().ok()?;
    let bytes = match text[end..].trim() {
        "" | "b" => 1.0 / 1_048_576.0,
        "k" | "kb" | "kib" => 1.0 / 1024.0,
        "m" | "mb" | "mib" => 1.0,
        "g" | "gb" | "gib" => 1024.0,
        "t" | "tb" | "tib" => 1_048_576.0,
        _ => return None,
    };
    whole(number * bytes, LARGEST_MB)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded just before")]
fn whole(number: f64, largest: f64) -> Option<u32> {
    (0.0..=largest).contains(&number).then(|| number.ceil() as u32)
}

/// A whole number.
pub(super) fn number(node: &Node, reading: &mut Reading<'_>) -> Result<i64, Refusal> {
    let text = reading.plain(node)?;
    text.trim().parse().map_err(|_| Refusal::at(node.at, "expected a whole number"))
}

/// Processors: `0.5`.
pub(super) fn processors(node: &Node, reading: &mut Reading<'_>) -> Result<f64, Refusal> {
    let text = reading.plain(node)?;
    let number = text.trim().parse().ok().filter(|number: &f64| (0.0..=1024.0).contains(number));
    number.ok_or_else(|| Refusal::at(node.at, "expected a number of processors such as `0.5`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes() {
        for (text, wanted) in [("90", Some(90)), ("1m30s", Some(90)), ("500ms", Some(1)), ("0.5h", Some(1800))] {
            assert_eq!(parse_seconds(text), wanted, "{text}");
        }
        for bad in ["x", "1x", "-1s", "99999999h", "1..2s"] {
            assert_eq!(parse_seconds(bad), None, "{bad}");
        }
        for (text, wanted) in
            [("256mb", Some(256)), ("1g", Some(1024)), ("1.5G", Some(1536)), ("1048577", Some(2)), ("64 MiB", Some(64))]
        {
            assert_eq!(parse_megabytes(text), wanted, "{text}");
        }
        for bad in ["x", "1x", "-1", "99999999999999999999g"] {
            assert_eq!(parse_megabytes(bad), None, "{bad}");
        }
    }
}
