//! Calls for what builds may do.

use async_trait::async_trait;

use crate::aws::calls::role_policies;
use crate::aws::driver::{gone, unseen};
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::build_policy::{BuildPolicy, BuildPolicyOutputs};

#[async_trait]
impl Driver for BuildPolicy {
    // It lives inside a role that is ours.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<BuildPolicyOutputs>, CloudError> {
        let outputs = self.named(call)?;
        Ok(if role_policies::exists(call, &outputs.role, &outputs.name).await? {
            Seen::Ours(outputs)
        } else {
            Seen::Absent
        })
    }

    async fn create(&self, call: &Call<'_>) -> Result<BuildPolicyOutputs, CloudError> {
        let outputs = self.named(call)?;
        role_policies::put(call, &outputs.role, &outputs.name, self.document(call)?).await?;
        Ok(outputs)
    }

    // Putting it again changes nothing or brings an older one up to date.
    async fn configure(&self, call: &Call<'_>, outputs: &BuildPolicyOutputs) -> Result<(), CloudError> {
        role_policies::put(call, &outputs.role, &outputs.name, self.document(call)?).await
    }

    async fn changed(&self, call: &Call<'_>, outputs: &BuildPolicyOutputs) -> Result<Option<String>, CloudError> {
        role_policies::changed(call, &outputs.role, &outputs.name, &self.document(call)?).await
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        outputs: &BuildPolicyOutputs,
    ) -> Result<Poll<BuildPolicyOutputs>, CloudError> {
        let there = role_policies::exists(call, &outputs.role, &outputs.name).await?;
        Ok(if there { Poll::Ready(outputs.clone()) } else { unseen() })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &BuildPolicyOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        role_policies::remove(call, &outputs.role, &outputs.name).await?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &BuildPolicyOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(!role_policies::exists(call, &outputs.role, &outputs.name).await?))
    }
}

impl BuildPolicy {
    fn named(&self, call: &Call<'_>) -> Result<BuildPolicyOutputs, CloudError> {
        Ok(BuildPolicyOutputs { role: call.output(&self.role)?.name, name: self.name.clone() })
    }

    fn document(&self, call: &Call<'_>) -> Result<String, CloudError> {
        let repositories =
            self.repositories.iter().map(|one| Ok(call.output(one)?.name)).collect::<Result<Vec<_>, CloudError>>()?;
        let (region, account, logs) = (call.owner.region.code(), &call.owner.account, call.output(&self.logs)?.name);
        Ok(Self::granted(region, account, &repositories, &logs, &self.parameters).to_string())
    }
}
