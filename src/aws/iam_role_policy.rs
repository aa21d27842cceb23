//! Calls for what the servers may do.

use async_trait::async_trait;
use percent_encoding::percent_decode_str;

use super::driver::{gone, unseen};
use super::error::OrAbsent;
use super::{Call, Driver, Seen, written};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::iam_role_policy::{Deployed, IamRolePolicy, IamRolePolicyOutputs};

#[async_trait]
impl Driver for IamRolePolicy {
    // It lives inside a role that is ours.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<IamRolePolicyOutputs>, CloudError> {
        let outputs = self.named(call)?;
        Ok(if exists(call, &outputs).await? { Seen::Ours(outputs) } else { Seen::Absent })
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

    // AWS answers with the document percent-encoded (RFC 3986), and may order it differently.
    async fn changed(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<Option<String>, CloudError> {
        let ask = call.clients.iam.get_role_policy().role_name(&outputs.role).policy_name(&outputs.name);
        let Some(found) = ask.send().await.or_absent()? else { return Ok(None) };
        let wanted = self.wanted(call)?;
        Ok((!is_same(found.policy_document(), &wanted)).then(|| "what it allows".to_owned()))
    }

    async fn poll(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<Poll<IamRolePolicyOutputs>, CloudError> {
        Ok(if exists(call, outputs).await? { Poll::Ready(outputs.clone()) } else { unseen() })
    }

    // The servers are gone by now: what they wrote goes with the permission to write it.
    async fn delete(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs, _choice: DataChoice) -> Result<Vec<Kept>, CloudError> {
        written::remove(call.clients, &self.parameters).await?;
        call.clients.iam.delete_role_policy().role_name(&outputs.role).policy_name(&outputs.name).send().await.or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(!exists(call, outputs).await?))
    }
}

impl IamRolePolicy {
    fn named(&self, call: &Call<'_>) -> Result<IamRolePolicyOutputs, CloudError> {
        Ok(IamRolePolicyOutputs { role: call.output(&self.role)?.name, name: self.name.clone() })
    }

    fn wanted(&self, call: &Call<'_>) -> Result<String, CloudError> {
        let (owner, bucket) = (call.owner, call.output(&self.bucket)?.arn);
        let of = Deployed { bucket: &bucket, region: owner.region.code(), account: &owner.account, id: &owner.id };
        Ok(self.document(&of).to_string())
    }

    async fn put(&self, call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<(), CloudError> {
        let document = self.wanted(call)?;
        let put = call.clients.iam.put_role_policy().role_name(&outputs.role).policy_name(&outputs.name).policy_document(document);
        put.send().await?;
        Ok(())
    }
}

/// Whether a document as AWS shows it says what the wanted one says; one that cannot be read counts as the same.
fn is_same(found: &str, wanted: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    let decoded = percent_decode_str(found).decode_utf8_lossy();
    read(&decoded).is_none_or(|found| Some(found) == read(wanted))
}

async fn exists(call: &Call<'_>, outputs: &IamRolePolicyOutputs) -> Result<bool, CloudError> {
    let ask = call.clients.iam.get_role_policy().role_name(&outputs.role).policy_name(&outputs.name);
    Ok(ask.send().await.or_absent()?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_compared_as_what_it_says() {
        let wanted = r#"{"Version":"2012-10-17","Statement":[{"Action":["s3:GetObject"],"Effect":"Allow"}]}"#;
        let shown = "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%5B%22s3%3AGetObject%22%5D%7D%5D%2C%20%22Version%22%3A%222012-10-17%22%7D";
        assert!(is_same(shown, wanted) && is_same(wanted, wanted) && is_same("not to be read", wanted));
        assert!(!is_same(&shown.replace("GetObject", "%2A"), wanted));
    }
}
