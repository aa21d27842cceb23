//! A load balancer: its listeners, its certificate and its names.

use crate::model::{NodeId, short_hash};
use crate::plan::Domain;
use crate::plan::compose::Composer;
use crate::resource::Ref;
use crate::resource::certificate::Certificate;
use crate::resource::certificate_issued::CertificateIssued;
use crate::resource::https_redirect::HttpsRedirect;
use crate::resource::listener::{Listener, ListenerAction};
use crate::resource::load_balancer::LoadBalancer;
use crate::resource::target_group::TargetGroup;
use crate::resource::validation_records::ValidationRecords;

impl Composer<'_> {
    /// Balancer, targets and HTTP listeners, which are returned. They do not wait for a certificate: until it is issued
    /// the app answers by HTTP.
    pub(in crate::plan::compose) fn load_balancer(&mut self) -> Vec<NodeId> {
        let balancer = LoadBalancer {
            name: self.named(32, "web"),
            subnets: vec![self.at("public-a"), self.at("public-b")],
            group: self.at("load-balancer-firewall"),
        };
        let after = ["role-load-balancer".into(), "internet-gateway".into()];
        let balancer: Ref<LoadBalancer> = self.add_after("load-balancer", balancer, &after);
        let health_path = self.layout.preset.health().0.to_owned();
        let targets = TargetGroup { name: self.named(32, "web"), vpc: self.at("vpc"), port: 80, health_path };
        let targets: Ref<TargetGroup> = self.add("servers-targets", targets);
        let mut listeners = Vec::new();
        for port in self.layout.http_ports() {
            let action = ListenerAction::Forward { targets: targets.clone() };
            let listener = Listener { load_balancer: balancer.clone(), port, action };
            listeners.push(self.add::<Listener>(&format!("listener-{port}"), listener).id());
        }
        listeners
    }

    /// The HTTPS listener, and HTTP visitors sent to it; returns the last of them.
    pub(in crate::plan::compose) fn https(&mut self) -> NodeId {
        let certificate = self.certificate();
        let action = ListenerAction::ForwardTls { targets: self.at("servers-targets"), certificate };
        let https = self.add("listener-443", Listener { load_balancer: self.at("load-balancer"), port: 443, action });
        let redirect = HttpsRedirect { http: self.at("listener-80"), https, targets: self.at("servers-targets") };
        self.add::<HttpsRedirect>("https-redirect", redirect).id()
    }

    /// Requested at once: its validation hides behind the database.
    fn certificate(&mut self) -> Ref<CertificateIssued> {
        let names: Vec<String> = self.layout.host_names().into_iter().map(|(_, host)| host).collect();
        // Other names make another certificate beside the first, which serves until then.
        let key = short_hash(&names.join(","), 6);
        let id = format!("certificate-{key}");
        let mut names = names.into_iter();
        let domain = names.next().unwrap_or_default();
        let certificate = self.add(&id, Certificate { domain, alternative_names: names.collect() });
        let records = match &self.layout.answers.domain {
            Domain::Route53 { .. } => {
                let records = ValidationRecords { zone: self.at("dns-zone"), certificate: self.at(&id) };
                Some(self.add(&format!("certificate-proof-{key}"), records))
            }
            Domain::None | Domain::External { .. } => None,
        };
        self.add(&format!("certificate-issued-{key}"), CertificateIssued { certificate, records })
    }

    /// Records move to the load balancer only once its servers are healthy: on a change of tier people notice nothing.
    pub(in crate::plan::compose) fn dns_records_for_servers(&mut self) -> Vec<NodeId> {
        let records = self.dns_records();
        for (id, node) in &mut self.nodes {
            if records.contains(id) {
                node.after.extend(["servers-report".into(), "listener-443".into()]);
            }
        }
        records
    }
}
