//! The managed cache. Its password is read out of Parameter Store just before the one call that sends it.

use async_trait::async_trait;
use aws_sdk_elasticache::types::{CacheCluster, ReplicationGroup as Found};

use crate::aws::calls::parameter;
use crate::aws::error::{OrAbsent, internal, needed};
use crate::aws::tags::elasticache;
use crate::aws::{Call, Driver, Seen, driver};
use crate::engine::{CloudError, DataChoice, ErrorClass, Kept, Poll};
use crate::model::text::clean_line;
use crate::resource::Engine;
use crate::resource::replication_group::{DESCRIPTION, ReplicationGroup, ReplicationGroupOutputs};

const AVAILABLE: &str = "available";
const DELETING: &str = "deleting";

#[async_trait]
impl Driver for ReplicationGroup {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<ReplicationGroupOutputs>, CloudError> {
        match current(call, &self.identifier).await? {
            Some(found) if status(&found) != DELETING => {
                let outputs = outputs(&found)?;
                let ours = elasticache::is_ours(call, &outputs.arn).await?;
                Ok(Seen::named(ours, format!("the cache `{}`", self.identifier), outputs))
            }
            _ => Ok(Seen::Absent),
        }
    }

    async fn create(&self, call: &Call<'_>) -> Result<ReplicationGroupOutputs, CloudError> {
        let password = parameter::password(call, &self.password).await?;
        let nodes = i32::try_from(self.nodes()).unwrap_or(1);
        let request = call
            .clients
            .elasticache
            .create_replication_group()
            .replication_group_id(&self.identifier)
            .replication_group_description(DESCRIPTION)
            .cache_node_type(&self.node_type)
            .engine(self.engine.name())
            .engine_version(&self.engine_version)
            .num_cache_clusters(nodes)
            .automatic_failover_enabled(self.multi_az)
            .multi_az_enabled(self.multi_az)
            .auto_minor_version_upgrade(true)
            .transit_encryption_enabled(true)
            .at_rest_encryption_enabled(true)
            .auth_token(password.expose())
            .cache_subnet_group_name(call.output(&self.subnet_group)?.name)
            .security_group_ids(call.output(&self.group)?.group_id)
            .set_tags(Some(elasticache::tags(call)));
        let answer = match request.send().await.map_err(|error| parameter::without(error.into(), &password)) {
            Ok(answer) => answer,
            Err(error) if error.class == ErrorClass::AlreadyExists => return Err(self.taken(call, error).await),
            Err(error) => return Err(error),
        };
        outputs(answer.replication_group().ok_or_else(|| internal("AWS answered without the cache".to_owned()))?)
    }

    async fn configure(&self, call: &Call<'_>, _outputs: &ReplicationGroupOutputs) -> Result<(), CloudError> {
        let Some(found) = current(call, &self.identifier).await? else { return Ok(()) };
        // While it is being created everything is as it was asked for.
        if status(&found) == "creating" {
            return Ok(());
        }
        let wanted = Wanted::of(self, &found, call).await?;
        if wanted.named().is_none() {
            return Ok(());
        }
        let request = call
            .clients
            .elasticache
            .modify_replication_group()
            .replication_group_id(&self.identifier)
            .apply_immediately(true)
            .set_cache_node_type(wanted.node_type)
            .set_engine(wanted.version.as_ref().map(|_| self.engine.name().to_owned()))
            .set_engine_version(wanted.version)
            .set_security_group_ids(wanted.groups)
            .set_auto_minor_version_upgrade(wanted.minor_upgrades);
        request.send().await?;
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, _outputs: &ReplicationGroupOutputs) -> Result<Option<String>, CloudError> {
        match current(call, &self.identifier).await? {
            Some(found) if status(&found) == AVAILABLE => Ok(Wanted::of(self, &found, call).await?.named()),
            _ => Ok(None),
        }
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        _outputs: &ReplicationGroupOutputs,
    ) -> Result<Poll<ReplicationGroupOutputs>, CloudError> {
        let Some(found) = current(call, &self.identifier).await? else { return Ok(driver::unseen()) };
        let (status, outputs) = (status(&found), outputs(&found)?);
        if status == "create-failed" || status == DELETING {
            let what = format!("the cache is in the state `{status}`");
            let why = if status == DELETING { "somebody is removing it" } else { "AWS could not create it" };
            return Err(CloudError::stop("CacheBroken", what)
                .why(why)
                .hint("run the same command again: it is removed and made anew; nothing but copies was in it")
                .start_over(call.node.clone()));
        }
        if status == AVAILABLE && !outputs.endpoint.is_empty() {
            return Ok(Poll::Ready(outputs));
        }
        Ok(Poll::Waiting(busy(&status)))
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &ReplicationGroupOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        match current(call, &outputs.identifier).await? {
            Some(found) if status(&found) != DELETING => {
                let id = &outputs.identifier;
                let request = call.clients.elasticache.delete_replication_group().replication_group_id(id);
                request.retain_primary_cluster(false).send().await.or_absent()?;
            }
            _ => {}
        }
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &ReplicationGroupOutputs) -> Result<Poll<()>, CloudError> {
        Ok(match current(call, &outputs.identifier).await? {
            Some(found) => Poll::Waiting(busy(&status(&found))),
            None => Poll::Ready(()),
        })
    }
}

impl ReplicationGroup {
    /// An earlier cache of ours on its way out holds its name until it is gone.
    async fn taken(&self, call: &Call<'_>, error: CloudError) -> CloudError {
        match current(call, &self.identifier).await {
            Ok(Some(found)) if status(&found) == DELETING => {
                let what = "the earlier cache of this name is still being removed";
                CloudError::new(ErrorClass::Wait, &error.code, what)
            }
            _ => error,
        }
    }
}

/// What has to change on an existing cache; unset where it is as wanted.
struct Wanted {
    node_type: Option<String>,
    version: Option<String>,
    groups: Option<Vec<String>>,
    minor_upgrades: Option<bool>,
}

impl Wanted {
    async fn of(spec: &ReplicationGroup, found: &Found, call: &Call<'_>) -> Result<Self, CloudError> {
        let group = call.output(&spec.group)?.group_id;
        let node = node(call, found).await?;
        // Only nodes tell their version and their firewall.
        let version = node.as_ref().and_then(CacheCluster::engine_version);
        let has_version = version.is_none_or(|version| Engine::is_of(version, &spec.engine_version));
        let has_group = node
            .as_ref()
            .is_none_or(|node| node.security_groups().iter().any(|one| one.security_group_id() == Some(&group)));
        Ok(Self {
            node_type: (found.cache_node_type() != Some(&spec.node_type)).then(|| spec.node_type.clone()),
            version: (!has_version).then(|| spec.engine_version.clone()),
            groups: (!has_group).then(|| vec![group]),
            minor_upgrades: (found.auto_minor_version_upgrade() == Some(false)).then_some(true),
        })
    }

    /// Which settings differ, in words.
    fn named(&self) -> Option<String> {
        driver::named([
            (self.node_type.is_some(), "its size"),
            (self.version.is_some(), "its version"),
            (self.groups.is_some(), "its firewall"),
            (self.minor_upgrades.is_some(), "whether it is kept up to date"),
        ])
    }
}

async fn current(call: &Call<'_>, identifier: &str) -> Result<Option<Found>, CloudError> {
    let request = call.clients.elasticache.describe_replication_groups().replication_group_id(identifier);
    let answer = request.send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.replication_groups().first().cloned()))
}

/// One of its nodes: all are alike.
async fn node(call: &Call<'_>, found: &Found) -> Result<Option<CacheCluster>, CloudError> {
    let Some(member) = found.member_clusters().first() else { return Ok(None) };
    let answer =
        call.clients.elasticache.describe_cache_clusters().cache_cluster_id(member).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.cache_clusters().first().cloned()))
}

fn status(found: &Found) -> String {
    clean_line(found.status().unwrap_or_default())
}

/// The address is unknown while the cache is being created.
fn outputs(found: &Found) -> Result<ReplicationGroupOutputs, CloudError> {
    let endpoint = found.node_groups().first().and_then(|group| group.primary_endpoint());
    Ok(ReplicationGroupOutputs {
        identifier: needed(found.replication_group_id(), "name of the cache")?,
        arn: needed(found.arn(), "ARN of the cache")?,
        endpoint: clean_line(endpoint.and_then(|endpoint| endpoint.address()).unwrap_or_default()),
    })
}

/// AWS's state in plain words, as the end of "AWS is …".
fn busy(status: &str) -> String {
    match status {
        "" | "creating" | AVAILABLE => "creating the cache".to_owned(),
        "modifying" => "applying changes to the cache".to_owned(),
        "snapshotting" => "copying the cache".to_owned(),
        DELETING => "removing the cache".to_owned(),
        other => format!("busy with the cache ({other})"),
    }
}
