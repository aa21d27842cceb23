//! A placard beside a deployment. Only tests have it: it shows what adding a kind takes.

use serde::{Deserialize, Serialize};

use crate::model::{Quantity, Region, Usage};
use crate::resource::{Change, Fake, Lookup, Needed, Phase, PriceKey, PriceLine, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placard {
    /// Full name of a parameter.
    pub name: String,
    pub text: String,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacardOutputs {
    pub name: String,
}

impl Resource for Placard {
    type Outputs = PlacardOutputs;

    const KIND: &'static str = "placard";
    const PHASE: Phase = Phase::Monitoring;
    const RECORDS_FOR: &'static str = "show the placard";
    const VALUES: &'static [&'static str] = &["placard-name"];
    const EXPLAINED: &'static [(&'static str, &'static str)] = &[("Placard", "What hangs beside the app.")];
    const ACTIONS: &'static [&'static str] = &["ssm:DeleteParameter", "ssm:GetParameters", "ssm:PutParameter"];

    fn title(&self) -> String {
        "placard (parameter)".to_owned()
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

    fn interrupts(&self, change: Option<Change>, _old: Option<&Self>, time: &str) -> Option<String> {
        change.map(|_| format!("{time} without a placard"))
    }

    fn beyond_free_plan(&self) -> Vec<String> {
        vec!["placards".to_owned()]
    }

    fn prices(&self, _usage: &Usage) -> Vec<PriceLine> {
        vec![PriceLine::new("Placard", PriceKey::new("ebs", "gp3_gb_month"), Quantity::whole(100), "GB-month")]
    }

    fn holds_data(&self) -> bool {
        true
    }

    fn on_delete(&self) -> &'static str {
        "the placard is torn up"
    }

    fn records(&self, outputs: Option<&Self::Outputs>, _lookup: &dyn Lookup) -> Vec<String> {
        vec![format!("placard.example.com TXT {}", outputs.map_or("", |outputs| &outputs.name))]
    }

    fn simulate(&self, _fake: &mut Fake<'_>) -> Self::Outputs {
        PlacardOutputs { name: self.name.clone() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }

    fn value(outputs: &Self::Outputs, name: &str) -> Option<String> {
        Self::VALUES.contains(&name).then(|| outputs.name.clone())
    }
}
