//! Which repository a folder is a clone of, read from Git's own files: nothing is run.

use std::path::Path;

use crate::file;
use crate::import::Origin;

/// Bytes of one of Git's files.
const LARGEST: u64 = 4 << 20;
/// Hexadecimal digits of a commit: SHA-1 and SHA-256.
const COMMITS: [usize; 2] = [40, 64];

/// A clone of a repository that others can read.
pub(super) struct Clone {
    pub(super) origin: Origin,
    /// How many folders a folder is below its root.
    pub(super) depth: usize,
}

/// The clone that a folder, which is a real path, is in.
pub(super) fn of(folder: &Path) -> Option<Clone> {
    let (depth, root) = folder.ancestors().enumerate().find(|(_, above)| above.join(".git").is_dir())?;
    let git = root.join(".git");
    let below = folder.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
    let origin = Origin { git: address(&read(&git.join("config"))?)?, commit: commit(&git)?, below };
    Some(Clone { origin, depth })
}

fn read(path: &Path) -> Option<String> {
    file::read_text(path, LARGEST).ok()
}

/// What HEAD stands for: a branch, or a commit itself.
fn commit(git: &Path) -> Option<String> {
    let head = read(&git.join("HEAD"))?;
    let head = head.trim();
    let Some(branch) = head.strip_prefix("ref: ") else { return is_commit(head).then(|| head.to_owned()) };
    if !branch.starts_with("refs/") || branch.split('/').any(|part| part == "..") {
        return None;
    }
    let loose = read(&git.join(branch)).map(|text| text.trim().to_owned());
    let packed = || {
        let packed = read(&git.join("packed-refs"))?;
        let mut lines = packed.lines().filter_map(|line| line.split_once(' '));
        lines.find(|(_, name)| *name == branch).map(|(commit, _)| commit.to_owned())
    };
    loose.or_else(packed).filter(|commit| is_commit(commit))
}

fn is_commit(text: &str) -> bool {
    COMMITS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The address of the remote `origin` as anybody can read it: by https, without a name or a password.
fn address(config: &str) -> Option<String> {
    let mut inside = false;
    let url = config.lines().map(str::trim).find_map(|line| {
        if line.starts_with('[') {
            inside = line == "[remote \"origin\"]";
            return None;
        }
        let (key, value) = line.split_once('=').filter(|_| inside)?;
        (key.trim() == "url").then(|| value.trim().to_owned())
    })?;
    let url = match url.split_once(':') {
        // As scp writes it: git@github.com:example/app.git
        Some((host, path)) if !path.starts_with("//") => format!("https://{}/{path}", host.rsplit('@').next()?),
        _ => url,
    };
    let mut url = url::Url::parse(&url).ok()?;
    let (scheme, host) = (url.scheme().to_owned(), url.host_str()?.to_owned());
    if scheme == "ssh" || scheme == "git" {
        url = url::Url::parse(&format!("https://{host}{}", url.path())).ok()?;
    } else if scheme != "https" {
        return None;
    }
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    fn of(url: &str) -> Option<String> {
        address(&format!("[core]\n\turl = no\n[remote \"origin\"]\n\turl = {url}\n\tfetch = +refs/heads/*\n"))
    }

    #[test]
    fn addresses_are_those_that_anybody_can_read() {
        let app = Some("https://github.com/example/app.git".to_owned());
        for url in [
            "https://github.com/example/app.git",
            "git@github.com:example/app.git",
            "ssh://git@github.com/example/app.git",
            "ssh://git@github.com:22/example/app.git",
            "git://github.com/example/app.git",
            "https://me:token_canary@github.com/example/app.git",
        ] {
            assert_eq!(of(url), app, "{url}");
        }
        for url in ["/srv/app.git", "../app.git", "file:///srv/app.git", "http://example.com/app.git", ""] {
            assert_eq!(of(url), None, "{url}");
        }
        assert_eq!(address("[remote \"upstream\"]\nurl = https://example.com/a.git"), None);
    }

    fn origin_of(folder: &Path) -> Option<Origin> {
        super::of(folder).map(|clone| clone.origin)
    }

    #[test]
    fn a_clone_is_known_by_its_commit_and_by_where_the_folder_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let write = |name: &str, text: &str| {
            std::fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            std::fs::write(root.join(name), text).unwrap();
        };
        write("deploy/web/compose.yaml", "");
        assert_eq!(origin_of(&root.join("deploy/web")), None, "no clone");
        write(".git/config", "[remote \"origin\"]\n\turl = https://example.com/app.git\n");
        write(".git/HEAD", "ref: refs/heads/main\n");
        assert_eq!(origin_of(&root), None, "a branch without a commit");
        write(".git/packed-refs", &format!("# pack-refs with: peeled\n{COMMIT} refs/heads/main\n"));
        let expected = |commit: &str, below: &str| {
            Some(Origin {
                git: "https://example.com/app.git".to_owned(),
                commit: commit.to_owned(),
                below: below.to_owned(),
            })
        };
        assert_eq!(origin_of(&root.join("deploy/web")), expected(COMMIT, "deploy/web"));
        let newer = COMMIT.replace('0', "f");
        write(".git/refs/heads/main", &format!("{newer}\n"));
        assert_eq!(origin_of(&root), expected(&newer, ""));
        write(".git/HEAD", COMMIT);
        assert_eq!(origin_of(&root), expected(COMMIT, ""));
        write(".git/HEAD", "ref: refs/../../secret");
        assert_eq!(origin_of(&root), None);
    }
}
