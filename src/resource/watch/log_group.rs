//! Where the servers' logs go. Kept for a limited time, since AWS would keep and bill them for ever.

use serde::{Deserialize, Serialize};

use crate::model::{Quantity, Region, Usage};
use crate::resource::{Change, Fake, Needed, Phase, PriceKey, PriceLine, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogGroup {
    pub name: String,
    /// One of AWS's fixed choices (1, 3, 5, 7, 14, 30 …).
    pub retention_days: u32,
    /// Of builds only, whose few megabytes cost less than a cent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_builds: bool,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogGroupOutputs {
    pub name: String,
}

impl Resource for LogGroup {
    type Outputs = LogGroupOutputs;

    const KIND: &'static str = "log-group";
    const PHASE: Phase = Phase::Monitoring;
    const EXPLAINED: &'static [(&'static str, &'static str)] = &[
        (
            "Log ingestion",
            "What servers and app write about their work, taken in by AWS and billed by the GB (CloudWatch).",
        ),
        ("Log storage", "Keeping these texts where you can search them."),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:DescribeLogGroups",
        "logs:ListTagsForResource",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
    ];

    fn title(&self) -> String {
        let whose = if self.of_builds { "logs of builds" } else { "logs" };
        format!("{whose}, kept {} days", self.retention_days)
    }

    fn refs(&self) -> Vec<Needed> {
        Vec::new()
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.name.clone())
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.name == old.name { Change::Update } else { Change::Replace }
    }

    fn prices(&self, usage: &Usage) -> Vec<PriceLine> {
        if self.of_builds {
            return Vec::new();
        }
        let stored = i64::from(usage.log_gb) * 1000 * i64::from(self.retention_days) / 30;
        vec![
            PriceLine::new(
                "Log ingestion",
                PriceKey::new("cloudwatch", "logs_ingest_gb"),
                Quantity::whole(usage.log_gb.into()),
                "GB",
            ),
            PriceLine::new(
                "Log storage",
                PriceKey::new("cloudwatch", "logs_storage_gb_month"),
                Quantity::thousandths(stored),
                "GB-month",
            ),
        ]
    }

    fn simulate(&self, _fake: &mut Fake<'_>) -> Self::Outputs {
        LogGroupOutputs { name: self.name.clone() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}
