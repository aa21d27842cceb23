//! What a kind's file must provide: its calls, in the kind's own types.

use async_trait::async_trait;

use super::Call;
use super::error;
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::model::text::clean_line;
use crate::resource::{Lifecycle, Resource};

/// What a search brought, in the kind's own types. See [`crate::engine::Found`].
pub(crate) enum Seen<T> {
    Absent,
    Ours(T),
    /// Left on purpose by an earlier deployment of this name.
    Kept(T),
    /// What stands in the way, named.
    Foreign(String),
    /// Identifiers.
    Several(Vec<String>),
    /// Of what is only looked up: several would do.
    Candidates(Vec<T>),
    /// Of what is only looked up: there is none that would do.
    Unavailable(CloudError),
}

impl<T> Seen<T> {
    /// Judges what a search by our own tags found: each with its identifier.
    pub(crate) fn judge(mut found: Vec<(String, T)>) -> Self {
        match found.len() {
            0 | 1 => found.pop().map_or(Self::Absent, |(_, only)| Self::Ours(only)),
            _ => Self::Several(found.into_iter().map(|(id, _)| id).collect()),
        }
    }

    /// Judges the one thing that a name found.
    pub(crate) fn named(ours: bool, foreign: impl Into<String>, outputs: T) -> Self {
        if ours { Self::Ours(outputs) } else { Self::Foreign(foreign.into()) }
    }
}

/// Not seen although it was made: AWS is eventually consistent, so that says nothing yet.
pub(crate) fn unseen<T>() -> Poll<T> {
    Poll::Waiting("AWS does not show it yet".to_owned())
}

/// Ready when `is_ready`, else waiting in the state that AWS names.
pub(crate) fn state<T>(is_ready: bool, outputs: T, state: &str) -> Poll<T> {
    if is_ready { Poll::Ready(outputs) } else { Poll::Waiting(clean_line(state)) }
}

/// Gone when `is_gone`.
pub(crate) fn gone(is_gone: bool) -> Poll<()> {
    if is_gone { Poll::Ready(()) } else { Poll::Waiting(String::new()) }
}

/// What differs of several settings, in words: each with whether it does.
pub(crate) fn named<const N: usize>(settings: [(bool, &str); N]) -> Option<String> {
    let differ: Vec<&str> = settings.into_iter().filter_map(|(differs, name)| differs.then_some(name)).collect();
    (!differ.is_empty()).then(|| differ.join(", "))
}

/// The calls of one kind. The promises are those of [`crate::engine::Cloud`], verb by verb; the defaults fit kinds
/// whose single creating call leaves nothing to set and nothing to wait for.
#[async_trait]
pub(crate) trait Driver: Resource<Outputs: Send + Sync> + Send + Sync {
    /// Looks by tags or by the natural key. Leftovers that AWS shows for a while after their end do not count.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<Self::Outputs>, CloudError>;

    /// Exactly one creating call, tagged, with `call.token` where the service takes one.
    async fn create(&self, call: &Call<'_>) -> Result<Self::Outputs, CloudError> {
        Err(error::internal(format!("a {} is never created ({})", Self::KIND, call.node)))
    }

    /// Settings in calls of their own. Also runs for updates, so it must bring an existing one to what `self` says.
    async fn configure(&self, call: &Call<'_>, outputs: &Self::Outputs) -> Result<(), CloudError> {
        let _ = (call, outputs);
        Ok(())
    }

    /// What somebody changed by hand of what `configure` sets, in words: only what a read or two shows, and only what
    /// `configure` then sets right, or every run would find it again.
    async fn changed(&self, call: &Call<'_>, outputs: &Self::Outputs) -> Result<Option<String>, CloudError> {
        let _ = (call, outputs);
        Ok(None)
    }

    /// Whether dependants may use it. Not seeing it yet is `Waiting`: AWS is eventually consistent.
    async fn poll(&self, call: &Call<'_>, outputs: &Self::Outputs) -> Result<Poll<Self::Outputs>, CloudError> {
        let _ = call;
        Ok(Poll::Ready(outputs.clone()))
    }

    /// For facts: whether it holds, and what is known then.
    async fn check(&self, call: &Call<'_>) -> Result<Poll<Self::Outputs>, CloudError> {
        Err(error::internal(format!("a {} is no fact to wait for ({})", Self::KIND, call.node)))
    }

    /// Asks for removal; gone already is success. Only owned kinds have one.
    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &Self::Outputs,
        choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let _ = (outputs, choice);
        match Self::LIFECYCLE {
            Lifecycle::Owned => Err(error::internal(format!("a {} cannot be removed yet ({})", Self::KIND, call.node))),
            _ => Ok(Vec::new()),
        }
    }

    /// Whether it is really gone. The default fits removals that are over when their call returns.
    async fn poll_gone(&self, call: &Call<'_>, outputs: &Self::Outputs) -> Result<Poll<()>, CloudError> {
        let _ = (call, outputs);
        Ok(Poll::Ready(()))
    }
}
