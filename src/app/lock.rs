//! One run per deployment: a lock file that says who holds it.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

use super::failure::Failure;
use super::place::{unlockable, unwritable};
use crate::engine::store::{private_file, private_folder};

/// Held until dropped, or until the process ends however it ends.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a deployment's folder.
    pub(super) fn take(folder: &Path, now: &str) -> Result<Self, Failure> {
        let path = folder.join("lock");
        let place = |error: std::io::Error| unwritable(&path, &error);
        private_folder(folder).map_err(place)?;
        let mut file = private_file().read(true).open(&path).map_err(place)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                let holder = crate::model::text::clean_line(&holder);
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
