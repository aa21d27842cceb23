//! A request without an engine: `box` is an Elastic IP, `balancer` a load balancer.

use std::net::Ipv4Addr;

use cloudstead::engine::{CloudError, Found, Owner, Poll, Probe, Request, SecretSource};
use cloudstead::model::{NodeId, Region, Secret};
use cloudstead::probe::Internet;
use cloudstead::resource::dns_visible::DnsVisible;
use cloudstead::resource::elastic_ip::ElasticIpOutputs;
use cloudstead::resource::https_report::HttpsReportOutputs;
use cloudstead::resource::load_balancer::LoadBalancerOutputs;
use cloudstead::resource::{Lookup, Outputs, Ref, SecretForm, Spec, Target};

use crate::name_servers::{NameServers, RESOLVER};

pub(crate) const FIRST: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
pub(crate) const SECOND: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
pub(crate) const BALANCER: &str = "demo-1.us-east-1.elb.amazonaws.com";

struct Made;

impl Lookup for Made {
    fn outputs(&self, node: &NodeId) -> Option<Outputs> {
        match node.to_string().as_str() {
            "box" => {
                let outputs =
                    ElasticIpOutputs { allocation_id: "eipalloc-1".to_owned(), public_ip: "203.0.113.7".to_owned() };
                Some(Outputs::ElasticIp(outputs))
            }
            "refused" => {
                let plain_because = Some("its limit is used up".to_owned());
                Some(Outputs::HttpsReport(HttpsReportOutputs { plain_because }))
            }
            "certified" => Some(Outputs::HttpsReport(HttpsReportOutputs { plain_because: None })),
            "balancer" => {
                let (arn, hosted_zone_id) = ("arn:aws:x".to_owned(), "Z1".to_owned());
                Some(Outputs::LoadBalancer(LoadBalancerOutputs { arn, dns_name: BALANCER.to_owned(), hosted_zone_id }))
            }
            _ => None,
        }
    }
}

struct NoSecrets;

impl SecretSource for NoSecrets {
    fn asked(&self, _key: &str) -> Option<Secret> {
        None
    }

    fn generate(&self, length: usize, form: SecretForm) -> Secret {
        Secret::new("x".repeat(form.characters(length)))
    }
}

fn owner() -> Owner {
    Owner {
        deployment: "demo".parse().unwrap(),
        id: "0".repeat(12),
        account: "123456789012".to_owned(),
        region: Region::US_EAST_1,
    }
}

/// Asks once.
pub(crate) async fn poll(internet: &Internet, spec: impl Into<Spec>) -> Result<Poll<Outputs>, CloudError> {
    let (owner, node, spec) = (owner(), NodeId::from("probe"), spec.into());
    let request =
        Request { owner: &owner, node: &node, spec: &spec, token: "", attempt: 0, lookup: &Made, secrets: &NoSecrets };
    internet.poll(&request).await
}

/// Has one of several chosen.
pub(crate) async fn choose(internet: &Internet, spec: impl Into<Spec>, candidates: Vec<Outputs>) -> Found {
    let (owner, node, spec) = (owner(), NodeId::from("probe"), spec.into());
    let request =
        Request { owner: &owner, node: &node, spec: &spec, token: "", attempt: 0, lookup: &Made, secrets: &NoSecrets };
    internet.choose(&request, candidates).await
}

/// Has the only one looked at.
pub(crate) async fn look_at(internet: &Internet, spec: impl Into<Spec>, only: Outputs) -> Outputs {
    let (owner, node, spec) = (owner(), NodeId::from("probe"), spec.into());
    let request =
        Request { owner: &owner, node: &node, spec: &spec, token: "", attempt: 0, lookup: &Made, secrets: &NoSecrets };
    internet.look_at(&request, only).await
}

/// The words of a wait.
pub(crate) fn words(poll: Result<Poll<Outputs>, CloudError>) -> String {
    match poll {
        Ok(Poll::Waiting(words)) => words,
        other => panic!("not waiting: {other:?}"),
    }
}

/// example.com at two name servers.
pub(crate) struct World {
    pub(crate) dns: NameServers,
}

impl World {
    pub(crate) fn new() -> Self {
        let dns = NameServers::start(&[RESOLVER, FIRST, SECOND]);
        for record in [
            "example.com NS ns1.dns.test",
            "example.com NS ns2.dns.test",
            "ns1.dns.test A 127.0.0.2",
            "ns2.dns.test A 127.0.0.3",
        ] {
            dns.add(RESOLVER, record);
        }
        for address in ["198.51.100.10", "198.51.100.11"] {
            dns.add(RESOLVER, &format!("{BALANCER} A {address}"));
        }
        Self { dns }
    }

    /// A record at both servers.
    pub(crate) fn add(&self, record: &str) {
        self.dns.add(FIRST, record);
        self.dns.add(SECOND, record);
    }

    pub(crate) fn clear(&self) {
        self.dns.clear(FIRST);
        self.dns.clear(SECOND);
    }

    pub(crate) fn internet(&self) -> Internet {
        Internet::with_name_servers(vec![self.dns.resolver()], self.dns.port)
    }

    pub(crate) async fn look(&self, spec: &DnsVisible) -> Result<Poll<Outputs>, CloudError> {
        poll(&self.internet(), spec.clone()).await
    }

    pub(crate) async fn words(&self, spec: &DnsVisible) -> String {
        words(self.look(spec).await)
    }

    pub(crate) async fn is_ready(&self, spec: &DnsVisible) -> bool {
        matches!(self.look(spec).await, Ok(Poll::Ready(_)))
    }
}

/// The names lead to the box.
pub(crate) fn to_box(names: &[&str]) -> DnsVisible {
    visible(names, Target::Address(Ref::to("box".into())))
}

/// The names lead to the load balancer.
pub(crate) fn to_balancer(names: &[&str]) -> DnsVisible {
    visible(names, Target::LoadBalancer(Ref::to("balancer".into())))
}

fn visible(names: &[&str], target: Target) -> DnsVisible {
    DnsVisible { names: names.iter().map(|name| (*name).to_owned()).collect(), target, records: Vec::new() }
}
