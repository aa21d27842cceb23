//! Files beside a compose file of a code host: read one by one as the file names them, a few at most.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use url::Url;

use crate::import::{Folder, Found, Origin};

/// Files that are asked for.
const MOST: usize = 30;
/// How a code host writes the address of a file: what stands between repository and branch, tag or commit.
const RAW: [&str; 4] = ["/-/raw/", "/raw/branch/", "/raw/tag/", "/raw/commit/"];
/// Digits of a commit.
const COMMITS: [usize; 2] = [40, 64];

/// What is at an address as text; nothing where the host says that there is none.
pub(super) type Fetch = fn(&Url) -> Result<Option<String>, String>;

/// The folder of a file of a repository.
pub(super) struct Remote {
    /// The address of the repository's files, with its last `/`.
    root: Url,
    /// The file's own folder in it.
    below: String,
    origin: Option<Origin>,
    fetch: Fetch,
    seen: RefCell<BTreeMap<String, Found>>,
    left: Cell<usize>,
    /// Why the host is not asked any more: once is long enough to wait.
    silent: RefCell<Option<String>>,
}

impl Remote {
    /// The folder of a file at the address of its text; none where the host is not known, so that nobody is asked for
    /// files that only look as if they were beside it.
    pub(super) fn of(file: &Url, fetch: Fetch) -> Option<Self> {
        let (repository, reference, below) = parts(file)?;
        let mut up = "../".repeat(below.split('/').filter(|part| !part.is_empty()).count());
        up.push('.');
        let root = file.join(&up).ok()?;
        // A branch goes on: what is built from it today is something else tomorrow.
        let git = format!("https://{}/{repository}", host(file)?);
        let origin = Origin { git, commit: reference, below: below.clone() };
        let origin = Some(origin).filter(|origin| is_fixed(&origin.commit));
        Some(Self {
            root,
            below,
            origin,
            fetch,
            seen: RefCell::default(),
            left: Cell::new(MOST),
            silent: RefCell::default(),
        })
    }

    fn asked(&self, path: &str) -> Found {
        if let Some(why) = self.silent.borrow().as_ref() {
            return Found::Unusable(why.clone());
        }
        let Some(left) = self.left.get().checked_sub(1) else {
            return Found::Unusable(format!(
                "it names more than {MOST} files: clone the repository, and name the file there"
            ));
        };
        self.left.set(left);
        let Ok(address) = self.root.join(path) else { return Found::Absent };
        // A name that means something in addresses leads nowhere else.
        if !address.as_str().starts_with(self.root.as_str()) {
            return Found::Absent;
        }
        match (self.fetch)(&address) {
            // A page that asks people to sign in.
            Ok(Some(text)) if is_page(&text) => Found::Absent,
            Ok(Some(text)) => Found::Text(text),
            Ok(None) => Found::Absent,
            Err(why) => {
                *self.silent.borrow_mut() = Some(why.clone());
                Found::Unusable(why)
            }
        }
    }
}

impl Folder for Remote {
    fn read(&self, path: &str) -> Found {
        if let Some(found) = self.seen.borrow().get(path) {
            return found.clone();
        }
        let found = self.asked(path);
        self.seen.borrow_mut().insert(path.to_owned(), found.clone());
        found
    }

    /// A code host shows files, no folders.
    fn list(&self, _path: &str) -> Option<Vec<String>> {
        None
    }

    fn below(&self) -> String {
        self.below.clone()
    }

    fn origin(&self) -> Option<Origin> {
        self.origin.clone()
    }
}

/// Where people find the repository.
fn host(file: &Url) -> Option<&str> {
    match file.host_str()? {
        "raw.githubusercontent.com" => Some("github.com"),
        other => Some(other),
    }
}

/// Repository, branch or tag or commit, and the folder in it.
fn parts(file: &Url) -> Option<(String, String, String)> {
    let path = file.path().trim_start_matches('/');
    let (repository, rest) = if file.host_str() == Some("raw.githubusercontent.com") {
        let mut parts = path.splitn(3, '/');
        let (owner, name, rest) = (parts.next()?, parts.next()?, parts.next()?);
        let rest = rest.strip_prefix("refs/heads/").or_else(|| rest.strip_prefix("refs/tags/")).unwrap_or(rest);
        (format!("{owner}/{name}"), rest)
    } else {
        let (between, at) = RAW.iter().find_map(|raw| Some((raw, path.find(raw)?)))?;
        (path[..at].to_owned(), &path[at + between.len()..])
    };
    let (reference, rest) = rest.split_once('/')?;
    let below = rest.rsplit_once('/').map_or("", |(below, _)| below);
    Some((repository, reference.to_owned(), below.to_owned()))
}

/// A commit, or a tag that looks like a version.
fn is_fixed(reference: &str) -> bool {
    let commit = COMMITS.contains(&reference.len()) && reference.bytes().all(|byte| byte.is_ascii_hexdigit());
    let version = reference.strip_prefix('v').unwrap_or(reference);
    let numbers = version.split(['.', '-']).next().is_some_and(|first| first.parse::<u32>().is_ok());
    commit || (numbers && version.contains('.'))
}

fn is_page(text: &str) -> bool {
    let begin: String = text.trim_start().chars().take(14).collect::<String>().to_ascii_lowercase();
    begin.starts_with("<!doctype html") || begin.starts_with("<html")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(url: &Url) -> Result<Option<String>, String> {
        match url.path().rsplit('/').next().unwrap() {
            "app.env" => Ok(Some("A=1".to_owned())),
            "page" => Ok(Some("<!DOCTYPE html><title>Sign in</title>".to_owned())),
            "broken" => Err("it does not answer within 20 seconds".to_owned()),
            _ => Ok(None),
        }
    }

    fn remote(address: &str) -> Remote {
        Remote::of(&Url::parse(address).unwrap(), host).unwrap()
    }

    const PINNED: &str = "https://raw.githubusercontent.com/acme/shop/v1.2.0/deploy/docker-compose.yml";

    #[test]
    fn files_beside_it_are_read_and_nothing_else() {
        let folder = remote(PINNED);
        assert_eq!((folder.below().as_str(), folder.root.path()), ("deploy", "/acme/shop/v1.2.0/"));
        assert_eq!(folder.read("app.env"), Found::Text("A=1".to_owned()));
        assert_eq!([folder.read("none"), folder.read("page")], [Found::Absent, Found::Absent]);
        // Names that would lead elsewhere.
        for path in ["//evil.example.com/app.env", "https://evil.example.com/app.env", "../app.env", "/app.env"] {
            assert_eq!(folder.read(path), Found::Absent, "{path}");
        }
        for number in 0..MOST {
            folder.read(&format!("none-{number}"));
        }
        assert!(matches!(folder.read("one-more"), Found::Unusable(why) if why.contains("clone the repository")));
        let slow = remote(PINNED);
        for path in ["broken", "app.env"] {
            assert!(matches!(slow.read(path), Found::Unusable(why) if why.contains("20 seconds")), "{path}");
        }
        assert_eq!(folder.read("app.env"), Found::Text("A=1".to_owned()), "what is known is not asked for again");
    }

    #[test]
    fn what_is_pinned_can_be_built_from() {
        let origin = |address: &str| remote(address).origin().map(|one| (one.git, one.commit, one.below));
        let of = |git: &str, commit: &str, below: &str| Some((git.to_owned(), commit.to_owned(), below.to_owned()));
        assert_eq!(origin(PINNED), of("https://github.com/acme/shop", "v1.2.0", "deploy"));
        let commit = "0123456789abcdef0123456789abcdef01234567";
        assert_eq!(
            origin(&format!("https://gitlab.com/acme/team/shop/-/raw/{commit}/compose.yml")),
            of("https://gitlab.com/acme/team/shop", commit, "")
        );
        assert_eq!(
            origin("https://codeberg.org/acme/shop/raw/tag/2.0/docker/compose.yml"),
            of("https://codeberg.org/acme/shop", "2.0", "docker")
        );
        for branch in [
            "https://raw.githubusercontent.com/acme/shop/main/compose.yml",
            "https://raw.githubusercontent.com/acme/shop/refs/heads/v2/compose.yml",
            "https://codeberg.org/acme/shop/raw/branch/main/compose.yml",
        ] {
            assert_eq!(origin(branch), None, "{branch}");
        }
    }

    #[test]
    fn an_unknown_host_is_asked_for_nothing_else() {
        assert!(Remote::of(&Url::parse("https://example.com/apps/compose.yml").unwrap(), host).is_none());
    }
}
