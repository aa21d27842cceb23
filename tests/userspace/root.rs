//! The Ubuntu that machines are copies of: built once below the target folder, by debootstrap and apt.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use cloudstead::model::short_hash;

const BUILD: &str = include_str!("machine/build.sh");
const DATABASES: &str = include_str!("machine/databases.sh");
/// Seconds until a build is given up.
const LIMIT: &str = "900";
const TOOLS: [&str; 9] =
    ["debootstrap", "ip", "losetup", "mount", "nsenter", "setpriv", "systemd-nspawn", "truncate", "unshare"];
/// Below it the script would have the whole test machine swap, in KB.
const MEMORY: u64 = 9_000_000;

/// Whether this computer can run a machine, or why not.
pub(crate) fn possible() -> Result<(), String> {
    if !rustix::process::geteuid().is_root() {
        return Err("only root may".to_owned());
    }
    if !cfg!(target_arch = "x86_64") {
        return Err("the archive of Ubuntu that is used has x86_64 only".to_owned());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let there = |tool: &&str| std::env::split_paths(&path).any(|folder| folder.join(tool).exists());
    if let Some(missing) = TOOLS.iter().find(|tool| !there(tool)) {
        return Err(format!("{missing} is not installed"));
    }
    if !Path::new("/dev/loop-control").exists() {
        return Err("there are no loop devices".to_owned());
    }
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total: Option<u64> =
        memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().split(' ').next()?.parse().ok());
    match total {
        Some(kilobytes) if kilobytes >= MEMORY => Ok(()),
        _ => Err("with less than 9 GB of memory the script makes swap, which this computer would use".to_owned()),
    }
}

/// The folder with `root` and `archive`; makes it when it is missing. Named by what it is made from.
pub(crate) fn built() -> Result<PathBuf, String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let home = target.join(format!("userspace-{}", short_hash(BUILD, 8)));
    if home.join("complete").exists() {
        return Ok(home);
    }
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).map_err(|error| error.to_string())?;
    build(BUILD, &home.join("log"), &[&home]).map_err(|why| format!("Ubuntu could not be built {why}"))?;
    fs::write(home.join("complete"), "").map_err(|error| error.to_string())?;
    Ok(home)
}

/// The same with `databases` in it, the root of an image.
pub(crate) fn built_with_databases() -> Result<PathBuf, String> {
    let home = built()?;
    let (made, new) = (home.join("databases"), home.join("databases.new"));
    if !made.exists() {
        let _ = fs::remove_dir_all(&new);
        build(DATABASES, &home.join("databases.log"), &[&home.join("root"), &new])
            .map_err(|why| format!("databases could not be installed {why}"))?;
        fs::rename(&new, &made).map_err(|error| error.to_string())?;
    }
    Ok(home)
}

fn build(script: &str, log: &Path, arguments: &[&Path]) -> Result<(), String> {
    let output = File::create(log).map_err(|error| error.to_string())?;
    let mut command = Command::new("timeout");
    command.args(["--kill-after=10", LIMIT, "unshare", "--mount", "bash", "-c", script, "build"]).args(arguments);
    command.stdout(output.try_clone().map_err(|error| error.to_string())?).stderr(output);
    command.env("DEBIAN_FRONTEND", "noninteractive").env("LC_ALL", "C.UTF-8");
    let status = command.status().map_err(|error| error.to_string())?;
    if status.success() {
        return Ok(());
    }
    let text = fs::read_to_string(log).unwrap_or_default();
    let last: Vec<_> = text.lines().rev().take(2).collect();
    Err(format!("({}): {}", log.display(), last.join(" | ")))
}
