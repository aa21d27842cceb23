//! The subnets a cache may live in.

use serde::{Deserialize, Serialize};

use crate::model::Region;
use crate::resource::subnet::Subnet;
use crate::resource::{Fake, Needed, Phase, Ref, Resource};

/// What the AWS console says of it.
pub const DESCRIPTION: &str = "cloudstead: where the cache may live";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CacheSubnetGroup {
    /// At most 255 letters, digits and hyphens, stored in small letters.
    pub name: String,
    pub subnets: Vec<Ref<Subnet>>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheSubnetGroupOutputs {
    pub name: String,
}

impl Resource for CacheSubnetGroup {
    type Outputs = CacheSubnetGroupOutputs;

    const KIND: &'static str = "cache-subnet-group";
    const PHASE: Phase = Phase::Database;
    const ACTIONS: &'static [&'static str] = &[
        "elasticache:AddTagsToResource",
        "elasticache:CreateCacheSubnetGroup",
        "elasticache:DeleteCacheSubnetGroup",
        "elasticache:DescribeCacheSubnetGroups",
        "elasticache:ListTagsForResource",
    ];

    fn title(&self) -> String {
        "where the cache lives (subnet group)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        self.subnets.iter().map(Ref::needed).collect()
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.name.to_lowercase())
    }

    fn simulate(&self, _fake: &mut Fake<'_>) -> Self::Outputs {
        CacheSubnetGroupOutputs { name: self.name.clone() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}
