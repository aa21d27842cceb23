//! The app answers at its address, seen from this machine.

use serde::{Deserialize, Serialize};

use crate::model::NodeId;
use crate::resource::https_report::HttpsReport;
use crate::resource::{Fake, Lifecycle, Lookup, MissingOutput, Needed, Phase, Ref, Resource, Target, fetch};

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
    /// What is wanted in the end: https, or plain http where no certificate can be had.
    pub https: bool,
    /// The domain name, or where the app is reached without one.
    pub host: Host,
    /// Health path, such as `/api/health`.
    pub path: String,
    /// What must be there before an answer can be expected.
    pub after: Vec<NodeId>,
    /// A single server's word on its certificates: while it has none, plain http is an answer too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secured: Option<Ref<HttpsReport>>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerOutputs {
    pub url: String,
    /// Last day of the certificate (YYYY-MM-DD), for https.
    pub certificate_until: Option<String>,
    /// Why it is plain http although https is wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plain_because: Option<String>,
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

    fn refs(&self) -> Vec<Needed> {
        let mut refs = Needed::all(&self.after);
        if let Host::Target(target) = &self.host {
            refs.push(target.reference());
        }
        refs.extend(self.secured.as_ref().map(Ref::needed));
        refs
    }

    fn waiting(&self) -> &'static str {
        "waiting for the app to answer"
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        let plain_because = self.plain_because(fake.lookup).unwrap_or_default();
        let https = self.https && plain_because.is_none();
        let url = self.url(https, fake.lookup).unwrap_or_default();
        AnswerOutputs { url, certificate_until: https.then(|| "2027-06-07".to_owned()), plain_because }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.url.clone())
    }
}

impl Answer {
    /// Why the server serves by plain http for now; `None` where it does not, or nobody has a say in it.
    ///
    /// # Errors
    /// While the server has not said anything.
    pub fn plain_because(&self, lookup: &dyn Lookup) -> Result<Option<String>, MissingOutput> {
        self.secured.as_ref().map_or(Ok(None), |report| Ok(fetch(lookup, report)?.plain_because))
    }

    /// The URL that is asked, once the address is known.
    ///
    /// # Errors
    /// While the address does not exist yet.
    pub fn url(&self, https: bool, lookup: &dyn Lookup) -> Result<String, MissingOutput> {
        let scheme = if https { "https" } else { "http" };
        let host = match &self.host {
            Host::Name(name) => name.clone(),
            Host::Target(target) => target.host(lookup)?,
        };
        Ok(format!("{scheme}://{host}"))
    }
}
