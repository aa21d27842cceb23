//! Places on this machine's disk that cannot be used: what is in the way, and what helps.

use std::io::{Error, ErrorKind};
use std::path::Path;

use super::failure::{Failure, advice};
use crate::file::reason;

/// Something that cannot be written.
pub(super) fn unwritable(path: &Path, error: &Error) -> Failure {
    Failure::failed(format!("{} cannot be written: {}", path.display(), reason(error))).hint(advice(error))
}

/// A lock that the file system itself refuses.
pub(super) fn unlockable(path: &Path, error: &Error) -> Failure {
    if !without_locks(error) {
        return unwritable(path, error);
    }
    Failure::failed(format!("{} cannot be locked: its file system has no locks", path.display()))
        .why("some network drives have none, and without one two runs could work on the same deployment")
        .hint("choose a folder on this machine's own disk with --state-dir")
}

fn without_locks(error: &Error) -> bool {
    #[cfg(unix)]
    {
        use rustix::io::Errno;
        let refused = [Errno::NOLCK, Errno::NOTSUP, Errno::OPNOTSUPP, Errno::NOSYS];
        if refused.iter().any(|errno| error.raw_os_error() == Some(errno.raw_os_error())) {
            return true;
        }
    }
    error.kind() == ErrorKind::Unsupported
}

/// The folder of everything must be one, or not be there yet.
pub(super) fn folder(path: &Path) -> Result<(), Failure> {
    let wrong = |what: &str| {
        let hint = "choose a folder with --state-dir (or CLOUDSTEAD_STATE_DIR)";
        Err(Failure::usage(format!("{} {what}", path.display())).hint(hint))
    };
    match path.metadata() {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => wrong("is a file, not a folder"),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            wrong("cannot be a folder: a part of its path is a file")
        }
        Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(failure: &Failure) -> String {
        let mut out = Vec::new();
        failure.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_in_the_way_is_said_and_not_something_else() {
        let path = Path::new("/mnt/state/demo/lock");
        let read_only = written(&unwritable(path, &ErrorKind::ReadOnlyFilesystem.into()));
        assert!(
            read_only.contains("its file system is read-only") && read_only.contains("can be written"),
            "{read_only}"
        );
        let full = written(&unwritable(path, &ErrorKind::StorageFull.into()));
        assert!(full.contains("the disk is full") && full.contains("make room"), "{full}");
        let denied = written(&unwritable(path, &ErrorKind::PermissionDenied.into()));
        assert!(!denied.contains("make room") && denied.contains("permissions"), "{denied}");
    }

    #[cfg(unix)]
    #[test]
    fn a_network_drive_without_locks_is_told_as_that() {
        let path = Path::new("/mnt/state/demo/lock");
        let refused = Error::from_raw_os_error(rustix::io::Errno::NOLCK.raw_os_error());
        let said = written(&unlockable(path, &refused));
        assert!(said.contains("has no locks") && said.contains("own disk") && !said.contains("make room"), "{said}");
        let full = written(&unlockable(path, &ErrorKind::StorageFull.into()));
        assert!(full.contains("make room"), "{full}");
    }
}
