//! One server with a fixed address, and its data disk.

use super::Composer;
use crate::model::NodeId;
use crate::preset::PublishedPort;
use crate::resource::elastic_ip::ElasticIp;
use crate::resource::elastic_ip_association::ElasticIpAssociation;
use crate::resource::https_report::HttpsReport;
use crate::resource::https_switch::HttpsSwitch;
use crate::resource::instance::Instance;
use crate::resource::instance_report::{InstanceReport, Servers};
use crate::resource::migration::Migration;
use crate::resource::security_group_rule::{Protocol, RuleSource, SecurityGroupRule};
use crate::resource::volume::Volume;
use crate::resource::volume_attachment::VolumeAttachment;
use crate::resource::{Engine, Kind, STORES_SCRIPT, duration};

/// Below it servers write what they say of themselves: see `assets/instance.sh`. The first servers called it so.
const REPORTS: &str = "boxes";

impl Composer<'_> {
    pub(super) fn server(&mut self) {
        let mut ports = self.layout.http_ports();
        ports.push(443);
        let rules: Vec<_> = ports.into_iter().map(|port| (port, RuleSource::Everyone)).collect();
        self.firewall("server-firewall", "server", &rules);
        self.raw_ports();
        self.database_open_to("server-firewall");
        let target = self.target();
        self.images(&target);
        let release = self.release("server-release", &target);
        let name = self.layout.deployment().to_string();
        let address =
            self.add("server-address", ElasticIp { name: format!("{name}-server"), purpose: "server".to_owned() });
        let disk = Volume {
            name: format!("{name}-data"),
            subnet: self.at("public-a"),
            others: vec![self.at("public-b")],
            size_gb: self.layout.tier.server.data_gb,
            database: self.layout.keeps_data(),
        };
        let disk = self.add("server-disk", disk);
        let instance = Instance {
            name: format!("{name}-server"),
            subnet: self.at("public-a"),
            others: vec![self.at("public-b")],
            instance_type: self.layout.size.instance_type.clone(),
            instead_of: self.layout.size.instead_of.clone(),
            image: self.at("image"),
            group: self.at("server-firewall"),
            profile: self.at("server-profile"),
            root_gb: self.layout.size.root_gb,
            release: release.clone(),
            script: STORES_SCRIPT,
            bucket: self.at("files"),
            volume: Some(disk.clone()),
        };
        // The first boot needs its permissions and the way to the internet.
        let before_boot =
            ["server-policy", "public-default-route", "public-a-routes", "public-b-routes", "logs"].map(NodeId::from);
        let instance = self.add_after("server", instance, &before_boot);
        let attachment = VolumeAttachment { volume: disk, instance: instance.clone(), device: "/dev/sdf".to_owned() };
        self.add::<VolumeAttachment>("server-disk-attached", attachment);
        self.add::<ElasticIpAssociation>(
            "server-address-attached",
            ElasticIpAssociation { address, instance: instance.clone() },
        );
        self.started(
            "server",
            Servers::One(instance.clone()),
            &release,
            &["server-disk-attached", "server-address-attached"],
        );
        let mut needs: Vec<NodeId> = ["server-report", "server-address-attached"].map(NodeId::from).to_vec();
        needs.extend(["server-firewall-80", "server-firewall-443"].map(NodeId::from));
        if self.layout.answers.domain.name().is_some() {
            let records = self.dns_records();
            let visible = self.dns_visible(records);
            let parameter = self.parameter(&self.https_switch());
            self.add::<HttpsSwitch>("https-switch", HttpsSwitch { parameter, visible });
            needs.push("https-switch".into());
        }
        let https = HttpsReport { instance, parameters: self.parameter(REPORTS), release, needs: needs.clone() };
        self.add::<HttpsReport>("server-https", https);
        self.answer(needs);
    }

    /// Ports that containers publish as they are.
    fn raw_ports(&mut self) {
        let containers = self.layout.preset.services.values();
        let ports: Vec<PublishedPort> =
            containers.flat_map(|one| &one.ports).filter_map(|port| port.parse().ok()).collect();
        for port in ports {
            let rule = SecurityGroupRule {
                group: self.at("server-firewall"),
                protocol: port.protocol,
                from_port: port.from,
                to_port: port.to,
                source: RuleSource::Everyone,
                description: format!("server port {}", port.label()),
            };
            self.add::<SecurityGroupRule>(&format!("server-firewall-{}", port.label()), rule);
        }
    }

    /// Lets the servers behind a firewall reach the managed databases.
    pub(super) fn database_open_to(&mut self, firewall: &str) {
        for (id, engine) in self.database_doors(firewall) {
            let rule = SecurityGroupRule {
                group: self.at("database-firewall"),
                protocol: Protocol::Tcp,
                from_port: engine.port(),
                to_port: engine.port(),
                source: RuleSource::Group(self.at(firewall)),
                description: format!("{} from the servers", engine.title()),
            };
            self.add::<SecurityGroupRule>(&id, rule);
        }
    }

    /// The rules for it: one for each port, however many databases have it.
    fn database_doors(&self, firewall: &str) -> Vec<(String, Engine)> {
        let mut doors: Vec<(String, Engine)> = Vec::new();
        for engine in self.layout.managed().filter_map(|placed| placed.store.kind.engine()) {
            if doors.iter().all(|(_, other)| other.port() != engine.port()) {
                let id = format!("database-from-{firewall}");
                let id = if doors.is_empty() { id } else { format!("{id}-{}", engine.port()) };
                doors.push((id, engine));
            }
        }
        doors
    }

    /// Waits for the migration and for the servers' own report.
    pub(super) fn started(&mut self, prefix: &str, servers: Servers, release: &str, also: &[&str]) {
        let mut needs = self.release_needs(&format!("{prefix}-release"));
        needs.extend(also.iter().map(|id| NodeId::from(*id)));
        let doors = self.database_doors(&format!("{prefix}-firewall"));
        needs.extend(doors.iter().map(|(id, _)| NodeId::from(id.as_str())));
        if self.layout.preset.migrations().next().is_some() {
            let mut migration_needs = needs.clone();
            migration_needs.push(NodeId::from(match &servers {
                Servers::One(instance) => instance.node().as_str(),
                Servers::Group(group) => group.node().as_str(),
            }));
            let start_seconds =
                self.layout.build_seconds() + duration(Kind::InstanceReport).map_or(0, |usual| usual.create / 2);
            let parameter = self.parameter(&format!("migrations/{release}"));
            self.add::<Migration>(
                &format!("{prefix}-migration"),
                Migration { parameter, needs: migration_needs, start_seconds },
            );
        }
        let report = InstanceReport {
            servers,
            parameters: self.parameter(REPORTS),
            release: release.to_owned(),
            needs,
            build_seconds: self.layout.build_seconds(),
        };
        self.add::<InstanceReport>(&format!("{prefix}-report"), report);
    }
}
