//! Host names, addresses, DNS and the final answer.

mod address;
mod balancer;

use crate::model::{NodeId, short_hash};
use crate::plan::Domain;
use crate::plan::compose::Composer;
use crate::plan::compose::names::hyphened;
use crate::plan::layout::Door;
use crate::resource::answer::{Answer, Host};
use crate::resource::dns_record::DnsRecord;
use crate::resource::dns_visible::DnsVisible;
use crate::resource::hosted_zone::HostedZone;
use crate::resource::{Origin, Part, Ref, Target};

impl Composer<'_> {
    /// Names that the server's certificates are for, separated by spaces.
    pub(in crate::plan::compose) fn certified_names(&self) -> Vec<Part> {
        let names: Vec<String> = self.layout.host_names().into_iter().map(|(_, host)| host).collect();
        if names.is_empty() { vec![Part::Host(self.target())] } else { vec![Part::Text(names.join(" "))] }
    }

    /// Last part of the parameter that switches a server's HTTPS on. Other names have another one: they are not visible
    /// yet.
    pub(in crate::plan::compose) fn https_switch(&self) -> String {
        let names: Vec<String> = self.layout.host_names().into_iter().map(|(_, host)| host).collect();
        format!("https-{}", short_hash(&names.join(" "), 8))
    }

    /// Where the app is reached in this tier.
    pub(in crate::plan::compose) fn target(&self) -> Target {
        if self.layout.door == Door::Balancer {
            Target::LoadBalancer(self.at("load-balancer"))
        } else {
            Target::Address(self.at("server-address"))
        }
    }

    pub(in crate::plan::compose) fn origins(&self) -> Vec<Origin> {
        if self.layout.answers.domain.name().is_some() {
            return self
                .layout
                .host_names()
                .into_iter()
                .map(|(_, host)| Origin::Url(format!("https://{host}")))
                .collect();
        }
        let (https, ports) = (self.layout.https_on_server(), self.layout.http_ports().into_iter());
        ports.map(|port| Origin::Address { target: self.target(), port, https }).collect()
    }

    /// Where a service is reached, without scheme.
    pub(in crate::plan::compose) fn service_host(&self, service: &str, target: &Target) -> Vec<Part> {
        let mut parts = self.service_name(service, target);
        let port = self.layout.preset.services.get(service).and_then(|service| service.port_without_domain);
        if let Some(port) = port.filter(|port| *port != 80 && self.layout.answers.domain.name().is_none()) {
            parts.push(Part::Text(format!(":{port}")));
        }
        parts
    }

    /// The same without port.
    pub(in crate::plan::compose) fn service_name(&self, service: &str, target: &Target) -> Vec<Part> {
        let shares = self.layout.preset.services.get(service).is_some_and(|service| !service.paths.is_empty());
        let service = if shares { self.layout.preset.main.as_str() } else { service };
        let named = self.layout.host_names().into_iter().find(|(name, _)| name == service);
        vec![named.map_or_else(|| Part::Host(target.clone()), |(_, host)| Part::Text(host))]
    }

    /// The account's zone and the records that point to this tier's target; empty unless the zone is the account's.
    pub(in crate::plan::compose) fn dns_records(&mut self) -> Vec<NodeId> {
        let Domain::Route53 { name } = &self.layout.answers.domain else { return Vec::new() };
        let zone: Ref<HostedZone> = self.add("dns-zone", HostedZone { domain: name.clone() });
        let mut records = Vec::new();
        for (service, host) in self.layout.host_names() {
            let id = format!("dns-{}", hyphened(&service));
            self.add::<DnsRecord>(&id, DnsRecord { zone: zone.clone(), name: host, target: self.target() });
            records.push(NodeId::from(id.as_str()));
        }
        records
    }

    /// Waits until the domain shows this tier's target.
    pub(in crate::plan::compose) fn dns_visible(&mut self, records: Vec<NodeId>) -> Ref<DnsVisible> {
        let names = self.layout.host_names().into_iter().map(|(_, host)| host).collect();
        self.add("dns-visible", DnsVisible { names, target: self.target(), records })
    }

    /// The last node of every plan: the app answers.
    pub(in crate::plan::compose) fn answer(&mut self, after: Vec<NodeId>) {
        let host = match self.layout.answers.domain.name() {
            Some(name) => Host::Name(name.to_owned()),
            None => Host::Target(self.target()),
        };
        let https = self.layout.scheme() == "https";
        let secured = self.layout.https_on_server().then(|| self.at("server-https"));
        self.add::<Answer>(
            "answer",
            Answer { https, host, path: self.layout.preset.health().0.to_owned(), after, secured },
        );
    }
}
