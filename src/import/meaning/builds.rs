//! Builds: from a Git repository that the file names, or from the one that the file itself stands in.

use super::keywords::{self, Sort};
use super::shapes;
use super::values::Env;
use crate::import::folder::{Origin, join};
use crate::import::project::Build;
use crate::import::toml_text::{list, string};

/// Digits of a commit that people read.
const SHORT: usize = 10;

/// Arguments of a build that can be told to everybody.
pub(super) fn args<'a>(build: &'a Build, env: &'a Env) -> impl Iterator<Item = (&'a String, &'a String)> {
    build.args.iter().filter(|(name, value)| {
        let secret = keywords::sort(name) != Sort::Plain && shapes::can_be_secret(name, value);
        let other = env.get(*name).is_some_and(|(_, known)| known.literal().is_none_or(|known| known != **value));
        !secret
            && !other
            && !shapes::is_key(value)
            && crate::model::variable::check(name).is_ok()
            && !value.contains('\0')
    })
}

/// A build whose context is the address of a repository: `https://host/owner/repo.git#ref:folder`.
pub(super) fn from_git(build: &Build, env: &Env) -> Option<String> {
    let (address, fragment) = build.context.split_once('#').unwrap_or((build.context.as_str(), ""));
    let address = address.strip_prefix("git://").map_or_else(|| address.to_owned(), |rest| format!("https://{rest}"));
    let git = is_repository(&address) && address.starts_with("https://") && !address.contains(['@', ' ']);
    let (reference, folder) = fragment.split_once(':').unwrap_or((fragment, ""));
    if !git || !is_ref(reference) {
        return None;
    }
    written(build, env, &address, reference, &join("", folder)?)
}

/// A build from a folder of the clone that the compose file stands in, and what a person should know of it.
pub(super) fn from_clone(build: &Build, env: &Env, origin: &Origin) -> Option<(String, String)> {
    let Origin { git, commit, below } = origin;
    let context = join(below, &build.context)?;
    let written = written(build, env, git, commit, &context)?;
    let short = commit.get(..SHORT).unwrap_or(commit);
    let why = format!(
        "it is built in your account from {git} at {short}, where this file stands: what is not pushed there is not in \
         the image, and a private repository cannot be read"
    );
    Some((written, why))
}

/// The preset's words for it. Docker looks for the Dockerfile in the folder that is built from.
fn written(build: &Build, env: &Env, git: &str, reference: &str, context: &str) -> Option<String> {
    if build.inline {
        return None;
    }
    let file = if build.dockerfile.is_empty() { "Dockerfile" } else { build.dockerfile.as_str() };
    let dockerfile = join(context, file)?;
    let word = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    let target = build.target.as_deref().unwrap_or_default();
    if ![dockerfile.as_str(), context, target].iter().all(|text| text.chars().all(word) && !text.starts_with('-')) {
        return None;
    }
    let mut keys = vec![("git", string(git)), ("ref", string(reference)), ("dockerfile", string(&dockerfile))];
    if !context.is_empty() {
        keys.push(("context", string(context)));
    }
    keys.extend(build.target.iter().map(|target| ("target", string(target))));
    let args: Vec<String> = args(build, env).map(|(name, _)| name.clone()).collect();
    if !args.is_empty() {
        keys.push(("args", list(&args)));
    }
    let keys: Vec<String> = keys.into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
    Some(format!("{{ {} }}", keys.join(", ")))
}

pub(super) fn is_repository(address: &str) -> bool {
    address.strip_suffix(".git").is_some() || address.contains("github.com/")
}

/// The plainest of what Git takes for a branch, a tag or a commit.
fn is_ref(name: &str) -> bool {
    let part = |part: &str| {
        let word = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        !part.is_empty() && part.chars().all(word) && !part.starts_with('.') && !part.ends_with('.')
    };
    !name.starts_with('-') && !name.contains("..") && name.strip_suffix(".lock").is_none() && name.split('/').all(part)
}
