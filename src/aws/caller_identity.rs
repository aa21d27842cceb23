//! Who is signed in.

use super::clients::Clients;
use super::error;
use crate::engine::{CloudError, Identity};

pub(super) async fn identity(clients: &Clients) -> Result<Identity, CloudError> {
    let answer = clients.sts.get_caller_identity().send().await?;
    Ok(Identity {
        account: error::needed(answer.account(), "account number")?,
        arn: error::needed(answer.arn(), "identity")?,
    })
}
