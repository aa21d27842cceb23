//! The managed database. Its password is read out of Parameter Store just before the one call that sends it.

use async_trait::async_trait;
use aws_sdk_rds::types::{DbInstance as Found, Endpoint};

use crate::aws::calls::{db_final_snapshot as last, parameter};
use crate::aws::error::{OrAbsent, internal, needed};
use crate::aws::tags::rds;
use crate::aws::{Call, Driver, Seen, driver};
use crate::engine::{CloudError, DataChoice, ErrorClass, Kept, Poll};
use crate::model::text::clean_line;
use crate::resource::db_instance::{DbInstance, DbInstanceOutputs, STORAGE_TYPE};

const DELETING: &str = "deleting";
/// States in which RDS takes no last snapshot and refuses a removal that wants one (API reference, `DeleteDBInstance`).
const NO_SNAPSHOT: [&str; 3] = ["failed", "incompatible-network", "incompatible-restore"];

#[async_trait]
impl Driver for DbInstance {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<DbInstanceOutputs>, CloudError> {
        match current(call, &self.identifier).await? {
            Some(found) if status(&found) != DELETING => {
                let ours = rds::owns(call, found.tag_list());
                Ok(Seen::named(ours, format!("the database `{}`", self.identifier), outputs(&found)?))
            }
            _ => Ok(Seen::Absent),
        }
    }

    async fn create(&self, call: &Call<'_>) -> Result<DbInstanceOutputs, CloudError> {
        let password = parameter::password(call, &self.password).await?;
        let request = call
            .clients
            .rds
            .create_db_instance()
            .db_instance_identifier(&self.identifier)
            .db_instance_class(&self.class)
            .engine(self.engine.name())
            .engine_version(&self.engine_version)
            .set_engine_lifecycle_support(self.engine.lifecycle().map(str::to_owned))
            .auto_minor_version_upgrade(true)
            .allocated_storage(int(self.storage_gb)?)
            .set_max_allocated_storage(limit(self.max_storage_gb)?)
            .storage_type(STORAGE_TYPE)
            .storage_encrypted(true)
            .publicly_accessible(false)
            .multi_az(self.multi_az)
            .backup_retention_period(int(self.backup_days)?)
            .copy_tags_to_snapshot(true)
            .db_name(&self.database)
            .master_username(&self.username)
            .master_user_password(password.expose())
            .db_subnet_group_name(call.output(&self.subnet_group)?.name)
            .db_parameter_group_name(call.output(&self.parameter_group)?.name)
            .vpc_security_group_ids(call.output(&self.group)?.group_id)
            .set_tags(Some(rds::tags(call)));
        let answer = match request.send().await.map_err(|error| parameter::without(error.into(), &password)) {
            Ok(answer) => answer,
            Err(error) if error.class == ErrorClass::AlreadyExists => return Err(self.taken(call, error).await),
            Err(error) => return Err(error),
        };
        outputs(answer.db_instance().ok_or_else(|| internal("AWS answered without the database".to_owned()))?)
    }

    async fn configure(&self, call: &Call<'_>, _outputs: &DbInstanceOutputs) -> Result<(), CloudError> {
        let Some(found) = current(call, &self.identifier).await? else { return Ok(()) };
        let wanted = Wanted::of(self, &found, call)?;
        // While it is being created everything is as it was asked for.
        if wanted.is_empty() || status(&found) == "creating" {
            return Ok(());
        }
        let request =
            call.clients.rds.modify_db_instance().db_instance_identifier(&self.identifier).apply_immediately(true);
        request
            .set_db_instance_class(wanted.class)
            .set_allocated_storage(wanted.storage)
            .set_max_allocated_storage(wanted.max_storage)
            .set_backup_retention_period(wanted.backup_days)
            .set_multi_az(wanted.multi_az)
            .set_db_parameter_group_name(wanted.settings)
            .set_vpc_security_group_ids(wanted.groups)
            .set_publicly_accessible(wanted.public)
            .set_auto_minor_version_upgrade(wanted.minor_upgrades)
            .set_copy_tags_to_snapshot(wanted.tagged_snapshots)
            .send()
            .await?;
        Ok(())
    }

    // A stopped database is not started unasked, but nobody is told that all is well: making it ready says why it is
    // not.
    async fn changed(&self, call: &Call<'_>, _outputs: &DbInstanceOutputs) -> Result<Option<String>, CloudError> {
        let Some(found) = current(call, &self.identifier).await? else { return Ok(None) };
        Ok(match status(&found).as_str() {
            "available" => Wanted::of(self, &found, call)?.named(),
            "stopped" => Some("it was stopped".to_owned()),
            _ => None,
        })
    }

    async fn poll(&self, call: &Call<'_>, _outputs: &DbInstanceOutputs) -> Result<Poll<DbInstanceOutputs>, CloudError> {
        let Some(found) = current(call, &self.identifier).await? else { return Ok(driver::unseen()) };
        let (status, wanted) = (status(&found), Wanted::of(self, &found, call)?);
        if let Some((why, hint)) = broken(&status, wanted.storage.is_some()) {
            let what = format!("the database is in the state `{status}`");
            return Err(CloudError::stop("DatabaseBroken", what).why(why).hint(hint));
        }
        if status != "available" {
            return Ok(Poll::Waiting(busy(&status)));
        }
        let outputs = outputs(&found)?;
        if wanted.nothing_to_wait_for() && !outputs.endpoint.is_empty() {
            return Ok(Poll::Ready(outputs));
        }
        Ok(Poll::Waiting("applying the changes".to_owned()))
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &DbInstanceOutputs,
        choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let (found, mut kept) =
            tokio::try_join!(current(call, &outputs.identifier), last::existing(call, &outputs.identifier))?;
        let Some(found) = found else { return Ok(last::kept(kept)) };
        if status(&found) == DELETING {
            // Whether a last snapshot was asked for is known once it is listed, or the database gone without one.
            if choice.final_snapshot && kept.is_empty() {
                return Err(CloudError::new(
                    ErrorClass::Wait,
                    "SnapshotUnlisted",
                    "the database's last snapshot is not listed yet",
                ));
            }
            return Ok(last::kept(kept));
        }
        let snapshot = choice.final_snapshot && !NO_SNAPSHOT.contains(&status(&found).as_str());
        let mut request = call
            .clients
            .rds
            .delete_db_instance()
            .db_instance_identifier(&outputs.identifier)
            .skip_final_snapshot(!snapshot);
        let mut backups = Vec::new();
        if choice.final_snapshot && !snapshot {
            request = request.delete_automated_backups(false);
            backups.push(last::automatic(&outputs.identifier, gigabytes(&found)));
        }
        if snapshot {
            let name = last::name(&outputs.identifier, call.token, &kept);
            request = request.final_db_snapshot_identifier(&name);
            kept.insert(name, gigabytes(&found));
        }
        // What answers NotFound was removed meanwhile by an earlier call of ours, with its snapshot.
        request.send().await.or_absent()?;
        backups.extend(last::kept(kept));
        Ok(backups)
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &DbInstanceOutputs) -> Result<Poll<()>, CloudError> {
        if let Some(found) = current(call, &outputs.identifier).await? {
            return Ok(Poll::Waiting(busy(&status(&found))));
        }
        last::mark(call, &outputs.identifier).await?;
        Ok(Poll::Ready(()))
    }
}

impl DbInstance {
    /// An earlier database of ours on its way out holds its name until it is gone.
    async fn taken(&self, call: &Call<'_>, error: CloudError) -> CloudError {
        match current(call, &self.identifier).await {
            Ok(Some(found)) if status(&found) == DELETING => CloudError::new(
                ErrorClass::Wait,
                &error.code,
                "the earlier database of this name is still being removed",
            ),
            _ => error,
        }
    }
}

/// What has to change on an existing database; unset where it is as wanted.
struct Wanted {
    class: Option<String>,
    storage: Option<i32>,
    max_storage: Option<i32>,
    backup_days: Option<i32>,
    multi_az: Option<bool>,
    groups: Option<Vec<String>>,
    public: Option<bool>,
    /// Its parameter group.
    settings: Option<String>,
    minor_upgrades: Option<bool>,
    tagged_snapshots: Option<bool>,
}

impl Wanted {
    fn of(spec: &DbInstance, found: &Found, call: &Call<'_>) -> Result<Self, CloudError> {
        let group = call.output(&spec.group)?.group_id;
        let settings = call.output(&spec.parameter_group)?.name;
        let has_settings =
            found.db_parameter_groups().iter().any(|one| one.db_parameter_group_name() == Some(&settings));
        let (storage, backup_days) = (int(spec.storage_gb)?, int(spec.backup_days)?);
        let groups = found.vpc_security_groups();
        // Raised only, since a person may have raised it further; AWS wants it a tenth above what there is.
        let room = found.allocated_storage().unwrap_or_default().max(storage);
        let max_storage = limit(spec.max_storage_gb)?.filter(|max| *max > room + room / 10);
        Ok(Self {
            class: (found.db_instance_class() != Some(&spec.class)).then(|| spec.class.clone()),
            // Storage only grows, and a person may have grown it.
            storage: found.allocated_storage().is_none_or(|now| now < storage).then_some(storage),
            max_storage: max_storage.filter(|max| found.max_allocated_storage().is_none_or(|now| now < *max)),
            backup_days: (found.backup_retention_period() != Some(backup_days)).then_some(backup_days),
            multi_az: (found.multi_az() != Some(spec.multi_az)).then_some(spec.multi_az),
            groups: (!groups.iter().any(|one| one.vpc_security_group_id() == Some(&group))).then(|| vec![group]),
            public: (found.publicly_accessible() == Some(true)).then_some(false),
            settings: (!has_settings).then_some(settings),
            minor_upgrades: (found.auto_minor_version_upgrade() == Some(false)).then_some(true),
            tagged_snapshots: (found.copy_tags_to_snapshot() == Some(false)).then_some(true),
        })
    }

    fn is_empty(&self) -> bool {
        self.named().is_none()
    }

    /// Whether all is as wanted but the parameter group: another one takes effect at the next start and is not waited
    /// for.
    fn nothing_to_wait_for(self) -> bool {
        Self { settings: None, ..self }.is_empty()
    }

    /// Which settings differ, in words.
    fn named(&self) -> Option<String> {
        driver::named([
            (self.class.is_some(), "its size"),
            (self.storage.is_some(), "its storage"),
            (self.max_storage.is_some(), "how far its storage grows"),
            (self.backup_days.is_some(), "how long backups are kept"),
            (self.multi_az.is_some(), "its standby in another zone"),
            (self.groups.is_some(), "its firewall"),
            (self.public.is_some(), "whether the internet can reach it"),
            (self.settings.is_some(), "which settings it uses (parameter group)"),
            (self.minor_upgrades.is_some(), "whether it is kept up to date"),
            (self.tagged_snapshots.is_some(), "whether its backups carry its tags"),
        ])
    }
}

async fn current(call: &Call<'_>, identifier: &str) -> Result<Option<Found>, CloudError> {
    let answer =
        call.clients.rds.describe_db_instances().db_instance_identifier(identifier).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.db_instances().first().cloned()))
}

fn status(found: &Found) -> String {
    clean_line(found.db_instance_status().unwrap_or_default())
}

fn gigabytes(found: &Found) -> u32 {
    found.allocated_storage().and_then(|size| u32::try_from(size).ok()).unwrap_or_default()
}

/// The address is unknown while the database is being created.
fn outputs(found: &Found) -> Result<DbInstanceOutputs, CloudError> {
    let endpoint = found.endpoint();
    Ok(DbInstanceOutputs {
        identifier: needed(found.db_instance_identifier(), "name of the database")?,
        arn: needed(found.db_instance_arn(), "ARN of the database")?,
        endpoint: clean_line(endpoint.and_then(Endpoint::address).unwrap_or_default()),
        port: endpoint.and_then(Endpoint::port).and_then(|port| u16::try_from(port).ok()).unwrap_or(5432),
        engine_version: clean_line(found.engine_version().unwrap_or_default()),
    })
}

/// The size up to which storage grows; unset where it does not.
fn limit(gigabytes: u32) -> Result<Option<i32>, CloudError> {
    if gigabytes == 0 { Ok(None) } else { int(gigabytes).map(Some) }
}

fn int(number: u32) -> Result<i32, CloudError> {
    i32::try_from(number).map_err(|_| internal(format!("{number} is too large for RDS")))
}

/// AWS's state in plain words, as the end of "AWS is …".
fn busy(status: &str) -> String {
    match status {
        "" | "creating" => "creating the database",
        "backing-up" => "taking the database's first backup",
        "modifying" | "storage-optimization" | "configuring-enhanced-monitoring" => "applying changes to the database",
        "storage-full" => "giving the database more storage",
        "rebooting" | "starting" => "starting the database",
        "upgrading" => "updating the database",
        "configuring-log-exports" | "renaming" | "resetting-master-credentials" => "setting up the database",
        "maintenance" => "maintaining the database",
        "deleting" => "removing the database (with its last snapshot this takes some minutes)",
        other => return format!("busy with the database ({other})"),
    }
    .to_owned()
}

/// Why a state does not end by itself, and what a person can do. `grows`: storage was asked for that it does not have
/// yet.
fn broken(status: &str, grows: bool) -> Option<(&'static str, &'static str)> {
    let why = match status {
        "failed" | "restore-error" => "AWS could not create it",
        "deleting" => "somebody is removing it",
        "incompatible-parameters" => "its settings (parameter group) do not fit its size",
        "incompatible-network" => "its subnets have no free address or were changed",
        "incompatible-create" | "incompatible-restore" | "incompatible-option-group" => "AWS cannot use its settings",
        "inaccessible-encryption-credentials" => "its encryption key cannot be used",
        "storage-full" if !grows => return Some(("its storage is full", GROW)),
        "stopped" | "stopping" => "somebody stopped it",
        _ => return None,
    };
    Some((why, LOOK))
}

const LOOK: &str = "look at it in the AWS console under RDS; when it is available again, run the same command again; \
    `cloudstead destroy` removes it";
const GROW: &str = "give it more in the AWS console (RDS, Modify, Allocated storage) or change to a tier with more, \
    then run the same command again";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_database_is_waited_for_once_more_storage_was_asked_for() {
        assert!(broken("storage-full", false).is_some_and(|(_, hint)| hint.contains("Allocated storage")));
        assert_eq!(broken("storage-full", true), None);
        assert_eq!(busy("storage-full"), "giving the database more storage");
        assert!(broken("stopped", true).is_some_and(|(_, hint)| hint.contains("available again")));
    }
}
