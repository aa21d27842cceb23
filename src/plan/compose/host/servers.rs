//! A load balancer over a group of servers in private subnets.

use crate::model::NodeId;
use crate::plan::compose::Composer;
use crate::plan::layout::Door;
use crate::resource::auto_scaling_group::AutoScalingGroup;
use crate::resource::elastic_ip::ElasticIp;
use crate::resource::instance_report::Servers;
use crate::resource::launch_template::LaunchTemplate;
use crate::resource::nat_gateway::NatGateway;
use crate::resource::route::{Route, RouteTarget};
use crate::resource::route_table::RouteTable;
use crate::resource::route_table_association::RouteTableAssociation;
use crate::resource::scaling_policy::ScalingPolicy;
use crate::resource::security_group_rule::RuleSource;
use crate::resource::service_linked_role::ServiceLinkedRole;
use crate::resource::{Grant, Kind, Ref, duration};

const CPU_PERCENT: u32 = 60;
/// `assets/instance.sh` completes it.
const HOOK: &str = "cloudstead-healthy";

impl Composer<'_> {
    /// Servers of a group say when they are healthy.
    pub(in crate::plan::compose) fn hook_granted(&self) -> Option<Grant> {
        (self.layout.door == Door::Balancer).then(|| Grant::Hook(self.scaling_group()))
    }

    pub(in crate::plan::compose) fn servers(&mut self) {
        for (id, service) in [
            ("role-load-balancer", "elasticloadbalancing.amazonaws.com"),
            ("role-auto-scaling", "autoscaling.amazonaws.com"),
        ] {
            self.add::<ServiceLinkedRole>(id, ServiceLinkedRole { service: service.to_owned() });
        }
        self.private_network();
        let mut ports = self.layout.http_ports();
        if self.layout.answers.domain.name().is_some() {
            ports.push(443);
        }
        let rules: Vec<_> = ports.into_iter().map(|port| (port, RuleSource::Everyone)).collect();
        self.firewall("load-balancer-firewall", "load balancer", &rules);
        self.firewall("servers-firewall", "servers", &[(80, RuleSource::Group(self.at("load-balancer-firewall")))]);
        self.stores_open_to("servers-firewall");
        let http = self.load_balancer();
        let target = self.target();
        self.images(&target);
        let release = self.release("servers-release", &target);
        self.launching(&release, &http);
        let mut after: Vec<NodeId> = vec!["servers-report".into(), "load-balancer-firewall-80".into()];
        after.extend(http);
        if self.layout.answers.domain.name().is_some() {
            after.push(self.https());
            let records = self.dns_records_for_servers();
            let visible = self.dns_visible(records);
            after.extend([visible.id(), "load-balancer-firewall-443".into()]);
        }
        self.answer(after);
    }

    fn private_network(&mut self) {
        let name = self.layout.deployment().to_string();
        let address =
            self.add("nat-address", ElasticIp { name: format!("{name}-nat"), purpose: "NAT gateway".to_owned() });
        let nat = NatGateway { name: format!("{name}-nat"), subnet: self.at("public-a"), address };
        let nat = self.add_after("nat-gateway", nat, &["internet-gateway".into()]);
        let table = self.add("private-routes", RouteTable { name: format!("{name}-private"), vpc: self.at("vpc") });
        let target = RouteTarget::Nat(nat);
        self.add::<Route>(
            "private-default-route",
            Route { table: table.clone(), destination: "0.0.0.0/0".to_owned(), target },
        );
        for id in ["private-a", "private-b"] {
            let association = RouteTableAssociation { table: table.clone(), subnet: self.at(id) };
            self.add::<RouteTableAssociation>(&format!("{id}-routes"), association);
        }
    }

    pub(in crate::plan::compose) fn scaling_group(&self) -> String {
        self.named(255, "servers")
    }

    fn launching(&mut self, release: &str, listeners: &[NodeId]) {
        let template = LaunchTemplate {
            name: self.named(128, "servers"),
            instance_type: self.layout.size.instance_type.clone(),
            image: self.at("image"),
            group: self.at("servers-firewall"),
            profile: self.at("server-profile"),
            root_gb: self.layout.size.root_gb,
            release: release.to_owned(),
            bucket: self.at("files"),
            scaling_group: self.scaling_group(),
        };
        let template = self.add("servers-template", template);
        let group = AutoScalingGroup {
            name: self.scaling_group(),
            template,
            subnets: vec![self.at("private-a"), self.at("private-b")],
            targets: self.at("servers-targets"),
            minimum: self.layout.tier.servers.map_or(1, |count| count.min),
            maximum: self.layout.tier.servers.map_or(1, |count| count.max),
            release: release.to_owned(),
            start_seconds: self.layout.build_seconds()
                + duration(Kind::InstanceReport).map_or(0, |usual| usual.create_slow),
            hook: HOOK.to_owned(),
            instance_type: self.layout.size.instance_type.clone(),
            instead_of: self.layout.size.instead_of.clone(),
            root_gb: self.layout.size.root_gb,
        };
        // The first boot needs its permissions and the way out. A group gives up on a server that is not healthy in
        // time, so nothing that it would have to wait for may still be missing.
        let before_boot = [
            "role-auto-scaling",
            "server-policy",
            "private-default-route",
            "private-a-routes",
            "private-b-routes",
            "s3-endpoint",
            "logs",
            "servers-release",
        ];
        let group: Ref<AutoScalingGroup> = self.add_after("servers", group, &before_boot.map(NodeId::from));
        let policy = ScalingPolicy { name: "cpu".to_owned(), group: group.clone(), cpu_percent: CPU_PERCENT };
        // Building keeps a processor busy: no reason for more servers.
        self.add_after::<ScalingPolicy>("servers-scaling", policy, &["servers-report".into()]);
        let mut also: Vec<&str> = listeners.iter().map(NodeId::as_str).collect();
        also.push("servers-firewall-80");
        self.started("servers", Servers::Group(group), release, &also);
    }
}
