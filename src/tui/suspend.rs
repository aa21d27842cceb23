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
