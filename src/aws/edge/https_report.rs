//! Reads what a server says of its certificates.

use async_trait::async_trait;

use crate::aws::calls::parameter;
use crate::aws::calls::reports::Report;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, Poll};
use crate::resource::https_report::{HttpsReport, HttpsReportOutputs, plainly};

/// The server's word for certificates that work.
const ON: &str = "on";

#[async_trait]
impl Driver for HttpsReport {
    async fn find(&self, _call: &Call<'_>) -> Result<Seen<HttpsReportOutputs>, CloudError> {
        Ok(Seen::Absent)
    }

    async fn check(&self, call: &Call<'_>) -> Result<Poll<HttpsReportOutputs>, CloudError> {
        let name = format!("{}/{}", self.parameters, call.output(&self.instance)?.instance_id);
        let found = parameter::read_plain(call, std::slice::from_ref(&name)).await?;
        let report = found.first().and_then(|(_, text)| Report::parse(text));
        let said =
            report.filter(|report| report.release.as_ref() == Some(&self.release)).and_then(|report| report.https);
        Ok(said.map_or_else(
            || Poll::Waiting(String::new()),
            |said| Poll::Ready(HttpsReportOutputs { plain_because: refusal(&said) }),
        ))
    }
}

fn refusal(said: &str) -> Option<String> {
    (said != ON).then(|| plainly(said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_on_means_https() {
        assert_eq!(refusal("on"), None);
        assert!(refusal("HTTP 429").is_some_and(|why| why.contains("HTTP 429")));
        assert!(refusal("").is_some());
    }
}
