//! An AWS budget that e-mails when the account's month costs more than agreed. Free; AWS evaluates it about once a day.

use serde::{Deserialize, Serialize};

use crate::model::Region;
use crate::resource::{Change, Fake, Needed, Phase, Resource};

/// What is written about: money spent, or expected by the end of the month, and at how many per cent of the limit.
pub const NOTICES: [(&str, f64); 3] = [("ACTUAL", 80.0), ("ACTUAL", 100.0), ("FORECASTED", 100.0)];

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    pub name: String,
    /// USD per month.
    pub limit_usd: u32,
    pub email: String,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetOutputs {
    pub name: String,
}

impl Resource for Budget {
    type Outputs = BudgetOutputs;

    const KIND: &'static str = "budget";
    const PHASE: Phase = Phase::Monitoring;
    const ACTIONS: &'static [&'static str] =
        &["budgets:ListTagsForResource", "budgets:ModifyBudget", "budgets:TagResource", "budgets:ViewBudget"];

    fn title(&self) -> String {
        format!("e-mail when a month costs more than ${}", self.limit_usd)
    }

    fn refs(&self) -> Vec<Needed> {
        Vec::new()
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.name.clone())
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.name == old.name && self.email == old.email { Change::Update } else { Change::Replace }
    }

    fn simulate(&self, _fake: &mut Fake<'_>) -> Self::Outputs {
        BudgetOutputs { name: self.name.clone() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}
