//! Where an image is built from.

use indexmap::IndexMap;
use url::Url;

use crate::preset::{Build, Piece, Preset, StoreValue, parse_template};

/// Minutes of a build in the account, and MB of an image.
const LONGEST: u32 = 60;
const LARGEST: u32 = 20_000;
/// What means something to a shell, and is in no usual name of a branch or a file.
const SHELL: &str = "\"'`$;&|<>(){}!";

pub(super) fn build(preset: &Preset, build: &Build, env: &IndexMap<String, String>) -> Result<(), String> {
    repository(&build.git)?;
    if !is_ref(&build.r#ref) {
        return Err("`ref` is a tag, a branch or a commit".to_owned());
    }
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

fn repository(git: &str) -> Result<(), String> {
    let why = "`git` is the https address of a public repository, such as https://github.com/example/app.git";
    let url = Url::parse(git).map_err(|_| why.to_owned())?;
    let plain = !git.chars().any(|c| c.is_whitespace() || c.is_control());
    if url.scheme() != "https" || url.host_str().is_none() || !plain {
        return Err(why.to_owned());
    }
    let public = url.username().is_empty() && url.password().is_none();
    if public {
        Ok(())
    } else {
        Err("`git` has a name or a password in it: what is written here does not stay secret".to_owned())
    }
}

/// As `git check-ref-format` has it, and not an option.
fn is_ref(name: &str) -> bool {
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(c) || SHELL.contains(c);
    let part = |part: &str| {
        let lock = std::path::Path::new(part).extension().is_some_and(|ending| ending == "lock");
        !part.is_empty() && !part.starts_with('.') && !lock
    };
    !name.starts_with('-')
        && !name.ends_with('.')
        && name != "@"
        && !name.contains("..")
        && !name.contains("@{")
        && !name.contains(forbidden)
        && name.split('/').all(part)
}

fn is_inside(path: &str) -> bool {
    let part = |part: &str| !matches!(part, "" | "." | "..");
    !path.starts_with('-')
        && path.split('/').all(part)
        && !path.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\' || SHELL.contains(c))
}
