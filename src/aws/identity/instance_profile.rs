//! Calls for what hands the role to servers.

use async_trait::async_trait;
use aws_sdk_iam::types::InstanceProfile as Found;

use crate::aws::driver::{gone, state, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::identity::iam_role::iam_tags;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::instance_profile::{InstanceProfile, InstanceProfileOutputs};

#[async_trait]
impl Driver for InstanceProfile {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<InstanceProfileOutputs>, CloudError> {
        let Some(profile) = current(call, &self.name).await? else { return Ok(Seen::Absent) };
        let ours = call.owns(profile.tags().iter().map(|tag| (tag.key(), tag.value())));
        Ok(Seen::named(ours, format!("the instance profile `{}`", self.name), outputs(&profile)?))
    }

    async fn create(&self, call: &Call<'_>) -> Result<InstanceProfileOutputs, CloudError> {
        let create = call.clients.iam.create_instance_profile().instance_profile_name(&self.name);
        let answer = create.set_tags(Some(iam_tags(call))).send().await?;
        Ok(InstanceProfileOutputs {
            name: self.name.clone(),
            arn: needed(answer.instance_profile().map(Found::arn), "profile's ARN")?,
        })
    }

    // A profile holds one role at most.
    async fn configure(&self, call: &Call<'_>, outputs: &InstanceProfileOutputs) -> Result<(), CloudError> {
        let role = call.output(&self.role)?.name;
        let has = current(call, &outputs.name).await?.as_ref().map(roles).unwrap_or_default();
        for other in has.iter().filter(|name| **name != role) {
            remove(call, &outputs.name, other).await?;
        }
        if !has.contains(&role) {
            call.clients
                .iam
                .add_role_to_instance_profile()
                .instance_profile_name(&outputs.name)
                .role_name(&role)
                .send()
                .await?;
        }
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, outputs: &InstanceProfileOutputs) -> Result<Option<String>, CloudError> {
        let role = call.output(&self.role)?.name;
        let has = current(call, &outputs.name).await?.as_ref().map(roles);
        Ok(has.is_some_and(|has| has != [role]).then(|| "its role".to_owned()))
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        outputs: &InstanceProfileOutputs,
    ) -> Result<Poll<InstanceProfileOutputs>, CloudError> {
        let role = call.output(&self.role)?.name;
        Ok(match current(call, &outputs.name).await? {
            Some(profile) => state(roles(&profile).contains(&role), outputs.clone(), "it has no role yet"),
            None => unseen(),
        })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &InstanceProfileOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let Some(profile) = current(call, &outputs.name).await? else { return Ok(Vec::new()) };
        for role in roles(&profile) {
            remove(call, &outputs.name, &role).await?;
        }
        call.clients.iam.delete_instance_profile().instance_profile_name(&outputs.name).send().await.or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &InstanceProfileOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(current(call, &outputs.name).await?.is_none()))
    }
}

fn outputs(profile: &Found) -> Result<InstanceProfileOutputs, CloudError> {
    let name = needed(Some(profile.instance_profile_name()), "profile's name")?;
    Ok(InstanceProfileOutputs { name, arn: needed(Some(profile.arn()), "profile's ARN")? })
}

fn roles(profile: &Found) -> Vec<String> {
    profile.roles().iter().map(|role| role.role_name().to_owned()).collect()
}

async fn remove(call: &Call<'_>, profile: &str, role: &str) -> Result<(), CloudError> {
    let remove = call.clients.iam.remove_role_from_instance_profile().instance_profile_name(profile).role_name(role);
    remove.send().await.or_absent()?;
    Ok(())
}

async fn current(call: &Call<'_>, name: &str) -> Result<Option<Found>, CloudError> {
    let answer = call.clients.iam.get_instance_profile().instance_profile_name(name).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.instance_profile().cloned()))
}
