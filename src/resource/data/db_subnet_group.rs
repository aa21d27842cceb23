//! The subnets a database may live in; two zones even for one copy (AWSFACTS section 2.1).

use serde::{Deserialize, Serialize};

use crate::model::Region;
use crate::resource::subnet::Subnet;
use crate::resource::{Fake, Needed, Phase, Ref, Resource};

/// What the AWS console says of it.
pub const DESCRIPTION: &str = "cloudstead: where the database may live";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DbSubnetGroup {
    /// Stored in small letters.
    pub name: String,
    pub subnets: Vec<Ref<Subnet>>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DbSubnetGroupOutputs {
    pub name: String,
}

impl Resource for DbSubnetGroup {
    type Outputs = DbSubnetGroupOutputs;

    const KIND: &'static str = "db-subnet-group";
    const PHASE: Phase = Phase::Database;
    const ACTIONS: &'static [&'static str] = &[
        "rds:AddTagsToResource",
        "rds:CreateDBSubnetGroup",
        "rds:DeleteDBSubnetGroup",
        "rds:DescribeDBSubnetGroups",
        "rds:ListTagsForResource",
    ];

    fn title(&self) -> String {
        "where the database lives (subnet group)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        self.subnets.iter().map(Ref::needed).collect()
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.name.to_lowercase())
    }

    fn simulate(&self, _fake: &mut Fake<'_>) -> Self::Outputs {
        DbSubnetGroupOutputs { name: self.name.clone() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}
