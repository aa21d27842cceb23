//! Visitors of the plain port are sent to HTTPS, from when HTTPS works; until then the app answers there too.

use serde::{Deserialize, Serialize};

use crate::resource::listener::Listener;
use crate::resource::target_group::TargetGroup;
use crate::resource::{Change, Fake, Needed, Phase, Ref, Resource};

/// What is asked of AWS: another default action of the HTTP listener.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HttpsRedirect {
    pub http: Ref<Listener>,
    /// Must exist first.
    pub https: Ref<Listener>,
    /// Where visitors go again when the redirect is removed.
    pub targets: Ref<TargetGroup>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpsRedirectOutputs {
    /// The HTTP listener's.
    pub arn: String,
    /// The target group's ARN.
    pub targets: String,
}

impl Resource for HttpsRedirect {
    type Outputs = HttpsRedirectOutputs;

    const KIND: &'static str = "https-redirect";
    const PHASE: Phase = Phase::LoadBalancer;
    const ACTIONS: &'static [&'static str] =
        &["elasticloadbalancing:DescribeListeners", "elasticloadbalancing:ModifyListener"];

    fn title(&self) -> String {
        "HTTP visitors are sent to HTTPS".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.http.needed(), self.https.needed(), self.targets.needed()]
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.http == old.http { Change::Update } else { Change::Replace }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        HttpsRedirectOutputs {
            arn: fake.get(&self.http).map(|listener| listener.arn).unwrap_or_default(),
            targets: fake.get(&self.targets).map(|targets| targets.arn).unwrap_or_default(),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.arn.clone())
    }
}
