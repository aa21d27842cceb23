//! What exists at this moment and what it costs per month: while a run is unfinished that is neither nothing nor the
//! plan.

use serde::{Deserialize, Serialize};

use crate::plan::Total;

/// Things in the account and their monthly price.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Existing {
    /// What the deployment owns in the account: things, not facts that were waited for.
    pub things: usize,
    /// Of these, how many may not be there: their creation was asked for and its end is not known.
    pub unsure: usize,
    /// USD per month, as estimated, of all of them. It goes on until they are removed.
    #[serde(flatten)]
    pub monthly: Total,
}
