//! What asks the process to end: Ctrl-C, SIGTERM, a closed terminal.

/// Exit code after Ctrl-C.
pub(super) const INTERRUPTED: u8 = 130;
/// Exit code after a wish to end from outside.
const TERMINATED: u8 = 143;

/// Signals since it was made: one that comes while nobody listens is heard later.
pub(super) struct Signals {
    #[cfg(unix)]
    streams: Option<[(tokio::signal::unix::Signal, u8); 3]>,
}

#[cfg(unix)]
impl Signals {
    /// Needs a runtime. Where signals cannot be heard, none ever is.
    pub(super) fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let streams = || {
            let heard = |kind| signal(kind).ok();
            Some([
                (heard(SignalKind::interrupt())?, INTERRUPTED),
                (heard(SignalKind::terminate())?, TERMINATED),
                (heard(SignalKind::hangup())?, TERMINATED),
            ])
        };
        Self { streams: streams() }
    }

    /// The exit code that goes with the next one.
    pub(super) async fn next(&mut self) -> u8 {
        let Some([interrupt, terminate, hangup]) = &mut self.streams else { return std::future::pending().await };
        tokio::select! {
            _ = interrupt.0.recv() => interrupt.1,
            _ = terminate.0.recv() => terminate.1,
            _ = hangup.0.recv() => hangup.1,
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    pub(super) fn new() -> Self {
        Self {}
    }

    /// The exit code that goes with the next one.
    pub(super) async fn next(&mut self) -> u8 {
        match tokio::signal::ctrl_c().await {
            Ok(()) => INTERRUPTED,
            Err(_) => std::future::pending().await,
        }
    }
}
