//! Calls for a fixed public address.

use async_trait::async_trait;
use aws_sdk_ec2::types::{Address, DomainType, ResourceType};

use crate::aws::driver::{gone, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::{Call, Driver, Seen, tags};
use crate::engine::{CloudError, DataChoice, ErrorClass, Kept, Poll};
use crate::resource::elastic_ip::{ElasticIp, ElasticIpOutputs};

#[async_trait]
impl Driver for ElasticIp {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<ElasticIpOutputs>, CloudError> {
        let answer = call.clients.ec2.describe_addresses().set_filters(Some(tags::ec2::filters(call))).send().await?;
        let found = answer.addresses().iter().map(|address| {
            let outputs = outputs(address.allocation_id(), address.public_ip())?;
            Ok((outputs.allocation_id.clone(), outputs))
        });
        Ok(Seen::judge(found.collect::<Result<_, CloudError>>()?))
    }

    async fn create(&self, call: &Call<'_>) -> Result<ElasticIpOutputs, CloudError> {
        let tags = tags::ec2::specification(call, ResourceType::ElasticIp);
        let answer =
            call.clients.ec2.allocate_address().domain(DomainType::Vpc).tag_specifications(tags).send().await?;
        outputs(answer.allocation_id(), answer.public_ip())
    }

    async fn poll(&self, call: &Call<'_>, outputs: &ElasticIpOutputs) -> Result<Poll<ElasticIpOutputs>, CloudError> {
        Ok(if address(call, &outputs.allocation_id).await?.is_some() { Poll::Ready(outputs.clone()) } else { unseen() })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &ElasticIpOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let release = call.clients.ec2.release_address().allocation_id(&outputs.allocation_id);
        match release.send().await.or_absent() {
            // AWS's word for "still mapped" as well as for "no longer yours" (AWSFACTS section 2.3).
            Err(error) if error.code == "AuthFailure" => match address(call, &outputs.allocation_id).await? {
                Some(_) => Err(CloudError {
                    class: ErrorClass::Wait,
                    what: "AWS still counts the address as in use".to_owned(),
                    ..error
                }),
                None => Ok(Vec::new()),
            },
            other => other.map(|_| Vec::new()),
        }
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &ElasticIpOutputs) -> Result<Poll<()>, CloudError> {
        Ok(gone(address(call, &outputs.allocation_id).await?.is_none()))
    }
}

fn outputs(allocation: Option<&str>, address: Option<&str>) -> Result<ElasticIpOutputs, CloudError> {
    Ok(ElasticIpOutputs { allocation_id: needed(allocation, "allocation id")?, public_ip: needed(address, "address")? })
}

/// An allocated address, with what it is associated to.
pub(crate) async fn address(call: &Call<'_>, allocation: &str) -> Result<Option<Address>, CloudError> {
    let answer = call.clients.ec2.describe_addresses().allocation_ids(allocation).send().await.or_absent()?;
    Ok(answer.and_then(|answer| answer.addresses().first().cloned()))
}
