//! Where an image is built from.

use indexmap::IndexMap;

use crate::model::source::{SHELL, check_repository, is_ref};
use crate::preset::{Build, Piece, Preset, StoreValue, parse_template};

/// Minutes of a build in the account, and MB of an image.
const LONGEST: u32 = 60;
const LARGEST: u32 = 20_000;

pub(super) fn build(preset: &Preset, build: &Build, env: &IndexMap<String, String>) -> Result<(), String> {
    check_repository(&build.git).map_err(|why| format!("`git`: {why}"))?;
    if !is_ref(&build.r#ref) {
        return Err("`ref` is a tag, a branch or a commit".to_owned());
    }
    file(preset, build, env)
}

/// The same where a person is asked for the repository.
pub(super) fn file(preset: &Preset, build: &Build, env: &IndexMap<String, String>) -> Result<(), String> {
    if !is_inside(&build.dockerfile) {
        return Err("`dockerfile` is a path inside the repository, such as apps/api/Dockerfile".to_owned());
    }
    if !build.context.is_empty() && !is_inside(&build.context) {
        return Err("`context` is a folder inside the repository, such as apps/api".to_owned());
    }
    let word = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    if build
        .target
        .as_ref()
        .is_some_and(|target| target.is_empty() || target.starts_with('-') || !target.chars().all(word))
    {
        return Err("`target` is the name of a stage of the Dockerfile".to_owned());
    }
    if let Some(arg) = build.args.iter().find(|arg| !env.contains_key(*arg)) {
        return Err(format!("`args` names `{}`, which its `env` does not have", crate::model::text::clean_line(arg)));
    }
    if let Some(arg) = build.args.iter().find(|arg| env.get(*arg).is_some_and(|value| holds_secret(value))) {
        let arg = crate::model::text::clean_line(arg);
        return Err(format!(
            "`args` names `{arg}`, which holds a secret and would stay readable in the image: list the secret under \
            `secrets`"
        ));
    }
    if let Some(secret) = build.secrets.iter().find(|secret| !preset.secrets.contains_key(*secret)) {
        return Err(format!(
            "`secrets` names `{}`, which is not under [secrets]",
            crate::model::text::clean_line(secret)
        ));
    }
    if build.minutes > LONGEST || build.image_mb > LARGEST {
        return Err(format!("`minutes` are at most {LONGEST}, `image_mb` at most {LARGEST}"));
    }
    Ok(())
}

/// Passwords of databases are secrets, too.
fn holds_secret(value: &str) -> bool {
    let secret = |piece: &Piece| match piece {
        Piece::Secret(_) | Piece::SecretUrl(_) => true,
        Piece::Store { value, .. } => matches!(value, StoreValue::Url | StoreValue::Password | StoreValue::PasswordUrl),
        _ => false,
    };
    parse_template(value).is_ok_and(|pieces| pieces.iter().any(secret))
}

fn is_inside(path: &str) -> bool {
    let part = |part: &str| !matches!(part, "" | "." | "..");
    !path.starts_with('-')
        && path.split('/').all(part)
        && !path.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\' || SHELL.contains(c))
}
