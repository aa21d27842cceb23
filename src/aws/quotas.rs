//! What the account may have in the region, and how much of it is in use. Counted is only what certainly counts: a
//! refusal by mistake would be worse than AWS's own.

use aws_sdk_ec2::types::{Instance, InstanceLifecycleType, InstanceType};

use super::clients::Clients;
use super::error::{self, OrAbsent};
use super::tags::ec2::filter;
use crate::engine::{Allowance, CloudError, Owner};
use crate::resource::Quota;
use crate::resource::quota::{is_ordinary, processors};

pub(super) async fn allowance(clients: &Clients, owner: &Owner, quota: Quota) -> Result<Allowance, CloudError> {
    let used = async {
        match quota {
            Quota::Vpcs => vpcs(clients, owner).await,
            Quota::Addresses => addresses(clients).await,
            Quota::Processors => running(clients).await,
            // Builds that run now do not keep ours from waiting for their turn.
            _ => Ok(0),
        }
    };
    let (limit, used) = tokio::try_join!(limit(clients, quota), used)?;
    Ok(Allowance { limit, used })
}

/// What applies to this account; where nobody ever changed it AWS may name the default only.
async fn limit(clients: &Clients, quota: Quota) -> Result<u32, CloudError> {
    let (service, code) = (quota.service(), quota.code());
    let ask = clients.quotas.get_service_quota().service_code(service).quota_code(code);
    let applied = ask.send().await.or_absent()?.and_then(|answer| answer.quota).and_then(|quota| quota.value);
    let value = match applied {
        Some(value) => Some(value),
        None => {
            let ask = clients.quotas.get_aws_default_service_quota().service_code(service).quota_code(code);
            ask.send().await?.quota.and_then(|quota| quota.value)
        }
    };
    let value =
        value.filter(|value| value.is_finite() && *value >= 0.0).ok_or_else(|| error::incomplete("quota's value"))?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative, and what is larger is no limit"
    )]
    let limit = value as u32;
    Ok(limit)
}

/// Networks that other accounts share are theirs.
async fn vpcs(clients: &Clients, owner: &Owner) -> Result<u32, CloudError> {
    let mut pages = clients.ec2.describe_vpcs().into_paginator().items().send();
    let mut count = 0;
    while let Some(vpc) = pages.next().await {
        count += u32::from(vpc?.owner_id().is_none_or(|whose| whose == owner.account));
    }
    Ok(count)
}

/// Addresses that one brought along, and those that services keep for themselves, do not count.
async fn addresses(clients: &Clients) -> Result<u32, CloudError> {
    let answer = clients.ec2.describe_addresses().send().await?;
    let counts = |address: &&aws_sdk_ec2::types::Address| {
        address.public_ipv4_pool().is_none_or(|pool| pool == "amazon") && address.service_managed().is_none()
    };
    Ok(u32::try_from(answer.addresses().iter().filter(counts).count()).unwrap_or(u32::MAX))
}

async fn running(clients: &Clients) -> Result<u32, CloudError> {
    let alive = filter("instance-state-name", ["pending", "running"]);
    let mut pages = clients.ec2.describe_instances().filters(alive).into_paginator().items().send();
    let mut count = 0;
    while let Some(reservation) = pages.next().await {
        count += reservation?.instances().iter().map(counted).sum::<u32>();
    }
    Ok(count)
}

/// Spot servers and those of special families have quotas of their own.
fn counted(server: &Instance) -> u32 {
    let instance_type = server.instance_type().map(InstanceType::as_str).unwrap_or_default();
    if server.instance_lifecycle() == Some(&InstanceLifecycleType::Spot) || !is_ordinary(instance_type) {
        return 0;
    }
    let options = server.cpu_options().and_then(|cpu| Some(cpu.core_count()? * cpu.threads_per_core()?));
    options.and_then(|count| u32::try_from(count).ok()).or_else(|| processors(instance_type)).unwrap_or(0)
}
