//! One server with a fixed address, and its data disk.

use crate::model::NodeId;
use crate::plan::compose::Composer;
use crate::preset::PublishedPort;
use crate::resource::STORES_SCRIPT;
use crate::resource::instance::Instance;
use crate::resource::instance_report::Servers;
use crate::resource::security_group_rule::{RuleSource, SecurityGroupRule};
use crate::resource::volume::Volume;
use crate::resource::volume_attachment::VolumeAttachment;

impl Composer<'_> {
    pub(in crate::plan::compose) fn server(&mut self) {
        let mut ports = self.layout.http_ports();
        ports.push(443);
        let rules: Vec<_> = ports.into_iter().map(|port| (port, RuleSource::Everyone)).collect();
        self.firewall("server-firewall", "server", &rules);
        self.raw_ports();
        self.stores_open_to("server-firewall");
        let target = self.target();
        self.images(&target);
        let release = self.release("server-release", &target);
        let name = self.layout.deployment().to_string();
        let address = self.address();
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
        self.attach(address, instance.clone());
        self.started(
            "server",
            Servers::One(instance.clone()),
            &release,
            &["server-disk-attached", "server-address-attached"],
        );
        let needs = self.address_secured(instance, release);
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
}
