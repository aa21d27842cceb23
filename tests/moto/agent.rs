//! Plays the servers (`agent.py`): reports what the instance script would report.

use std::process::{Child, Stdio};

use super::process::quiet;
use super::{Moto, bare, environment, script, venv};

/// Ends when dropped.
pub struct Agent(Child);

impl Agent {
    /// Plays every server of the account in `region`.
    pub fn start(moto: &Moto, region: &str) -> Self {
        let mut command = bare(venv::python());
        command.arg(script("agent.py")).arg(region).envs(environment(&moto.url));
        Self(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(quiet()).spawn().expect("python starts"))
    }
}

/// Without it every run would wait for its servers as long as the engine is patient.
impl Drop for Agent {
    fn drop(&mut self) {
        let ended = self.0.try_wait().expect("its state");
        assert!(ended.is_none() || std::thread::panicking(), "the player of the servers ended: {ended:?}");
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
