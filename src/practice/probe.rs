//! Practice twin of the checks from this machine.

use async_trait::async_trait;

use super::{Practice, Verb};
use crate::engine::{CloudError, Found, Poll, Probe, Request};
use crate::resource::Outputs;

/// DNS and HTTPS as the practice account would show them.
pub struct PracticeProbe {
    practice: Practice,
}

impl PracticeProbe {
    pub(super) const fn new(practice: Practice) -> Self {
        Self { practice }
    }
}

#[async_trait]
impl Probe for PracticeProbe {
    async fn poll(&self, request: &Request<'_>) -> Result<Poll<Outputs>, CloudError> {
        self.practice.call(Verb::Probe, Some(request), |account, now| account.poll(request, None, now)).await
    }

    async fn choose(&self, request: &Request<'_>, candidates: Vec<Outputs>) -> Found {
        let none = || CloudError::stop("NoneFits", format!("none of the candidates is {}", request.spec.title()));
        candidates.into_iter().next().map_or_else(|| Found::Unavailable(Box::new(none())), Found::Ours)
    }
}
