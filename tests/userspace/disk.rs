//! A data disk: a file behind a loop device.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) struct Disk {
    file: PathBuf,
    pub(crate) device: PathBuf,
    /// While it is open the kernel keeps the device, and frees it by itself afterwards, however the test ended.
    _open: File,
}

impl Disk {
    pub(crate) fn new(file: PathBuf, megabytes: u32) -> Result<Self, String> {
        run("truncate", &[format!("--size={megabytes}M").as_ref(), &file])?;
        let device = PathBuf::from(run("losetup", &["--find".as_ref(), "--show".as_ref(), &file])?.trim());
        let open = File::open(&device);
        run("losetup", &["--detach".as_ref(), &device])?;
        Ok(Self { file, device, _open: open.map_err(|error| error.to_string())? })
    }

    /// As `lsblk` names it.
    pub(crate) fn name(&self) -> &str {
        self.device.file_name().and_then(|name| name.to_str()).expect("a name")
    }

    /// Another size, as when a volume is modified.
    pub(crate) fn resize(&self, megabytes: u32) {
        run("truncate", &[format!("--size={megabytes}M").as_ref(), &self.file]).unwrap();
        run("losetup", &["--set-capacity".as_ref(), &self.device]).unwrap();
    }
}

/// Whether the kernel lets anybody here resize a file system that is mounted: root alone is not enough.
pub(crate) fn may_resize() -> bool {
    const SYS_RESOURCE: u64 = 1 << 24;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let held = status.lines().find_map(|line| u64::from_str_radix(line.strip_prefix("CapBnd:")?.trim(), 16).ok());
    held.is_some_and(|held| held & SYS_RESOURCE != 0)
}

/// What a command says on its standard output.
pub(crate) fn run(program: &str, arguments: &[&Path]) -> Result<String, String> {
    let output = Command::new(program).args(arguments).output().map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim()))
    }
}
