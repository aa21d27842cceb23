//! The app's database migration, run once by one server before the release serves.

use serde::{Deserialize, Serialize};

use crate::model::NodeId;
use crate::resource::{Fake, Lifecycle, Needed, Phase, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Migration {
    /// Parameter that records it, such as `/cloudstead/demo/migrations/<release>`.
    pub parameter: String,
    /// What must have started, so that somebody runs it.
    pub needs: Vec<NodeId>,
    /// Seconds before it can begin: the server's start and its image builds.
    pub start_seconds: u32,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MigrationOutputs {
    pub parameter: String,
}

impl Resource for Migration {
    type Outputs = MigrationOutputs;

    const KIND: &'static str = "migration";
    const PHASE: Phase = Phase::App;
    const LIFECYCLE: Lifecycle = Lifecycle::Fact;
    const ACTIONS: &'static [&'static str] = &["ssm:GetParameters"];

    fn title(&self) -> String {
        "the app prepares its tables (migration)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        Needed::all(&self.needs)
    }

    fn extra_seconds(&self) -> u32 {
        self.start_seconds
    }

    fn waiting(&self) -> &'static str {
        "waiting for the app to prepare its tables"
    }

    fn simulate(&self, _fake: &mut Fake<'_>) -> Self::Outputs {
        MigrationOutputs { parameter: self.parameter.clone() }
    }
}
