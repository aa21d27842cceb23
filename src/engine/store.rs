//! Where a journal's bytes live. A file in earnest; memory where nothing must survive.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// Bytes that only grow at the end.
pub trait Store: Send {
    fn read(&mut self) -> io::Result<Vec<u8>>;
    /// Adds bytes and returns once they would survive a power cut.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Cuts the bytes after `length` off and keeps them aside.
    fn set_aside(&mut self, length: u64, tail: &[u8]) -> io::Result<()>;
}

/// A file readable by its owner only, in a folder of the same kind.
pub struct FileStore {
    path: PathBuf,
    file: File,
    /// An append failed and its part could not be taken back.
    torn: bool,
}

impl FileStore {
    /// Opens or creates the file. A symbolic link in its place is refused.
    ///
    /// # Errors
    /// When the folder or file cannot be created or is a link.
    pub fn open(path: &Path) -> io::Result<Self> {
        let folder = path.parent().unwrap_or(Path::new("."));
        private_folder(folder)?;
        if fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_symlink()) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the journal is a symbolic link"));
        }
        let is_new = !path.exists();
        let file = private_file().read(true).append(true).open(path)?;
        restrict(path, 0o600)?;
        if is_new {
            sync_folder(folder)?;
        }
        Ok(Self { path: path.to_owned(), file, torn: false })
    }
}

impl Store for FileStore {
    fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.rewind()?;
        self.file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.torn {
            return Err(io::Error::other("an earlier entry is incomplete"));
        }
        let whole = self.file.metadata()?.len();
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_data());
        if written.is_err() {
            // Half a line followed by another one would make the whole journal unreadable.
            self.torn = self.file.set_len(whole).and_then(|()| self.file.sync_data()).is_err();
        }
        written
    }

    fn set_aside(&mut self, length: u64, tail: &[u8]) -> io::Result<()> {
        let aside = self.path.with_extension(format!("torn-at-{length}"));
        write_private(&aside, tail)?;
        self.file.set_len(length)?;
        self.file.sync_all()
    }
}

/// Writes a whole file at once or not at all: temporary file, sync, rename, sync of the folder.
///
/// # Errors
/// Whatever the file system says.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    private_folder(folder)?;
    let temporary = path.with_extension(format!("tmp-{}", std::process::id()));
    let mut file = private_file().truncate(true).open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    sync_folder(folder)
}

/// Creates a folder, and those above it that are missing, that only their owner may enter.
///
/// # Errors
/// Whatever the file system says.
pub fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Creates what is missing, readable by its owner only.
pub fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn restrict(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// A journal that lives as long as the value.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    pub bytes: Vec<u8>,
    pub torn: Vec<u8>,
}

impl Store for MemoryStore {
    fn read(&mut self) -> io::Result<Vec<u8>> {
        Ok(self.bytes.clone())
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn set_aside(&mut self, length: u64, tail: &[u8]) -> io::Result<()> {
        self.torn = tail.to_vec();
        self.bytes.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        Ok(())
    }
}
