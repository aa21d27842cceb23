//! Asking a run to stop safely.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// A handle that anybody may keep; asking twice is the same as asking once.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    inner: Arc<(AtomicBool, Notify)>,
}

impl Stop {
    pub fn ask(&self) {
        self.inner.0.store(true, Ordering::SeqCst);
        self.inner.1.notify_waiters();
    }

    #[must_use]
    pub fn asked(&self) -> bool {
        self.inner.0.load(Ordering::SeqCst)
    }

    /// Returns once somebody asked.
    pub async fn wait(&self) {
        let notified = self.inner.1.notified();
        if !self.asked() {
            notified.await;
        }
    }
}
