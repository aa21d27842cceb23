//! Where things go wrong on purpose.

use std::time::Duration;

use crate::engine::CloudError;
use crate::resource::Kind;

/// The calls an account answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    Identity,
    Find,
    Create,
    Configure,
    Changed,
    Poll,
    Delete,
    PollGone,
    Sweep,
    Remains,
    Allowance,
    Deployments,
    Chores,
    Secret,
    Probe,
}

/// One call, as a fault sees it.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    pub verb: Verb,
    /// Node id; empty for calls that concern none.
    pub node: &'a str,
    /// What kind of thing it is; `None` for calls that concern none.
    pub kind: Option<Kind>,
}

/// What happens to a call.
#[derive(Clone, Debug)]
pub enum Fault {
    None,
    /// The call is answered with this error; after the effect when asked afterwards.
    Refuse(CloudError),
    /// The caller hears nothing for this long, as when its machine sleeps.
    Late(Duration),
}

/// Decides for every call. May also end the caller's life by unwinding.
pub trait Faults: Send + Sync {
    /// Before the call has any effect.
    fn before(&self, call: &Call<'_>) -> Fault {
        let _ = call;
        Fault::None
    }

    /// After it took effect, before the caller hears of it.
    fn after(&self, call: &Call<'_>) -> Fault {
        let _ = call;
        Fault::None
    }
}

/// Nothing goes wrong.
pub struct NoFaults;

impl Faults for NoFaults {}
