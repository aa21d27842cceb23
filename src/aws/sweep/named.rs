//! What the tagging API misses, by name: roles, groups of servers, and parameters and logs that servers wrote untagged.

use aws_sdk_autoscaling::types::Filter;

use super::{Leftovers, asked, node};
use crate::aws::calls::written;
use crate::aws::clients::Clients;
use crate::aws::tags::{ID, is_ours};
use crate::engine::{CloudError, Owner};
use crate::model::aws_name;
use crate::model::text::clean_line;

pub(super) async fn list(clients: &Clients, owner: &Owner) -> Result<Leftovers, CloudError> {
    let (roles, groups, parameters, logs) = tokio::try_join!(
        roles(clients, owner),
        groups(clients, owner),
        parameters(clients, owner),
        logs(clients, owner)
    )?;
    Ok([roles, groups, parameters, logs].into_iter().flatten().collect())
}

/// What the servers and the builds run as. The servers' role and profile share their name.
async fn roles(clients: &Clients, owner: &Owner) -> Result<Leftovers, CloudError> {
    let [servers, builds] =
        ["servers", "builds"].map(|whose| aws_name(64, &[owner.deployment.as_str(), owner.region.code(), whose]));
    let (one, other, profile) = tokio::try_join!(
        asked(clients.iam.get_role().role_name(&servers).send()),
        asked(clients.iam.get_role().role_name(&builds).send()),
        asked(clients.iam.get_instance_profile().instance_profile_name(&servers).send()),
    )?;
    let roles = [one, other];
    let roles = roles.iter().flatten().filter_map(|answer| answer.role()).map(|role| (role.arn(), role.tags()));
    let profile =
        profile.as_ref().and_then(|answer| answer.instance_profile()).map(|profile| (profile.arn(), profile.tags()));
    let ours = roles.chain(profile).filter_map(|(arn, tags)| {
        let pairs = || tags.iter().map(|tag| (tag.key(), tag.value()));
        is_ours(owner, pairs()).then(|| (clean_line(arn), node(pairs())))
    });
    Ok(ours.collect())
}

async fn groups(clients: &Clients, owner: &Owner) -> Result<Leftovers, CloudError> {
    let ours = Filter::builder().name(format!("tag:{ID}")).values(&owner.id).build();
    let Some(answer) = asked(clients.autoscaling.describe_auto_scaling_groups().filters(ours).send()).await? else {
        return Ok(Leftovers::new());
    };
    // The status is only set while a group is being deleted.
    let groups = answer.auto_scaling_groups().iter().filter(|group| group.status().is_none());
    let named = groups.filter_map(|group| {
        let pairs = group.tags().iter().map(|tag| (tag.key().unwrap_or_default(), tag.value().unwrap_or_default()));
        group.auto_scaling_group_name().map(|name| (clean_line(name), node(pairs)))
    });
    Ok(named.collect())
}

async fn parameters(clients: &Clients, owner: &Owner) -> Result<Leftovers, CloudError> {
    let prefix = format!("/cloudstead/{}/", owner.deployment);
    let names = asked(written::named(clients, &prefix)).await?;
    Ok(names.into_iter().flatten().map(|name| (name, None)).collect())
}

/// Something that still writes makes a deleted group anew, without tags.
async fn logs(clients: &Clients, owner: &Owner) -> Result<Leftovers, CloudError> {
    let name = format!("/cloudstead/{}", owner.deployment);
    let Some(answer) = asked(clients.logs.describe_log_groups().log_group_name_prefix(&name).send()).await? else {
        return Ok(Leftovers::new());
    };
    let ours = |group: &str| group.strip_prefix(&name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let groups = answer.log_groups().iter().filter_map(|group| group.log_group_name());
    Ok(groups.filter(|group| ours(group)).map(|group| (clean_line(group), None)).collect())
}
