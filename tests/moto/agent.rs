//! Plays the servers (`agent.py`): reports what the instance script would report.

use super::process::Process;
use super::{Moto, environment};

/// Ends when dropped.
pub struct Agent(Process);

impl Agent {
    /// Plays every server of the account in `region`.
    pub fn start(moto: &Moto, region: &str) -> Self {
        Self(Process::start("agent.py", &[region], &environment(&moto.url)))
    }
}

/// Without it every run would wait for its servers as long as the engine is patient.
impl Drop for Agent {
    fn drop(&mut self) {
        assert!(!self.0.ended() || std::thread::panicking(), "the player of the servers ended");
    }
}
