//! One HTTP request, and what went wrong with it.

use std::error::Error;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::tls::TlsInfo;
use reqwest::{Client, StatusCode, Url};

use super::{certificate, internal};
use crate::engine::CloudError;

const PATIENCE: Duration = Duration::from_secs(10);

/// What the app answered.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    pub(super) status: StatusCode,
    /// Where a redirect leads.
    pub(super) location: Option<Url>,
    /// Last day of the certificate.
    pub(super) until: Option<String>,
}

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The host name leads nowhere, as far as this machine knows.
    Name,
    Refused,
    Silent,
    /// The server hung up.
    Broken,
    /// A certificate of nobody that is trusted.
    Untrusted,
    /// A certificate of another name.
    OtherName,
    /// A certificate whose time is over or to come.
    Expired,
    /// No certificate at all: the server does not get as far as to show one.
    NoCertificate,
}

/// Asks once. Certificates are verified, redirects are not followed. `pinned` takes the place of the host's addresses.
pub(super) async fn fetch(url: &Url, pinned: &[IpAddr], direct: bool) -> Result<Result<Answered, Failure>, CloudError> {
    let mut builder =
        Client::builder().user_agent("cloudstead").timeout(PATIENCE).redirect(Policy::none()).tls_info(true);
    if direct {
        builder = builder.no_proxy();
    }
    if let (Some(host), false) = (url.host_str(), pinned.is_empty()) {
        let port = url.port_or_known_default().unwrap_or_default();
        let addresses: Vec<SocketAddr> = pinned.iter().map(|address| SocketAddr::new(*address, port)).collect();
        builder = builder.resolve_to_addrs(host, &addresses);
    }
    let client = builder.build().map_err(|error| internal(&format!("no HTTPS on this machine: {}", chain(&error))))?;
    Ok(match client.get(url.clone()).send().await {
        Err(error) => Err(failure(&error)),
        Ok(response) => {
            let until =
                response.extensions().get::<TlsInfo>().and_then(TlsInfo::peer_certificate).and_then(certificate::until);
            let location = response.headers().get("location").and_then(|value| url.join(value.to_str().ok()?).ok());
            Ok(Answered { status: response.status(), location, until })
        }
    })
}

fn failure(error: &reqwest::Error) -> Failure {
    if error.is_dns() {
        return Failure::Name;
    }
    if error.is_timeout() {
        return Failure::Silent;
    }
    classify(&chain(error), io_kind(error))
}

/// TLS errors reach us as text only: the TLS library is not one that we name.
fn classify(text: &str, kind: Option<ErrorKind>) -> Failure {
    let text = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["certificate"]) {
        return match () {
            () if says(&["notvalidforname", "not valid for name"]) => Failure::OtherName,
            () if says(&["expired", "notvalidyet", "not valid yet"]) => Failure::Expired,
            () => Failure::Untrusted,
        };
    }
    if says(&["fatal alert", "corrupt message", "handshake", "invalidcontenttype", "peer is incompatible"]) {
        return Failure::NoCertificate;
    }
    match kind {
        Some(ErrorKind::ConnectionRefused) => Failure::Refused,
        Some(
            ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown,
        ) => Failure::Silent,
        _ => Failure::Broken,
    }
}

fn io_kind(error: &reqwest::Error) -> Option<ErrorKind> {
    causes(error).find_map(|cause| cause.downcast_ref::<std::io::Error>()).map(std::io::Error::kind)
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| cause.source())
}

fn chain(error: &reqwest::Error) -> String {
    causes(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told_apart_by_their_words() {
        let of = |text: &str| classify(text, Some(ErrorKind::InvalidData));
        assert_eq!(of("client error (Connect): invalid peer certificate: UnknownIssuer"), Failure::Untrusted);
        assert_eq!(of("invalid peer certificate: certificate not valid for name \"a.example\""), Failure::OtherName);
        assert_eq!(of("invalid peer certificate: NotValidForName"), Failure::OtherName);
        assert_eq!(of("invalid peer certificate: certificate expired: verification time 1"), Failure::Expired);
        assert_eq!(of("received fatal alert: InternalError"), Failure::NoCertificate);
        assert_eq!(of("received corrupt message of type InvalidContentType"), Failure::NoCertificate);
        assert_eq!(of("tls handshake eof"), Failure::NoCertificate);
        assert_eq!(classify("tcp connect error", Some(ErrorKind::ConnectionRefused)), Failure::Refused);
        assert_eq!(classify("tcp connect error", Some(ErrorKind::HostUnreachable)), Failure::Silent);
        assert_eq!(classify("connection closed before message completed", None), Failure::Broken);
    }
}
