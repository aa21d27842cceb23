//! The app answers at its address, seen from this machine.

use serde::{Deserialize, Serialize};

use super::{Fake, Lifecycle, Lookup, MissingOutput, Phase, Resource, Target};
use crate::model::NodeId;

/// Where the app is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Host {
    Name(String),
    Target(Target),
}

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// True once there is a domain, else plain http.
    pub https: bool,
    /// The domain name, or where the app is reached without one.
    pub host: Host,
    /// Health path, such as `/api/health`.
    pub path: String,
    /// What must be there before an answer can be expected.
    pub after: Vec<NodeId>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerOutputs {
    pub url: String,
    /// Last day of the certificate (YYYY-MM-DD), for https.
    pub certificate_until: Option<String>,
}

impl Resource for Answer {
    type Outputs = AnswerOutputs;

    const KIND: &'static str = "answer";
    const PHASE: Phase = Phase::App;
    const LIFECYCLE: Lifecycle = Lifecycle::Probe;
    const ACTIONS: &'static [&'static str] = &[];

    fn title(&self) -> String {
        "the app answers".to_owned()
    }

    fn refs(&self) -> Vec<NodeId> {
        let mut refs = self.after.clone();
        if let Host::Target(target) = &self.host {
            refs.push(target.reference());
        }
        refs
    }

    fn waiting(&self) -> &'static str {
        "waiting for the app to answer"
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        let url = self.url(fake.lookup).unwrap_or_default();
        AnswerOutputs { url, certificate_until: self.https.then(|| "2027-06-07".to_owned()) }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.url.clone())
    }
}

impl Answer {
    /// The URL that is asked, once the address is known.
    ///
    /// # Errors
    /// While the address does not exist yet.
    pub fn url(&self, lookup: &dyn Lookup) -> Result<String, MissingOutput> {
        let scheme = if self.https { "https" } else { "http" };
        let host = match &self.host {
            Host::Name(name) => name.clone(),
            Host::Target(target) => target.host(lookup)?,
        };
        Ok(format!("{scheme}://{host}"))
    }
}
