//! Files beside the compose file, seen through a port: nothing here opens a file.

/// Where files that belong to a compose file may be read: its own folder, or all of the repository that it is in.
pub trait Folder {
    /// The file at a path relative to where it begins, without `..` in it.
    fn read(&self, path: &str) -> Found;

    /// Files below a folder, relative to it; none where there are too many to be settings.
    fn list(&self, path: &str) -> Option<Vec<String>>;

    /// The compose file's own folder in it; empty where it begins there.
    fn below(&self) -> String {
        String::new()
    }

    /// The repository that it is a clone of, where it is one of a repository that others can read.
    fn origin(&self) -> Option<Origin> {
        None
    }
}

/// Where a clone comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// An https address without a name or a password.
    pub git: String,
    /// The commit that the clone stands at.
    pub commit: String,
    /// The folder inside of the repository; empty for its root.
    pub below: String,
}

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Text(String),
    /// Nothing.
    Absent,
    Folder,
    /// Something that cannot be taken along, with the reason.
    Unusable(String),
}

/// Files of a folder that are taken along.
pub const MOST_FILES: usize = 20;

/// A folder without any file, for a compose file that comes alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

impl Folder for Nothing {
    fn read(&self, _path: &str) -> Found {
        Found::Absent
    }

    fn list(&self, _path: &str) -> Option<Vec<String>> {
        None
    }
}

impl Folder for std::collections::BTreeMap<String, String> {
    fn read(&self, path: &str) -> Found {
        if let Some(text) = self.get(path) {
            return Found::Text(text.clone());
        }
        let inside = format!("{path}/");
        if self.keys().any(|key| key.starts_with(&inside)) { Found::Folder } else { Found::Absent }
    }

    fn list(&self, path: &str) -> Option<Vec<String>> {
        let inside = format!("{path}/");
        let files: Vec<String> = self.keys().filter_map(|key| key.strip_prefix(&inside).map(str::to_owned)).collect();
        (files.len() <= MOST_FILES).then_some(files)
    }
}

/// A relative path joined to the folder of the file that names it, without `.` and `..`; none where it leaves the
/// folder.
pub(super) fn join(folder: &str, path: &str) -> Option<String> {
    if path.starts_with(['/', '~']) || path.contains(['\\', '\0']) {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The folder part of a joined path.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        assert_eq!(join("", "./a/../b").as_deref(), Some("b"));
        assert_eq!(join("deploy", "../x.env").as_deref(), Some("x.env"));
        assert_eq!(join("deploy/a", "./b//c").as_deref(), Some("deploy/a/b/c"));
        for climbing in ["../x", "a/../../x", "/etc/passwd", "~/x", "a\\b", "..\0"] {
            assert_eq!(join("", climbing), None, "{climbing:?}");
        }
        assert_eq!((parent("a/b"), parent("a")), ("a", ""));
    }
}
