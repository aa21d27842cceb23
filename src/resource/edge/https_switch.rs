//! Tells the server that its domain points at it, so that it may ask for its certificate (Let's Encrypt punishes early
//! tries).

use serde::{Deserialize, Serialize};

use crate::resource::dns_visible::DnsVisible;
use crate::resource::{Fake, Needed, Phase, Ref, Resource};

/// What the parameter says.
pub const ON: &str = "on";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HttpsSwitch {
    /// Parameter that the server polls, such as `/cloudstead/demo/https-5f1c9a02`.
    pub parameter: String,
    pub visible: Ref<DnsVisible>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpsSwitchOutputs {
    pub parameter: String,
}

impl Resource for HttpsSwitch {
    type Outputs = HttpsSwitchOutputs;

    const KIND: &'static str = "https-switch";
    const PHASE: Phase = Phase::Certificate;
    const ACTIONS: &'static [&'static str] = &[
        "ssm:AddTagsToResource",
        "ssm:DeleteParameter",
        "ssm:GetParameters",
        "ssm:ListTagsForResource",
        "ssm:PutParameter",
    ];

    fn title(&self) -> String {
        "server asks for its certificate".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.visible.needed()]
    }

    fn simulate(&self, _fake: &mut Fake<'_>) -> Self::Outputs {
        HttpsSwitchOutputs { parameter: self.parameter.clone() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.parameter.clone())
    }
}
