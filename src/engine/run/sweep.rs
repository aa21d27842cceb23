//! The last look after a removal: what still carries the deployment's tags, found without the journal.

use std::time::Duration;

use super::Run;
use crate::engine::cloud::Leftover;

/// Reads before what is still seen counts as left: AWS's lists lag behind its removals.
const READS: u32 = 6;
const PAUSE: Duration = Duration::from_secs(10);

impl Run<'_> {
    /// What a look without the journal still finds of ours, kept things aside.
    pub async fn sweep(&self) -> Vec<String> {
        let kept: Vec<String> = self.with_state(|state| state.kept.iter().map(|kept| kept.aws_id.clone()).collect());
        let mut left = Vec::new();
        for read in 0..READS {
            left = match self.look_for_leftovers().await {
                Ok(found) => found
                    .into_iter()
                    .map(|leftover| leftover.aws_id)
                    .filter(|id| !kept.iter().any(|kept| id.ends_with(kept.as_str())))
                    .collect(),
                Err(what) => vec![what],
            };
            if left.is_empty() || read + 1 == READS || self.pause(PAUSE).await.is_err() {
                break;
            }
        }
        left
    }

    async fn look_for_leftovers(&self) -> Result<Vec<Leftover>, String> {
        self.world.cloud.sweep(&self.owner).await.map_err(|error| format!("the last look could not be made: {error}"))
    }
}
