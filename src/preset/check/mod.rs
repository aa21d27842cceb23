//! What a preset can describe: everything that AWS, Docker or DNS would refuse is refused when the preset is read.

mod build;
mod container;
mod database;
mod file;
mod job;
mod service;
mod store;
mod tier;
mod values;

use std::collections::BTreeMap;

use super::Preset;
use crate::model::text::clean_line;
use crate::model::{DeploymentName, variable};

/// Characters of a generated secret: short ones can be guessed, and Parameter Store holds 4,096.
const GENERATED: std::ops::RangeInclusive<usize> = 8..=1024;
/// Minutes that a build may take; longer ones are a mistake.
const LONGEST_BUILD: u32 = 240;

/// Nothing, or what is impossible, with where it stands.
pub(super) fn check(preset: &Preset) -> Result<(), String> {
    preset.name.parse::<DeploymentName>().map_err(|error| format!("`name`: {error}"))?;
    words(preset)?;
    if preset.build_minutes > LONGEST_BUILD {
        return Err(format!("`build_minutes`: 0 to {LONGEST_BUILD}"));
    }
    if !preset.architectures.contains(&preset.arch) {
        return Err("`arch` must be one of `architectures`".to_owned());
    }
    names(preset)?;
    service::services(preset)?;
    job::jobs(preset)?;
    store::stores(preset)?;
    file::files(preset)?;
    for (name, container) in preset.containers() {
        container::container(preset, name, container)?;
    }
    secrets(preset)?;
    preset.check_sign_in()?;
    if preset.tiers.is_empty() {
        return Err("at least one tier is needed".to_owned());
    }
    preset.tiers.iter().try_for_each(|(name, tier)| tier::tier(preset, name, tier))
}

/// Names of containers: the app's own, and those that cloudstead adds.
fn names(preset: &Preset) -> Result<(), String> {
    /// What serves people on every server.
    const TAKEN: &str = "caddy";
    let services = preset.services.keys().map(|name| ("service", name));
    let jobs = preset.jobs.keys().map(|name| ("job", name));
    let stores = preset.stores.keys().map(|name| ("store", name));
    let mut seen: BTreeMap<String, (&str, &String)> = BTreeMap::new();
    for (what, name) in services.chain(jobs).chain(stores) {
        if !is_name(name) {
            return Err(format!(
                "{what} `{}`: small letters and digits, with single `-`, `_` or `.` between them, at most 40",
                clean_line(name)
            ));
        }
        if name == TAKEN {
            return Err(format!("{what} `{name}`: the name is taken by what serves people: choose another"));
        }
        // Resources of AWS are named after them, where only hyphens stand.
        if let Some((other, twin)) = seen.insert(name.replace(['_', '.'], "-"), (what, name)) {
            return Err(format!("the {other} `{twin}` and the {what} `{name}` have the same name"));
        }
    }
    Ok(())
}

/// Also a part of the name of an image, and of a host in the app's own network.
fn is_name(name: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    name.len() <= 40 && name.split(['-', '_', '.']).all(word)
}

/// What is shown to people is text, and short enough for a line or a paragraph.
fn words(preset: &Preset) -> Result<(), String> {
    let mut texts = vec![("title", &preset.title), ("summary", &preset.summary), ("version", &preset.version)];
    for tier in preset.tiers.values() {
        texts.extend([("summary", &tier.summary), ("gives", &tier.gives), ("gives_up", &tier.gives_up)]);
    }
    for need in preset.secrets.values() {
        texts.extend(need.ask.iter().map(|ask| ("ask", ask)).chain([("why", &need.why)]));
    }
    match texts.into_iter().find(|(_, text)| text.chars().any(char::is_control)) {
        Some((key, _)) => Err(format!("`{key}` has a control character or a line break in it")),
        None if preset.title.trim().is_empty() => Err("`title` is empty".to_owned()),
        None => Ok(()),
    }
}

fn secrets(preset: &Preset) -> Result<(), String> {
    let secrets = &preset.secrets;
    for (at, (name, need)) in secrets.iter().enumerate() {
        variable::check_secret(name).map_err(|why| format!("secret `{}`: {why}", clean_line(name)))?;
        if let Some((_, store)) = preset.store_passwords().find(|(own, _)| own == name) {
            return Err(format!("secret `{name}`: this name is the database's own ({store})"));
        }
        if let Some(other) = secrets.keys().take(at).find(|other| other.eq_ignore_ascii_case(name)) {
            return Err(format!("secrets `{other}` and `{name}` differ in small and capital letters only"));
        }
        if !need.otherwise.is_empty() && (need.required || need.generate.is_some()) {
            return Err(format!("secret `{name}`: `otherwise` is for what is asked for and may be left out"));
        }
        match (need.generate, &need.ask) {
            (Some(length), None) if GENERATED.contains(&length) => {}
            (Some(_), None) => {
                return Err(format!(
                    "secret `{name}`: `generate` makes {} to {} characters",
                    GENERATED.start(),
                    GENERATED.end()
                ));
            }
            (None, Some(_)) => {}
            _ => return Err(format!("secret `{name}` needs either `generate` or `ask`")),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
