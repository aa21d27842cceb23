//! Checks from this machine: the domain at its own name servers, the app at its address.
//!
//! `wire.rs` asks DNS, `fetch.rs` the app and `document.rs` for a file: nothing else here reaches a network. `zone.rs`
//! finds who is in charge of a name, `delegation.rs` which of several zones the world asks and whether it asks the only
//! one, `view.rs` is what one server shows of it, `wanted.rs` what it should show, `visible.rs` judges all servers
//! together and `words.rs` says what is missing.
//!
//! Unknown is not absent: a network that does not answer is something to wait for, never a finding and never an error.

mod answer;
mod certificate;
mod delegation;
mod document;
mod fetch;
mod name;
mod view;
mod visible;
mod wanted;
mod wire;
mod words;
mod zone;

use std::net::SocketAddr;

use async_trait::async_trait;

use crate::engine::{CloudError, Found, Poll, Probe, Request};
use crate::resource::hosted_zone::HostedZoneOutputs;
use crate::resource::{Outputs, Spec};
pub use document::document;
use wire::Route;

/// The internet as this machine sees it.
#[derive(Clone, Debug, Default)]
pub struct Internet {
    route: Route,
}

impl Internet {
    /// Through the name servers that this machine is set up with.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Through other resolvers; the servers in charge of a domain are asked at `port` in place of 53, and no HTTP proxy
    /// is used. For tests.
    #[must_use]
    pub fn with_name_servers(resolvers: Vec<SocketAddr>, port: u16) -> Self {
        Self { route: Route::Given { resolvers, port } }
    }
}

#[async_trait]
impl Probe for Internet {
    async fn poll(&self, request: &Request<'_>) -> Result<Poll<Outputs>, CloudError> {
        match request.spec {
            Spec::DnsVisible(spec) => {
                Ok(wrapped(visible::poll(&self.route, spec, request.lookup).await?, Outputs::DnsVisible))
            }
            Spec::Answer(spec) => Ok(wrapped(answer::poll(&self.route, spec, request.lookup).await?, Outputs::Answer)),
            other => Err(internal(&format!("`{}` cannot be probed", other.kind().name()))),
        }
    }

    async fn choose(&self, request: &Request<'_>, candidates: Vec<Outputs>) -> Found {
        let zones = candidates
            .into_iter()
            .filter_map(|one| if let Outputs::HostedZone(zone) = one { Some(zone) } else { None });
        let zones: Vec<HostedZoneOutputs> = zones.collect();
        if zones.is_empty() {
            let what = format!("there is more than one {}, and nothing tells them apart", request.spec.title());
            return Found::Unavailable(Box::new(CloudError::stop("Several", what)));
        }
        delegation::choose(&self.route, zones).await
    }

    async fn look_at(&self, _request: &Request<'_>, only: Outputs) -> Outputs {
        match only {
            Outputs::HostedZone(zone) => Outputs::HostedZone(delegation::look_at(&self.route, zone).await),
            other => other,
        }
    }
}

fn wrapped<T>(poll: Poll<T>, wrap: fn(T) -> Outputs) -> Poll<Outputs> {
    match poll {
        Poll::Ready(outputs) => Poll::Ready(wrap(outputs)),
        Poll::Waiting(words) => Poll::Waiting(words),
    }
}

fn internal(what: &str) -> CloudError {
    CloudError::stop("Internal", what).hint("this is a mistake in cloudstead: please report it")
}
