//! Files that people name, read with care: only regular files, bounded in size and in time. A device never ends, a pipe
//! may wait for ever, and a network drive may not answer.

use std::fmt;
use std::fs::{File, FileType, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use crate::model::text::clean_line;

/// Largest file of settings (answers, preset, configuration of AWS): bytes.
pub const SETTINGS: u64 = 1 << 20;
/// Largest file that holds a key: bytes. What is stored is checked more narrowly afterwards.
pub const KEY: u64 = 64 << 10;

/// How long a disk has to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A file that cannot be read. Prints its path and the reason, never anything of what is in it.
#[derive(Debug)]
pub struct FileError {
    path: PathBuf,
    why: Why,
}

#[derive(Debug)]
enum Why {
    /// Something other than a regular file, in words.
    Kind(&'static str),
    Large(u64),
    NotText,
    Slow,
    Io(io::Error),
}

impl FileError {
    /// There is nothing at that path.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(&self.why, Why::Io(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
    }
}

impl FileError {
    /// The reason alone, where the path is said otherwise.
    #[must_use]
    pub fn why(&self) -> String {
        self.why.to_string()
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be read: {}", clean_line(&self.path.to_string_lossy()), self.why)
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(kind) => write!(f, "it is {kind}, not a file"),
            Self::Large(limit) if *limit >= 1 << 20 => write!(f, "it is larger than {} MB", limit >> 20),
            Self::Large(limit) => write!(f, "it is larger than {} kB", limit >> 10),
            Self::NotText => f.write_str("it is not text (UTF-8)"),
            Self::Slow => write!(f, "its disk has not answered for {} seconds", PATIENCE.as_secs()),
            Self::Io(error) => f.write_str(&reason(error)),
        }
    }
}

impl std::error::Error for FileError {}

/// The reason in words, without the number that the operating system has for it.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    if error.get_ref().is_some() {
        return error.to_string();
    }
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "its permissions do not let you".to_owned(),
        ErrorKind::NotADirectory => "a part of its path is a file, not a folder".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "its file system is read-only".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        ErrorKind::QuotaExceeded => "your share of the disk is full".to_owned(),
        _ => {
            let words = error.to_string();
            words.split(" (os error").next().unwrap_or_default().to_owned()
        }
    }
}

/// The text of a regular file of at most `limit` bytes; a byte order mark at its beginning is dropped.
///
/// # Errors
/// When it is something else, too large, no text, or its disk does not answer.
pub fn read_text(path: &Path, limit: u64) -> Result<String, FileError> {
    let (sender, answer) = mpsc::channel();
    let asked = path.to_owned();
    // A thread that waits for a dead network drive cannot be ended: it is left behind.
    std::thread::spawn(move || sender.send(read(&asked, limit)));
    let read = answer.recv_timeout(PATIENCE).unwrap_or(Err(Why::Slow));
    let text = read.and_then(|bytes| String::from_utf8(bytes).map_err(|_| Why::NotText));
    let text = text.map_err(|why| FileError { path: path.to_owned(), why })?;
    Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
}

fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Why> {
    // Opening can have effects of its own (a tape rewinds), so the kind is looked at before and, since it may change,
    // after.
    regular(path.metadata().map_err(Why::Io)?.file_type())?;
    let file = open(path).map_err(Why::Io)?;
    let metadata = file.metadata().map_err(Why::Io)?;
    regular(metadata.file_type())?;
    let mut bytes = Vec::new();
    // Some files say that they are empty and are not (`/proc`): what counts is what is read.
    file.take(limit + 1).read_to_end(&mut bytes).map_err(Why::Io)?;
    if metadata.len() > limit || bytes.len() as u64 > limit { Err(Why::Large(limit)) } else { Ok(bytes) }
}

/// Without waiting for somebody at the other end of a pipe.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    options.open(path)
}

fn regular(kind: FileType) -> Result<(), Why> {
    if kind.is_file() {
        return Ok(());
    }
    if kind.is_dir() {
        return Err(Why::Kind("a folder"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if kind.is_fifo() {
            return Err(Why::Kind("a pipe"));
        }
        if kind.is_socket() {
            return Err(Why::Kind("a socket"));
        }
    }
    Err(Why::Kind("a device"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(path: &Path, limit: u64) -> String {
        read_text(path, limit).unwrap_err().to_string()
    }

    #[test]
    fn text_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text");
        std::fs::write(&path, "\u{feff}1234567").unwrap();
        assert_eq!(read_text(&path, 10).unwrap(), "1234567");
        assert!(why(&path, 9).ends_with("it is larger than 0 kB"), "{}", why(&path, 9));
        std::fs::write(&path, [0xff, 0xfe]).unwrap();
        assert!(why(&path, 10).ends_with("cannot be read: it is not text (UTF-8)"));
        assert!(why(folder.path(), 10).ends_with("it is a folder, not a file"));
        assert!(read_text(&folder.path().join("none"), 10).unwrap_err().is_absent());
        assert!(read_text(&path.join("none"), 10).unwrap_err().is_absent());
    }

    #[cfg(unix)]
    #[test]
    fn nothing_that_never_ends_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(why(&pipe, 10).ends_with("it is a pipe, not a file"));
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        assert!(why(&link, 10).ends_with("it is a device, not a file"));
        let socket = folder.path().join("socket");
        let _listening = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(why(&socket, 10).ends_with("it is a socket, not a file"));
    }
}
