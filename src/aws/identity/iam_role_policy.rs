//! Calls for what the servers may do.

use async_trait::async_trait;

use crate::aws::calls::{role_policies, written};
use crate::aws::driver::{gone, unseen};
use crate::aws::{Call, Driver, Seen, error};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::Deployed;
use crate::resource::iam_role_policy::{IamRolePolicy, IamRolePolicyOutputs};

#[async_trait]
impl Driver for IamRolePolicy {
    // It lives inside a role that is ours.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<IamRolePolicyOutputs>, CloudError> {
        let outputs = self.named(call)?;
        Ok(if role_policies::exists(call, &outputs.role, &outputs.name).await? {
            Seen::Ours(outputs)
        } else {
            Seen::Absent
        })
    }

    async fn create(&self, call: &Call<'_>) -> Result<IamRolePolicyOutputs, CloudError> {
        let outputs = self.named(call)?;
        self.put(call, &outputs).await?;
        Ok(outputs)
    }

    // Putting it again changes nothing or brings an older one up to date.
    async fn configure(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<(), CloudError> {
        self.put(call, outputs).await
    }

    async fn changed(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<Option<String>, CloudError> {
        let wanted = self.wanted(call)?;
        role_policies::changed(call, &outputs.role, &outputs.name, &wanted).await
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        outputs: &IamRolePolicyOutputs,
    ) -> Result<Poll<IamRolePolicyOutputs>, CloudError> {
        Ok(if role_policies::exists(call, &outputs.role, &outputs.name).await? {
            Poll::Ready(outputs.clone())
        } else {
            unseen()
        })
    }

    // The servers are gone by now: what they wrote goes with the permission to write it.
    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &IamRolePolicyOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        if let Some(prefix) = self.parameters() {
            written::remove(call.clients, prefix).await?;
        }
        role_policies::remove(call, &outputs.role, &outputs.name).await?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(!role_policies::exists(call, &outputs.role, &outputs.name).await?))
    }
}

impl IamRolePolicy {
    fn named(&self, call: &Call<'_>) -> Result<IamRolePolicyOutputs, CloudError> {
        Ok(IamRolePolicyOutputs { role: call.output(&self.role)?.name, name: self.name.clone() })
    }

    fn wanted(&self, call: &Call<'_>) -> Result<String, CloudError> {
        let owner = call.owner;
        let bucket = self.bucket().ok_or_else(|| error::internal("servers without a bucket".to_owned()))?;
        let bucket = call.output(bucket)?.arn;
        let of = Deployed { bucket: &bucket, region: owner.region.code(), account: &owner.account, id: &owner.id };
        Ok(self.document(&of).to_string())
    }

    async fn put(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<(), CloudError> {
        role_policies::put(call, &outputs.role, &outputs.name, self.wanted(call)?).await
    }
}
