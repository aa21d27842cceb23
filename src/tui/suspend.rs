//! Ctrl-Z: the whole process is put aside, as shells do with other programs, and comes back with `fg`.

use std::io;
use std::sync::mpsc::Sender;

use super::message::Wake;

/// Hears of the wish to stop and of going on again, wherever they come from.
#[cfg(unix)]
pub(super) fn watch(sender: Sender<Wake>) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGTSTP};
    let mut signals = signal_hook::iterator::Signals::new([SIGTSTP, SIGCONT])?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let wake = if signal == SIGTSTP { Wake::Suspend } else { Wake::Continued };
            if sender.send(wake).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// Stops this process; returns when it goes on. The terminal must have been given back.
#[cfg(unix)]
pub(super) fn stop() -> io::Result<()> {
    use rustix::process::{Signal, getpgid, getpgrp, getppid, kill_current_process_group};
    let group = getpgrp();
    // Started by a program of the same job (`cargo run`): a shell gives its prompt back only when all of the job stands
    // still.
    if getppid().is_some_and(|parent| getpgid(Some(parent)).is_ok_and(|other| other == group)) {
        return Ok(kill_current_process_group(Signal::STOP)?);
    }
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)
}

#[cfg(not(unix))]
pub(super) fn watch(_: Sender<Wake>) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn stop() -> io::Result<()> {
    Ok(())
}
