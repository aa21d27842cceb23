//! What a server says of its certificates: that they work, or why not. It goes on asking for them by itself.

use serde::{Deserialize, Serialize};

use crate::model::NodeId;
use crate::resource::instance::Instance;
use crate::resource::{Fake, Lifecycle, Needed, Phase, Ref, Resource};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HttpsReport {
    pub instance: Ref<Instance>,
    /// Parameter Store prefix, such as `/cloudstead/demo/boxes`.
    pub parameters: String,
    /// The release whose names the certificates are for.
    pub release: String,
    /// What a certificate cannot be had without: open ports, an address, a switch.
    pub needs: Vec<NodeId>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpsReportOutputs {
    /// Why people are still served by plain http, in plain words; `None` once the certificates work.
    pub plain_because: Option<String>,
}

impl Resource for HttpsReport {
    type Outputs = HttpsReportOutputs;

    const KIND: &'static str = "https-report";
    const PHASE: Phase = Phase::App;
    const LIFECYCLE: Lifecycle = Lifecycle::Fact;
    const ACTIONS: &'static [&'static str] = &["ssm:GetParameters"];

    fn title(&self) -> String {
        "the server has its certificate".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        let mut refs = Needed::all(&self.needs);
        refs.push(self.instance.needed());
        refs
    }

    fn waiting(&self) -> &'static str {
        "waiting for the certificate (Let's Encrypt)"
    }

    fn simulate(&self, _fake: &mut Fake<'_>) -> Self::Outputs {
        HttpsReportOutputs { plain_because: None }
    }

    fn is_provisional(outputs: &Self::Outputs) -> bool {
        outputs.plain_because.is_some()
    }
}

/// Words that an authority's refusals contain, and what they mean. Sources: RFC 8555 section 6.7; Let's Encrypt's
/// limits.
const MEANINGS: [(&str, &str); 6] = [
    (
        "rateLimited",
        "Let's Encrypt gives no more certificates for this address or name at the moment (its limit is used up)",
    ),
    ("acme:error:caa", "a CAA record of the domain does not allow Let's Encrypt"),
    ("acme:error:dns", "Let's Encrypt cannot find the domain name"),
    ("acme:error:connection", "Let's Encrypt cannot reach the server on port 80 or 443"),
    ("acme:error:serverInternal", "Let's Encrypt has a fault of its own"),
    ("dial tcp", "the server cannot reach Let's Encrypt"),
];

/// Why a server has no certificate, from what it reported: the meaning first where it is known.
#[must_use]
pub fn plainly(reported: &str) -> String {
    let reported = reported.trim_end_matches('.');
    let meaning = MEANINGS.iter().find(|(word, _)| reported.contains(word)).map(|(_, meaning)| *meaning);
    match (meaning, reported) {
        (_, "") => "Let's Encrypt has not given a certificate yet".to_owned(),
        (Some(meaning), said) => format!("{meaning}: {said}"),
        (None, said) => format!("there is no certificate yet: {said}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_authority_says_is_put_into_plain_words() {
        let limited = "creating new order: HTTP 429 urn:ietf:params:acme:error:rateLimited - too many certificates (5) \
            already issued";
        assert!(plainly(limited).starts_with("Let's Encrypt gives no more") && plainly(limited).ends_with(limited));
        assert!(
            plainly("dial tcp: lookup acme-v02.api.letsencrypt.org: no such host")
                .contains("cannot reach Let's Encrypt")
        );
        assert_eq!(plainly(""), "Let's Encrypt has not given a certificate yet");
        assert_eq!(plainly("odd"), "there is no certificate yet: odd");
    }
}
