//! What the tagging API misses, by name: roles, groups of servers, and parameters and logs that servers wrote untagged.

use aws_sdk_autoscaling::types::Filter;

use super::{Leftovers, allowed, node};
use crate::aws::clients::Clients;
use crate::aws::tags::{ID, is_ours};
use crate::aws::written;
use crate::engine::{CloudError, Owner};
use crate::model::aws_name;
use crate::model::text::clean_line;

pub(super) async fn list(clients: &Clients, owner: &Owner, found: &mut Leftovers) -> Result<(), CloudError> {
    roles(clients, owner, found).await?;
    groups(clients, owner, found).await?;
    parameters(clients, owner, found).await?;
    logs(clients, owner, found).await
}

/// What the servers and the builds run as. The servers' role and profile share their name.
async fn roles(clients: &Clients, owner: &Owner, found: &mut Leftovers) -> Result<(), CloudError> {
    let [servers, builds] =
        ["servers", "builds"].map(|whose| aws_name(64, &[owner.deployment.as_str(), owner.region.code(), whose]));
    let roles = [
        allowed(clients.iam.get_role().role_name(&servers).send().await)?,
        allowed(clients.iam.get_role().role_name(&builds).send().await)?,
    ];
    let profile = allowed(clients.iam.get_instance_profile().instance_profile_name(&servers).send().await)?;
    let roles = roles.iter().flatten().filter_map(|answer| answer.role()).map(|role| (role.arn(), role.tags()));
    let profile =
        profile.as_ref().and_then(|answer| answer.instance_profile()).map(|profile| (profile.arn(), profile.tags()));
    for (arn, tags) in roles.chain(profile) {
        let pairs = || tags.iter().map(|tag| (tag.key(), tag.value()));
        if is_ours(owner, pairs()) {
            found.insert(clean_line(arn), node(pairs()));
        }
    }
    Ok(())
}

async fn groups(clients: &Clients, owner: &Owner, found: &mut Leftovers) -> Result<(), CloudError> {
    let ours = Filter::builder().name(format!("tag:{ID}")).values(&owner.id).build();
    let Some(answer) = allowed(clients.autoscaling.describe_auto_scaling_groups().filters(ours).send().await)? else {
        return Ok(());
    };
    // The status is only set while a group is being deleted.
    for group in answer.auto_scaling_groups().iter().filter(|group| group.status().is_none()) {
        let pairs = group.tags().iter().map(|tag| (tag.key().unwrap_or_default(), tag.value().unwrap_or_default()));
        found.extend(group.auto_scaling_group_name().map(|name| (clean_line(name), node(pairs))));
    }
    Ok(())
}

async fn parameters(clients: &Clients, owner: &Owner, found: &mut Leftovers) -> Result<(), CloudError> {
    let names = allowed(written::named(clients, &format!("/cloudstead/{}/", owner.deployment)).await)?;
    found.extend(names.into_iter().flatten().map(|name| (name, None)));
    Ok(())
}

/// Something that still writes makes a deleted group anew, without tags.
async fn logs(clients: &Clients, owner: &Owner, found: &mut Leftovers) -> Result<(), CloudError> {
    let name = format!("/cloudstead/{}", owner.deployment);
    let Some(answer) = allowed(clients.logs.describe_log_groups().log_group_name_prefix(&name).send().await)? else {
        return Ok(());
    };
    let ours = |group: &str| group.strip_prefix(&name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let groups = answer.log_groups().iter().filter_map(|group| group.log_group_name());
    found.extend(groups.filter(|group| ours(group)).map(|group| (clean_line(group), None)));
    Ok(())
}
