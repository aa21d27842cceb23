//! What a preset can describe: everything that AWS, Docker or DNS would refuse is refused when the preset is read.

mod build;
mod database;
mod service;
mod tier;

use indexmap::IndexMap;

use super::{Build, Piece, Preset, SecretNeed, parse_template};
use crate::model::{DeploymentName, image, variable};

/// Characters of a generated secret: short ones can be guessed, and Parameter Store holds 4,096.
const GENERATED: std::ops::RangeInclusive<usize> = 8..=1024;
/// Minutes that a build may take; longer ones are a mistake.
const LONGEST_BUILD: u32 = 240;
/// Days after which something is removed: S3 wants at least one.
const DAYS: std::ops::RangeInclusive<u32> = 1..=3650;
/// The name of the secret that every database gets.
const TAKEN_SECRET: &str = "DB_PASSWORD";

/// Nothing, or what is impossible, with where it stands.
pub(super) fn check(preset: &Preset) -> Result<(), String> {
    preset.name.parse::<DeploymentName>().map_err(|error| format!("`name`: {error}"))?;
    words(preset)?;
    if preset.build_minutes > LONGEST_BUILD {
        return Err(format!("`build_minutes`: 0 to {LONGEST_BUILD}"));
    }
    service::health_path(&preset.health_path).map_err(|why| format!("`health_path`: {why}"))?;
    if !preset.architectures.contains(&preset.arch) {
        return Err("`arch` must be one of `architectures`".to_owned());
    }
    service::services(preset)?;
    if let Some(migrate) = &preset.migrate {
        source(preset, "migrate", migrate.image.as_deref(), migrate.build.as_ref(), &migrate.env)?;
        environment(preset, "migrate", &migrate.env)?;
        if migrate.command.is_empty() {
            return Err("`migrate.command` is empty".to_owned());
        }
    }
    if let Some(database) = &preset.database {
        database::database(database)?;
    }
    if let Some(files) = &preset.files {
        for (key, days) in
            [("old_version_days", files.old_version_days), ("unfinished_upload_days", files.unfinished_upload_days)]
        {
            if !DAYS.contains(&days) {
                return Err(format!("`files.{key}`: {} to {} days", DAYS.start(), DAYS.end()));
            }
        }
    }
    secrets(&preset.secrets)?;
    preset.check_sign_in()?;
    if preset.tiers.is_empty() {
        return Err("at least one tier is needed".to_owned());
    }
    preset.tiers.iter().try_for_each(|(name, tier)| tier::tier(preset, name, tier))
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

/// Exactly one of a ready-made image and a build, and it can be one.
fn source(
    preset: &Preset,
    name: &str,
    image: Option<&str>,
    build: Option<&Build>,
    env: &IndexMap<String, String>,
) -> Result<(), String> {
    match (image, build) {
        (Some(image), None) => image::check(image).map_err(|why| format!("the image of `{name}`: {why}")),
        (None, Some(build)) => build::build(preset, build, env).map_err(|why| format!("the build of `{name}`: {why}")),
        _ => Err(format!("`{name}` needs either `image` or `build`")),
    }
}

/// Variables with names that Docker takes and values that the preset can fill in.
fn environment(preset: &Preset, service: &str, env: &IndexMap<String, String>) -> Result<(), String> {
    for (name, value) in env {
        variable::check(name)
            .map_err(|why| format!("`{service}.env`: {why} (`{}`)", crate::model::text::clean_line(name)))?;
        if value.contains('\0') {
            return Err(format!("`{service}.env.{name}` has a NUL character in it"));
        }
        let pieces = parse_template(value).map_err(|error| format!("`{service}.env.{name}`: {error}"))?;
        for piece in pieces {
            let (known, what) = match &piece {
                Piece::Secret(secret) => (preset.secrets.contains_key(secret), format!("the secret `{secret}`")),
                Piece::Url(other) | Piece::Host(other) => {
                    (preset.services.contains_key(other), format!("the service `{other}`"))
                }
                Piece::DatabaseUrl => (preset.database.is_some(), "a database".to_owned()),
                Piece::Bucket => (preset.files.is_some(), "a file store (`[files]`)".to_owned()),
                Piece::Text(_) | Piece::Region => (true, String::new()),
            };
            if !known {
                return Err(format!("`{service}.env.{name}` names {what}, which the preset does not have"));
            }
        }
    }
    Ok(())
}

fn secrets(secrets: &IndexMap<String, SecretNeed>) -> Result<(), String> {
    for (at, (name, need)) in secrets.iter().enumerate() {
        variable::check_secret(name)
            .map_err(|why| format!("secret `{}`: {why}", crate::model::text::clean_line(name)))?;
        if name == TAKEN_SECRET {
            return Err(format!("secret `{name}`: this name is the database's own"));
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
