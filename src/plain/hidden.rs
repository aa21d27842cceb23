//! Keys are typed without being shown, where a person types them line by line.

/// What Ctrl-C is while nothing is shown: the end of the line instead of a signal, so that the terminal is always given
/// back.
pub(super) const CTRL_C: u8 = 3;

/// While it lives, the terminal of standard input shows only line ends.
pub(super) struct Hidden {
    #[cfg(unix)]
    before: rustix::termios::Termios,
}

#[cfg(unix)]
impl Hidden {
    /// `None` where standard input is no terminal.
    pub(super) fn begin() -> Option<Self> {
        use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
        let before = tcgetattr(std::io::stdin()).ok()?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO | LocalModes::ISIG);
        quiet.local_modes.insert(LocalModes::ECHONL);
        quiet.special_codes[SpecialCodeIndex::VEOL] = CTRL_C;
        tcsetattr(std::io::stdin(), OptionalActions::Now, &quiet).ok()?;
        Some(Self { before })
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    fn drop(&mut self) {
        let _ = rustix::termios::tcsetattr(std::io::stdin(), rustix::termios::OptionalActions::Now, &self.before);
    }
}

#[cfg(not(unix))]
impl Hidden {
    /// Nothing is hidden here, and it is said so.
    pub(super) fn begin() -> Option<Self> {
        None
    }
}
