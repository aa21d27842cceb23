//! Ports of 127.0.0.1 for programs that cannot be asked which they took, and waiting with an end.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

/// Below the ports that systems give to outgoing connections.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;
static NEXT: AtomicU16 = AtomicU16::new(0);
/// Everything here takes seconds.
const LONGEST: Duration = Duration::from_secs(60);

/// A port that nobody listens on, never the same twice in this process.
pub(crate) fn free() -> u16 {
    let own = u16::try_from(std::process::id().wrapping_mul(61) % u32::from(COUNT)).unwrap();
    for _ in 0..COUNT {
        let port = FIRST + (own + NEXT.fetch_add(1, Ordering::Relaxed)) % COUNT;
        if TcpListener::bind(("0.0.0.0", port)).is_ok() {
            return port;
        }
    }
    panic!("no port is free")
}

/// Asks again until there is an answer.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < LONGEST, "after {LONGEST:?} still not: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
