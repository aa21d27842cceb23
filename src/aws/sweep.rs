//! Everything that still carries the deployment's tags or names.

use super::clients::Clients;
use crate::engine::{CloudError, Leftover, Owner};

pub(super) async fn sweep(_clients: &Clients, _owner: &Owner) -> Result<Vec<Leftover>, CloudError> {
    Ok(Vec::new())
}
