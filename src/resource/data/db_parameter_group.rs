//! Database settings. The family never changes: a new major version takes a new group.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Region;
use crate::resource::{Change, Fake, Needed, Phase, Resource};

/// What the AWS console says of it.
pub const DESCRIPTION: &str = "cloudstead: settings of the database";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DbParameterGroup {
    pub name: String,
    /// Such as `postgres17`.
    pub family: String,
    pub parameters: BTreeMap<String, String>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DbParameterGroupOutputs {
    pub name: String,
}

impl Resource for DbParameterGroup {
    type Outputs = DbParameterGroupOutputs;

    const KIND: &'static str = "db-parameter-group";
    const PHASE: Phase = Phase::Database;
    const ACTIONS: &'static [&'static str] = &[
        "rds:AddTagsToResource",
        "rds:CreateDBParameterGroup",
        "rds:DeleteDBParameterGroup",
        "rds:DescribeDBParameterGroups",
        "rds:DescribeDBParameters",
        "rds:ListTagsForResource",
        "rds:ModifyDBParameterGroup",
    ];

    fn title(&self) -> String {
        "database settings (parameter group)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        Vec::new()
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.name.to_lowercase())
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.name == old.name && self.family == old.family { Change::Update } else { Change::Replace }
    }

    fn simulate(&self, _fake: &mut Fake<'_>) -> Self::Outputs {
        DbParameterGroupOutputs { name: self.name.clone() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}
