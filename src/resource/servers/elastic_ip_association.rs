//! The fixed address given to the server.

use serde::{Deserialize, Serialize};

use crate::resource::elastic_ip::ElasticIp;
use crate::resource::instance::Instance;
use crate::resource::{Fake, Needed, Phase, Ref, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ElasticIpAssociation {
    pub address: Ref<ElasticIp>,
    pub instance: Ref<Instance>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElasticIpAssociationOutputs {
    pub association_id: String,
}

impl Resource for ElasticIpAssociation {
    type Outputs = ElasticIpAssociationOutputs;

    const KIND: &'static str = "elastic-ip-association";
    const PHASE: Phase = Phase::Compute;
    const ACTIONS: &'static [&'static str] =
        &["ec2:AssociateAddress", "ec2:DescribeAddresses", "ec2:DisassociateAddress"];

    fn title(&self) -> String {
        "fixed address on the server".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.address.needed(), self.instance.needed()]
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        ElasticIpAssociationOutputs { association_id: fake.id("eipassoc") }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.association_id.clone())
    }
}
