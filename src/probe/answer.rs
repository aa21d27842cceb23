//! Whether the app answers at its address.

use std::net::IpAddr;

use hickory_resolver::proto::rr::{RData, RecordType};
use reqwest::{StatusCode, Url};

use super::fetch::{Answered, Failure, fetch};
use super::internal;
use super::wanted::host_name;
use super::wire::{Reply, Route, Wire};
use super::zone::Zone;
use crate::engine::{CloudError, Poll};
use crate::model::text::clean_line;
use crate::resource::Lookup;
use crate::resource::answer::{Answer, AnswerOutputs, Host};

/// One look. Where the server says that it has no certificate, an answer by http counts too.
pub(super) async fn poll(
    route: &Route,
    spec: &Answer,
    lookup: &(dyn Lookup + Sync),
) -> Result<Poll<AnswerOutputs>, CloudError> {
    let because = spec.plain_because(lookup)?;
    match look(route, spec, spec.https, lookup).await? {
        Poll::Waiting(_) if because.is_some() => Ok(match look(route, spec, false, lookup).await? {
            Poll::Ready(outputs) => Poll::Ready(AnswerOutputs { plain_because: because, ..outputs }),
            waiting @ Poll::Waiting(_) => waiting,
        }),
        found => Ok(found),
    }
}

async fn look(
    route: &Route,
    spec: &Answer,
    https: bool,
    lookup: &(dyn Lookup + Sync),
) -> Result<Poll<AnswerOutputs>, CloudError> {
    let base = spec.url(https, lookup)?;
    let asked = format!("{base}/{}", spec.path.trim_start_matches('/'));
    let url = Url::parse(&asked).map_err(|error| internal(&format!("`{asked}` is no URL: {error}")))?;
    let direct = matches!(route, Route::Given { .. });
    let mut answer = fetch(&url, &[], direct).await?;
    if matches!((&answer, &spec.host), (Err(Failure::Name), Host::Name(_))) {
        // The machine's DNS may remember that the name did not exist: ask those in charge.
        let pinned = in_charge(route, &url).await;
        if !pinned.is_empty() {
            answer = fetch(&url, &pinned, direct).await?;
        }
    }
    Ok(match answer {
        Ok(answered) => match objection(&answered, &url) {
            None => Poll::Ready(AnswerOutputs {
                url: base,
                certificate_until: answered.until.filter(|_| https),
                plain_because: None,
            }),
            Some(words) => Poll::Waiting(words),
        },
        Err(failure) => Poll::Waiting(clean_line(&words(failure, matches!(spec.host, Host::Name(_))))),
    })
}

/// The host's addresses at the servers in charge; none when they cannot be learned.
async fn in_charge(route: &Route, url: &Url) -> Vec<IpAddr> {
    let Some(Ok(name)) = url.host_str().map(host_name) else { return Vec::new() };
    let Ok(wire) = Wire::open(route) else { return Vec::new() };
    let Ok(Some(zone)) = Zone::around(&wire, &name).await else { return Vec::new() };
    for address in zone.servers.iter().flat_map(|server| &server.addresses) {
        let Ok(Reply::Records(records)) = wire.ask(*address, &name, RecordType::A).await else { continue };
        let found: Vec<IpAddr> = records.iter().filter_map(|record| record.data.ip_addr()).collect();
        if !found.is_empty() {
            return found;
        }
        let alias = records
            .iter()
            .find_map(|record| if let RData::CNAME(to) = &record.data { Some(to.0.clone()) } else { None });
        if let Some(alias) = alias {
            return wire
                .resolve(&alias, RecordType::A)
                .await
                .unwrap_or_default()
                .iter()
                .filter_map(RData::ip_addr)
                .collect();
        }
    }
    Vec::new()
}

/// Why an answer does not count yet.
fn objection(answered: &Answered, url: &Url) -> Option<String> {
    let status = answered.status;
    if status.is_redirection() {
        let to = answered.location.as_ref()?;
        let same_host = to.host_str() == url.host_str();
        return match (same_host, url.scheme(), to.scheme()) {
            (true, "http", "https") => {
                Some("the app sends visitors to https, which is not what is asked for yet".to_owned())
            }
            (true, "https", "http") => Some("the app sends visitors back from https to http".to_owned()),
            _ if to == url => Some("the app redirects to the same address without end".to_owned()),
            _ => None,
        };
    }
    if status.is_success() {
        return None;
    }
    let number = status.as_u16();
    Some(match status {
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            format!("the app answers {number}: it is still starting")
        }
        status if status.is_server_error() => {
            format!("the app answers {number}: it runs into an error, see its log if this lasts")
        }
        _ => format!("the app answers {number} at {}", clean_line(url.path())),
    })
}

/// What a missing answer means.
fn words(failure: Failure, named: bool) -> String {
    let what = match failure {
        Failure::Name => "its name is not known to this machine yet",
        Failure::Refused => "nothing listens there yet",
        Failure::Silent => "no answer within 10 seconds: nothing listens there yet, or the way there is closed",
        Failure::Broken => "the connection broke off: the app is still starting",
        Failure::Untrusted => "no certificate yet: the one shown is not from a trusted authority",
        Failure::OtherName => "no certificate yet: the one shown is for another name",
        Failure::Expired => "the certificate shown is not valid today",
        Failure::NoCertificate => "no certificate yet",
    };
    let hint = if named { " (your own DNS may remember the old state for some minutes)" } else { "" };
    format!("{what}{hint}")
}
