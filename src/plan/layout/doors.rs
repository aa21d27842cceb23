//! How people reach the app: by which names and ports, by which scheme, through what.

use super::{Door, Layout};

impl Layout<'_> {
    /// Host name of each service, main service first; empty without a domain.
    pub(in crate::plan) fn host_names(&self) -> Vec<(String, String)> {
        let Some(domain) = self.answers.domain.name() else { return Vec::new() };
        let named = self.preset.public().map(|service| {
            let host = if service.host.is_empty() { domain.to_owned() } else { format!("{}.{domain}", service.host) };
            (service.name.to_owned(), host)
        });
        named.collect()
    }

    /// Whether https is the server's own business: behind a load balancer it is not.
    pub(in crate::plan) fn https_on_server(&self) -> bool {
        self.door != Door::Balancer
    }

    /// The scheme under which people will reach the app in the end.
    pub(in crate::plan) fn scheme(&self) -> &'static str {
        if self.answers.domain.name().is_some() || self.https_on_server() { "https" } else { "http" }
    }

    /// Ports that serve by http: 80, and without a domain one for each further service. On a single server without a
    /// domain these further ports change to https once its certificate works.
    pub(in crate::plan) fn http_ports(&self) -> Vec<u16> {
        match self.answers.domain.name() {
            Some(_) => vec![80],
            None => self.preset.public().map(|service| service.outside).collect(),
        }
    }
}
