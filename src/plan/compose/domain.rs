//! Host names, addresses, DNS and the final answer.

use super::Composer;
use super::names::hyphened;
use crate::model::{NodeId, short_hash};
use crate::plan::Domain;
use crate::resource::answer::{Answer, Host};
use crate::resource::dns_record::DnsRecord;
use crate::resource::dns_visible::DnsVisible;
use crate::resource::hosted_zone::HostedZone;
use crate::resource::{Origin, Part, Ref, Target};

impl Composer<'_> {
    /// Host name of each service, main service first; empty without a domain.
    pub(super) fn host_names(&self) -> Vec<(String, String)> {
        let Some(domain) = self.answers.domain.name() else { return Vec::new() };
        let named = self.preset.public().map(|service| {
            let host = if service.host.is_empty() { domain.to_owned() } else { format!("{}.{domain}", service.host) };
            (service.name.to_owned(), host)
        });
        named.collect()
    }

    /// Whether https is the server's own business: behind a load balancer it is not.
    pub(super) fn https_on_server(&self) -> bool {
        !self.fleet_compute()
    }

    /// The scheme under which people will reach the app in the end.
    pub(super) fn scheme(&self) -> &'static str {
        if self.answers.domain.name().is_some() || self.https_on_server() { "https" } else { "http" }
    }

    /// Names that the server's certificates are for, separated by spaces.
    pub(super) fn certified_names(&self) -> Vec<Part> {
        let names: Vec<String> = self.host_names().into_iter().map(|(_, host)| host).collect();
        if names.is_empty() { vec![Part::Host(self.target())] } else { vec![Part::Text(names.join(" "))] }
    }

    /// Last part of the parameter that switches a server's HTTPS on. Other names have another one: they are not visible
    /// yet.
    pub(super) fn https_switch(&self) -> String {
        let names: Vec<String> = self.host_names().into_iter().map(|(_, host)| host).collect();
        format!("https-{}", short_hash(&names.join(" "), 8))
    }

    /// Ports that serve by http: 80, and without a domain one for each further service. On a single server without a
    /// domain these further ports change to https once its certificate works.
    pub(super) fn http_ports(&self) -> Vec<u16> {
        match self.answers.domain.name() {
            Some(_) => vec![80],
            None => self.preset.public().map(|service| service.outside).collect(),
        }
    }

    /// Where the app is reached in this tier.
    pub(super) fn target(&self) -> Target {
        if self.fleet_compute() {
            Target::LoadBalancer(self.at("load-balancer"))
        } else {
            Target::Address(self.at("server-address"))
        }
    }

    pub(super) fn origins(&self) -> Vec<Origin> {
        if self.answers.domain.name().is_some() {
            return self.host_names().into_iter().map(|(_, host)| Origin::Url(format!("https://{host}"))).collect();
        }
        let (https, ports) = (self.https_on_server(), self.http_ports().into_iter());
        ports.map(|port| Origin::Address { target: self.target(), port, https }).collect()
    }

    /// Where a service is reached, without scheme.
    pub(super) fn service_host(&self, service: &str, target: &Target) -> Vec<Part> {
        let mut parts = self.service_name(service, target);
        let port = self.preset.services.get(service).and_then(|service| service.port_without_domain);
        if let Some(port) = port.filter(|port| *port != 80 && self.answers.domain.name().is_none()) {
            parts.push(Part::Text(format!(":{port}")));
        }
        parts
    }

    /// The same without port.
    pub(super) fn service_name(&self, service: &str, target: &Target) -> Vec<Part> {
        let named = self.host_names().into_iter().find(|(name, _)| name == service);
        vec![named.map_or_else(|| Part::Host(target.clone()), |(_, host)| Part::Text(host))]
    }

    /// The account's zone and the records that point to this tier's target; empty unless the zone is the account's.
    pub(super) fn dns_records(&mut self) -> Vec<NodeId> {
        let Domain::Route53 { name } = &self.answers.domain else { return Vec::new() };
        let zone: Ref<HostedZone> = self.add("dns-zone", HostedZone { domain: name.clone() });
        let mut records = Vec::new();
        for (service, host) in self.host_names() {
            let id = format!("dns-{}", hyphened(&service));
            self.add::<DnsRecord>(&id, DnsRecord { zone: zone.clone(), name: host, target: self.target() });
            records.push(NodeId::from(id.as_str()));
        }
        records
    }

    /// Waits until the domain shows this tier's target.
    pub(super) fn dns_visible(&mut self, records: Vec<NodeId>) -> Ref<DnsVisible> {
        let names = self.host_names().into_iter().map(|(_, host)| host).collect();
        self.add("dns-visible", DnsVisible { names, target: self.target(), records })
    }

    /// The last node of every plan: the app answers.
    pub(super) fn answer(&mut self, after: Vec<NodeId>) {
        let host = match self.answers.domain.name() {
            Some(name) => Host::Name(name.to_owned()),
            None => Host::Target(self.target()),
        };
        let https = self.scheme() == "https";
        let secured = self.https_on_server().then(|| self.at("server-https"));
        self.add::<Answer>("answer", Answer { https, host, path: self.preset.health().0.to_owned(), after, secured });
    }
}
