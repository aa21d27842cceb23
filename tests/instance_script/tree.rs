//! A start takes seconds of a processor, and servers that are the same in every file start the same way: such a start
//! is made once and its result copied.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static MADE: Mutex<Option<HashMap<Tree, Tree>>> = Mutex::new(None);

/// Does something to a folder, or copies what came of it for another folder with the same in it.
pub(crate) fn once_and_copied(folder: &Path, make: impl FnOnce()) {
    let before = Tree::of(folder);
    let known = || MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let copy = known().as_ref().and_then(|trees| trees.get(&before).cloned());
    if let Some(after) = copy {
        after.put(folder, &before);
        return;
    }
    make();
    let after = Tree::of(folder);
    known().get_or_insert_default().insert(before, after);
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Item {
    Folder(u32),
    File(u32, Vec<u8>),
    Link(PathBuf),
}

/// All that is in a folder, its own path left out.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Tree(BTreeMap<PathBuf, Item>);

/// In place of the folder's path.
const HERE: &[u8] = b"\0here\0";

impl Tree {
    fn of(folder: &Path) -> Self {
        let mut items = BTreeMap::new();
        read(folder, folder, &mut items);
        Self(items)
    }

    fn put(&self, folder: &Path, present: &Self) {
        let here = folder.as_os_str().as_bytes();
        // What is inside of a folder goes before it.
        for gone in present.0.keys().rev().filter(|path| !self.0.contains_key(*path)) {
            let path = folder.join(gone);
            fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path)).unwrap();
        }
        for (name, item) in self.0.iter().filter(|(name, item)| present.0.get(*name) != Some(item)) {
            let path = folder.join(name);
            match item {
                Item::Folder(mode) => {
                    fs::create_dir_all(&path).unwrap();
                    fs::set_permissions(&path, fs::Permissions::from_mode(*mode)).unwrap();
                }
                Item::File(mode, bytes) => {
                    fs::write(&path, replaced(bytes, HERE, here)).unwrap();
                    fs::set_permissions(&path, fs::Permissions::from_mode(*mode)).unwrap();
                }
                Item::Link(to) => {
                    let to = replaced(to.as_os_str().as_bytes(), HERE, here);
                    symlink(Path::new(std::ffi::OsStr::from_bytes(&to)), &path).unwrap();
                }
            }
        }
    }
}

fn read(top: &Path, folder: &Path, items: &mut BTreeMap<PathBuf, Item>) {
    let here = top.as_os_str().as_bytes();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // Python's own: it is about files of this folder alone.
        if path.ends_with("__pycache__") {
            continue;
        }
        let about = match path.symlink_metadata() {
            // A file beside another one that took its name meanwhile.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            about => about.unwrap(),
        };
        let mode = about.permissions().mode() & 0o7777;
        let item = if about.is_symlink() {
            let to = fs::read_link(&path).unwrap();
            let to = replaced(to.as_os_str().as_bytes(), here, HERE);
            Item::Link(PathBuf::from(std::ffi::OsStr::from_bytes(&to)))
        } else if about.is_dir() {
            read(top, &path, items);
            Item::Folder(mode)
        } else {
            Item::File(mode, replaced(&fs::read(&path).unwrap(), here, HERE))
        };
        items.insert(path.strip_prefix(top).unwrap().to_owned(), item);
    }
}

fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut made = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.windows(from.len()).position(|part| part == from) {
        made.extend_from_slice(&rest[..at]);
        made.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    made.extend_from_slice(rest);
    made
}
