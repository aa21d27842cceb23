//! The first keys, however somebody signs in: in time, or with the reason.

use std::error::Error;
use std::time::Duration;

use super::{error, sign_in};
use crate::engine::CloudError;

/// How long the sign-in may take: a program of a person's own may ask for a code, and one that never ends is not waited
/// for.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for keys, so that whoever is not signed in hears of it before anything else.
pub(super) async fn await_keys<K, E: Error + 'static>(
    keys: impl Future<Output = Result<K, E>>,
    profile: Option<&str>,
) -> Result<K, CloudError> {
    match tokio::time::timeout(PATIENCE, keys).await {
        Ok(keys) => keys.map_err(|failed| sign_in::failed(profile, &error::chain(&failed))),
        Err(_) => Err(sign_in::too_slow(profile, PATIENCE.as_secs())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a program that takes so many seconds leads to.
    async fn after(seconds: u64) -> Result<&'static str, CloudError> {
        let keys = async {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            Ok::<_, std::io::Error>("keys")
        };
        await_keys(keys, None).await
    }

    #[tokio::test(start_paused = true)]
    async fn a_program_that_never_ends_is_not_waited_for() {
        assert_eq!(after(PATIENCE.as_secs() - 1).await, Ok("keys"), "somebody types a code");
        let begin = tokio::time::Instant::now();
        let error = after(u64::from(u32::MAX)).await.unwrap_err();
        assert_eq!(begin.elapsed().as_secs(), 60);
        assert!(error.to_string().contains("60 seconds"), "{error}");
    }
}
