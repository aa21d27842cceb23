//! What servers write about themselves into Parameter Store: reading a report, and removing those of a release.

use futures_util::future::try_join_all;
use serde::Deserialize;

use crate::aws::Call;
use crate::aws::calls::parameter;
use crate::engine::{CloudError, Poll};
use crate::model::text::clean_line;

/// Last part of the parameter in which a server tells of its jobs and copies (`assets/instance_stores.sh`).
pub(crate) const CHORES: &str = "chores";

/// One report, of a server (`step`) or of a migration (`by`).
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Report {
    pub(crate) step: String,
    pub(crate) state: String,
    pub(crate) detail: String,
    /// The release it is about; absent in reports of early scripts.
    pub(crate) release: Option<String>,
    /// Failures in a row, this one included. The server tries again by itself.
    pub(crate) failures: Option<u32>,
    /// `on`, or why there is no certificate; absent while that is not decided.
    pub(crate) https: Option<String>,
}

impl Report {
    /// Cleaned: the text comes from a server. What cannot be read counts as nothing said yet.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let report: Self = serde_json::from_str(text).ok()?;
        Some(Self {
            step: clean_line(&report.step),
            state: clean_line(&report.state),
            detail: clean_line(&report.detail),
            https: report.https.as_deref().map(clean_line),
            ..report
        })
    }

    /// A sentence with what the server said, if it said anything.
    pub(crate) fn waiting<T>(&self, doing: &str) -> Poll<T> {
        Poll::Waiting(if self.detail.is_empty() { doing.to_owned() } else { format!("{doing}: {}", self.detail) })
    }
}

/// Removes the reports about a release: its migration's, and those of the servers that ran it.
pub(crate) async fn remove(call: &Call<'_>, release: &str) -> Result<(), CloudError> {
    let root = format!("/cloudstead/{}", call.owner.deployment);
    let mut pages = call.clients.ssm.get_parameters_by_path().path(format!("{root}/boxes")).into_paginator().send();
    let mut outdated = vec![format!("{root}/migrations/{release}")];
    while let Some(page) = pages.next().await {
        for one in page?.parameters.unwrap_or_default() {
            let report = one.value.as_deref().and_then(Report::parse);
            if report.is_some_and(|report| report.release.as_deref() == Some(release)) {
                outdated.extend(one.name.iter().map(|name| format!("{name}/{CHORES}")));
                outdated.extend(one.name);
            }
        }
    }
    try_join_all(outdated.iter().map(|name| parameter::delete(call, name))).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_cleaned() {
        let report = Report::parse(r#"{"step":"migrate","state":"failed","detail":"\u001b[31mno\nway"}"#).unwrap();
        assert_eq!((report.state.as_str(), report.detail.as_str(), report.release), ("failed", "no way", None));
        assert_eq!(Report::parse("not json"), None);
    }
}
