//! Calls for the roles that servers and builds run as.

use async_trait::async_trait;
use aws_sdk_iam::types::{Role, Tag};

use crate::aws::driver::{gone, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::iam_role::{IamRole, IamRoleOutputs};

#[async_trait]
impl Driver for IamRole {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<IamRoleOutputs>, CloudError> {
        let Some(role) = current(call, &self.name).await? else { return Ok(Seen::Absent) };
        let ours = call.owns(role.tags().iter().map(|tag| (tag.key(), tag.value())));
        Ok(Seen::named(ours, format!("the role `{}`", self.name), outputs(&role)?))
    }

    async fn create(&self, call: &Call<'_>) -> Result<IamRoleOutputs, CloudError> {
        let create =
            call.clients.iam.create_role().role_name(&self.name).assume_role_policy_document(self.trust().to_string());
        let answer = create.set_tags(Some(iam_tags(call))).send().await?;
        Ok(IamRoleOutputs { name: self.name.clone(), arn: needed(answer.role().map(Role::arn), "role's ARN")? })
    }

    async fn configure(&self, call: &Call<'_>, outputs: &IamRoleOutputs) -> Result<(), CloudError> {
        let attached = attached(call, &outputs.name).await?;
        for arn in self.managed_policies.iter().filter(|arn| !attached.contains(arn)) {
            call.clients.iam.attach_role_policy().role_name(&outputs.name).policy_arn(arn).send().await?;
        }
        for arn in attached.iter().filter(|arn| !self.managed_policies.contains(arn)) {
            call.clients.iam.detach_role_policy().role_name(&outputs.name).policy_arn(arn).send().await.or_absent()?;
        }
        Ok(())
    }

    async fn changed(&self, call: &Call<'_>, outputs: &IamRoleOutputs) -> Result<Option<String>, CloudError> {
        // An organisation's own tools attach theirs to every server's role: that is nobody's mistake.
        let attached = attached(call, &outputs.name).await?;
        let lacks = self.managed_policies.iter().any(|arn| !attached.contains(arn));
        Ok(lacks.then(|| "its managed policies".to_owned()))
    }

    async fn poll(&self, call: &Call<'_>, outputs: &IamRoleOutputs) -> Result<Poll<IamRoleOutputs>, CloudError> {
        Ok(if current(call, &outputs.name).await?.is_some() { Poll::Ready(outputs.clone()) } else { unseen() })
    }

    // A role with policies cannot be deleted.
    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &IamRoleOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let (iam, name) = (&call.clients.iam, &outputs.name);
        let Some(attached) = attached(call, name).await.or_absent()? else { return Ok(Vec::new()) };
        for arn in attached {
            iam.detach_role_policy().role_name(name).policy_arn(arn).send().await.or_absent()?;
        }
        let inline = iam.list_role_policies().role_name(name).send().await.or_absent()?;
        for policy in inline
            .as_ref()
            .map(aws_sdk_iam::operation::list_role_policies::ListRolePoliciesOutput::policy_names)
            .unwrap_or_default()
        {
            iam.delete_role_policy().role_name(name).policy_name(policy).send().await.or_absent()?;
        }
        iam.delete_role().role_name(name).send().await.or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &IamRoleOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(current(call, &outputs.name).await?.is_none()))
    }
}

fn outputs(role: &Role) -> Result<IamRoleOutputs, CloudError> {
    Ok(IamRoleOutputs {
        name: needed(Some(role.role_name()), "role's name")?,
        arn: needed(Some(role.arn()), "role's ARN")?,
    })
}

/// The call's tags as IAM takes them.
pub(crate) fn iam_tags(call: &Call<'_>) -> Vec<Tag> {
    call.tags().into_iter().filter_map(|(key, value)| Tag::builder().key(key).value(value).build().ok()).collect()
}

async fn current(call: &Call<'_>, name: &str) -> Result<Option<Role>, CloudError> {
    Ok(call.clients.iam.get_role().role_name(name).send().await.or_absent()?.and_then(|answer| answer.role().cloned()))
}

/// ARNs of the managed policies attached to a role.
async fn attached(call: &Call<'_>, name: &str) -> Result<Vec<String>, CloudError> {
    let answer = call.clients.iam.list_attached_role_policies().role_name(name).send().await?;
    Ok(answer.attached_policies().iter().filter_map(|policy| policy.policy_arn().map(str::to_owned)).collect())
}
