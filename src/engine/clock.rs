//! The time a run lives in: real for AWS, faster for the practice account.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// Wall clock and sleeping, `speed` times faster than real time.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    speed: u32,
    origin_millis: i64,
    origin: Instant,
}

impl Clock {
    /// `speed` 1 is real time; 60 lets a minute pass in a second.
    #[must_use]
    pub fn new(speed: u32) -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::starting_at(i64::try_from(since_epoch.as_millis()).unwrap_or(0), speed)
    }

    /// A clock that shows `millis` (since the Unix epoch) now.
    #[must_use]
    pub fn starting_at(millis: i64, speed: u32) -> Self {
        Self { speed: speed.max(1), origin_millis: millis, origin: Instant::now() }
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub fn now_millis(&self) -> i64 {
        let passed = self.origin.elapsed().saturating_mul(self.speed);
        self.origin_millis.saturating_add(i64::try_from(passed.as_millis()).unwrap_or(i64::MAX))
    }

    /// Now as RFC 3339 in UTC.
    #[must_use]
    pub fn now_text(&self) -> String {
        rfc3339(self.now_millis())
    }

    pub async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration / self.speed).await;
    }
}

/// Milliseconds since the Unix epoch as RFC 3339 in UTC.
#[must_use]
pub fn rfc3339(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis).map(|time| time.to_string()).unwrap_or_default()
}
