//! Builds: from a Git repository that the file names, or from the one that the file itself stands in.

use crate::import::folder::{Origin, join};
use crate::import::project::Build;
use crate::import::toml_text::{list, string};

/// Digits of a commit that people read.
const SHORT: usize = 10;

/// A build whose context is the address of a repository: `https://host/owner/repo.git#ref:folder`.
pub(super) fn from_git(build: &Build) -> Option<String> {
    let (address, fragment) = build.context.split_once('#').unwrap_or((build.context.as_str(), ""));
    let address = address.strip_prefix("git://").map_or_else(|| address.to_owned(), |rest| format!("https://{rest}"));
    let git =
        address.starts_with("https://") && (address.strip_suffix(".git").is_some() || address.contains("github.com/"));
    let (reference, folder) = fragment.split_once(':').unwrap_or((fragment, ""));
    if !git || reference.is_empty() {
        return None;
    }
    written(build, &address, reference, &join("", folder)?)
}

/// A build from a folder of the clone that the compose file stands in, and what a person should know of it.
pub(super) fn from_clone(build: &Build, origin: &Origin) -> Option<(String, String)> {
    let Origin { git, commit, below } = origin;
    let context = join(below, &build.context)?;
    let written = written(build, git, commit, &context)?;
    let short = commit.get(..SHORT).unwrap_or(commit);
    let why = format!(
        "it is built in your account from {git} at {short}, where your clone stands: what is not pushed there is not \
         in the image, and a private repository cannot be read"
    );
    Some((written, why))
}

/// The preset's words for it. Docker looks for the Dockerfile in the folder that is built from.
fn written(build: &Build, git: &str, reference: &str, context: &str) -> Option<String> {
    if build.inline {
        return None;
    }
    let file = if build.dockerfile.is_empty() { "Dockerfile" } else { build.dockerfile.as_str() };
    let dockerfile = join(context, file)?;
    let mut keys = vec![("git", string(git)), ("ref", string(reference)), ("dockerfile", string(&dockerfile))];
    if !context.is_empty() {
        keys.push(("context", string(context)));
    }
    keys.extend(build.target.iter().map(|target| ("target", string(target))));
    if !build.args.is_empty() {
        keys.push(("args", list(&build.args.keys().cloned().collect::<Vec<_>>())));
    }
    let keys: Vec<String> = keys.into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
    Some(format!("{{ {} }}", keys.join(", ")))
}
