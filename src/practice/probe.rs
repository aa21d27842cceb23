//! Practice twin of the checks from this machine.

use async_trait::async_trait;

use super::{Practice, Verb};
use crate::engine::{CloudError, Poll, Probe, Request};
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
}
