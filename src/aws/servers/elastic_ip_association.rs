//! Calls that give the fixed address to the server. Untagged: an address has one association at most.

use async_trait::async_trait;

use crate::aws::driver::{gone, state, unseen};
use crate::aws::error::{OrAbsent, needed};
use crate::aws::network::elastic_ip::address;
use crate::aws::tags::ec2::filter;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::elastic_ip_association::{ElasticIpAssociation, ElasticIpAssociationOutputs};

#[async_trait]
impl Driver for ElasticIpAssociation {
    // The address is ours: given to another server (the one being replaced), it is just not given to this one yet.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<ElasticIpAssociationOutputs>, CloudError> {
        let instance = call.output(&self.instance)?.instance_id;
        let address = address(call, &call.output(&self.address)?.allocation_id).await?;
        Ok(
            match address
                .as_ref()
                .filter(|address| address.instance_id() == Some(&instance))
                .and_then(|address| address.association_id())
            {
                Some(id) => Seen::Ours(outputs(Some(id))?),
                None => Seen::Absent,
            },
        )
    }

    async fn create(&self, call: &Call<'_>) -> Result<ElasticIpAssociationOutputs, CloudError> {
        let (address, instance) = (call.output(&self.address)?.allocation_id, call.output(&self.instance)?.instance_id);
        let associate =
            call.clients.ec2.associate_address().allocation_id(address).instance_id(instance).allow_reassociation(true);
        outputs(associate.send().await?.association_id())
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        outputs: &ElasticIpAssociationOutputs,
    ) -> Result<Poll<ElasticIpAssociationOutputs>, CloudError> {
        let address = address(call, &call.output(&self.address)?.allocation_id).await?;
        Ok(match address {
            Some(address) => {
                state(address.association_id() == Some(&outputs.association_id), outputs.clone(), "associating")
            }
            None => unseen(),
        })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &ElasticIpAssociationOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.ec2.disassociate_address().association_id(&outputs.association_id).send().await.or_absent()?;
        Ok(Vec::new())
    }

    async fn poll_gone(&self, call: &Call<'_>, outputs: &ElasticIpAssociationOutputs) -> Result<Poll<()>, CloudError> {
        let answer = call
            .clients
            .ec2
            .describe_addresses()
            .filters(filter("association-id", [outputs.association_id.as_str()]))
            .send()
            .await?;
        Ok(gone(answer.addresses().is_empty()))
    }
}

fn outputs(id: Option<&str>) -> Result<ElasticIpAssociationOutputs, CloudError> {
    Ok(ElasticIpAssociationOutputs { association_id: needed(id, "association id")? })
}
