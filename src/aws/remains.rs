//! Whether what a removal left on purpose is still there: asked at its own service, by name.

use super::calls::db_final_snapshot::backed_up;
use super::calls::written;
use super::clients::Clients;
use super::error::OrAbsent;
use crate::engine::{CloudError, ErrorClass, Kept, KeptPrice, Owner};

pub(super) async fn remains(clients: &Clients, owner: &Owner, kept: &Kept) -> Result<bool, CloudError> {
    let id = kept.aws_id.as_str();
    match (kept.price, backed_up(id)) {
        (KeptPrice::DatabaseSnapshot, Some(database)) => {
            let answer = clients
                .rds
                .describe_db_instance_automated_backups()
                .db_instance_identifier(database)
                .send()
                .await
                .or_absent()?;
            Ok(answer.is_some_and(|answer| !answer.db_instance_automated_backups().is_empty()))
        }
        (KeptPrice::DatabaseSnapshot, None) => {
            let answer = clients.rds.describe_db_snapshots().db_snapshot_identifier(id).send().await.or_absent()?;
            Ok(answer.is_some_and(|answer| !answer.db_snapshots().is_empty()))
        }
        (KeptPrice::DiskSnapshot, _) => {
            let answer = clients.ec2.describe_snapshots().snapshot_ids(id).send().await.or_absent()?;
            Ok(answer.is_some_and(|answer| !answer.snapshots().is_empty()))
        }
        (KeptPrice::Files, _) => {
            let answer = clients.s3.get_bucket_tagging().bucket(id).expected_bucket_owner(&owner.account).send().await;
            match answer.map_err(CloudError::from) {
                Ok(_) => Ok(true),
                Err(error) if error.code == "NoSuchTagSet" => Ok(true),
                Err(error) if error.class == ErrorClass::NotFound => Ok(false),
                Err(error) => Err(error),
            }
        }
        (KeptPrice::Images, _) => {
            Ok(clients.ecr.describe_repositories().repository_names(id).send().await.or_absent()?.is_some())
        }
        // Names only: no value leaves AWS.
        (KeptPrice::Free, _) => Ok(written::named(clients, id).await?.iter().any(|name| name == id)),
    }
}
