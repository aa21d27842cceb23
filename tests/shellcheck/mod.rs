//! shellcheck: the installed one; without it, the wheel in the environment that the emulator's tests make.

use std::process::Command;

use crate::venv;

pub(crate) fn shellcheck() -> Command {
    if Command::new("shellcheck").arg("--version").output().is_ok_and(|told| told.status.success()) {
        return Command::new("shellcheck");
    }
    let wheel = std::panic::catch_unwind(|| venv::python().with_file_name("shellcheck"));
    match wheel.map(|path| (path.exists(), path)) {
        Ok((true, path)) => Command::new(path),
        _ => panic!(
            "shellcheck is missing, and its wheel cannot be had from PyPI: install it, as with `apt-get install \
            shellcheck`"
        ),
    }
}
