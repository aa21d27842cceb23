//! One run per deployment: a lock file that says who holds it.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::Duration;

use super::failure::Failure;
use super::place::{unlockable, unwritable};
use crate::engine::store::{private_file, private_folder};

const LOCK: &str = "lock";
/// Somebody who only looks holds the lock for less than this.
const LOOK: Duration = Duration::from_millis(20);

/// Held until dropped, or until the process ends however it ends.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Who is at work on a deployment, in words: `process 12 on anna since 2026-01-31T10:00:00Z`. `None` when nobody
    /// is.
    pub(super) fn holder(folder: &Path) -> Option<String> {
        let mut file = File::open(folder.join(LOCK)).ok()?;
        // Shared: who only looks is in nobody's way, but for the moment that the look takes.
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Some(words(&mut file)),
            Ok(()) | Err(TryLockError::Error(_)) => None,
        }
    }

    /// Takes the lock of a deployment's folder.
    pub(super) fn take(folder: &Path, now: &str) -> Result<Self, Failure> {
        let path = folder.join(LOCK);
        let place = |error: std::io::Error| unwritable(&path, &error);
        private_folder(folder).map_err(place)?;
        let mut file = private_file().read(true).open(&path).map_err(place)?;
        match patiently(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = words(&mut file);
                return Err(Failure::refused("another cloudstead is working on this deployment")
                    .why(format!("the lock is held by {holder}"))
                    .hint("wait until it is done, or end it; the lock then opens by itself"));
            }
            Err(TryLockError::Error(error)) => return Err(unlockable(&path, &error)),
        }
        let host = std::env::var("HOSTNAME").or_else(|_| std::fs::read_to_string("/etc/hostname")).unwrap_or_default();
        let holder = format!("process {} on {} since {now}", std::process::id(), host.trim());
        let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(holder.as_bytes()));
        written.map_err(place)?;
        Ok(Self { _file: file })
    }
}

fn patiently(file: &File) -> Result<(), TryLockError> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            std::thread::sleep(LOOK);
            file.try_lock()
        }
        other => other,
    }
}

fn words(file: &mut File) -> String {
    let mut holder = String::new();
    let _ = file.read_to_string(&mut holder);
    crate::model::text::clean_line(&holder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_holds_a_lock_is_known_only_while_it_is_held() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Lock::holder(folder.path()), None, "there is no lock yet");
        let held = Lock::take(folder.path(), "2026-01-31T10:00:00Z").unwrap();
        let holder = Lock::holder(folder.path()).unwrap();
        assert!(
            holder.starts_with(&format!("process {} on ", std::process::id()))
                && holder.ends_with("since 2026-01-31T10:00:00Z")
        );
        drop(held);
        assert_eq!(Lock::holder(folder.path()), None);
    }
}
