//! The network that every tier stands on, and its firewalls.

use std::collections::BTreeSet;

use super::Composer;
use crate::plan::layout::{Door, size};
use crate::resource::internet_gateway::InternetGateway;
use crate::resource::route::{Route, RouteTarget};
use crate::resource::route_table::RouteTable;
use crate::resource::route_table_association::RouteTableAssociation;
use crate::resource::s3_endpoint::S3Endpoint;
use crate::resource::security_group::SecurityGroup;
use crate::resource::security_group_rule::{Protocol, RuleSource, SecurityGroupRule};
use crate::resource::subnet::Subnet;
use crate::resource::vpc::Vpc;
use crate::resource::zones::Zones;

impl Composer<'_> {
    pub(super) fn network(&mut self) {
        let zones = self.zones();
        let zones = self.add("zones", zones);
        let name = self.layout.deployment().to_string();
        let vpc = self.add("vpc", Vpc { name: name.clone(), cidr: "10.20.0.0/16".to_owned() });
        let gateway = self.add("internet-gateway", InternetGateway { name: name.clone(), vpc: vpc.clone() });
        let table = self.add("public-routes", RouteTable { name: format!("{name}-public"), vpc: vpc.clone() });
        let target = RouteTarget::Internet(gateway);
        self.add::<Route>(
            "public-default-route",
            Route { table: table.clone(), destination: "0.0.0.0/0".to_owned(), target },
        );
        for (zone, letter, cidr) in [(0, "a", "10.20.0.0/20"), (1, "b", "10.20.16.0/20")] {
            let id = format!("public-{letter}");
            let (vpc, zones) = (vpc.clone(), zones.clone());
            let subnet = Subnet { name: format!("{name}-{id}"), vpc, zones, zone, cidr: cidr.to_owned(), public: true };
            let subnet = self.add(&id, subnet);
            self.add::<RouteTableAssociation>(
                &format!("{id}-routes"),
                RouteTableAssociation { table: table.clone(), subnet },
            );
        }
        let mut tables = vec![table];
        if self.layout.managed().next().is_some() {
            for (zone, letter, cidr) in [(0, "a", "10.20.128.0/20"), (1, "b", "10.20.144.0/20")] {
                let id = format!("private-{letter}");
                let (vpc, zones) = (vpc.clone(), zones.clone());
                let subnet =
                    Subnet { name: format!("{name}-{id}"), vpc, zones, zone, cidr: cidr.to_owned(), public: false };
                self.add::<Subnet>(&id, subnet);
            }
        }
        if self.layout.door == Door::Balancer {
            tables.push(self.at("private-routes"));
        }
        self.add::<S3Endpoint>("s3-endpoint", S3Endpoint { name: format!("{name}-s3"), vpc, tables });
    }

    /// Zones that offer every size of any tier that this one can be changed to, so that a later change stays where it
    /// is.
    fn zones(&self) -> Zones {
        let tiers =
            self.layout.preset.tiers.values().filter(|tier| self.layout.preset.same_places(tier, self.layout.tier));
        let sized = tiers
            .clone()
            .filter_map(|tier| size::of(self.layout.preset, self.layout.answers, tier, self.layout.arch).ok());
        let instance_types: BTreeSet<String> = sized.map(|size| size.instance_type).collect();
        let managed = || self.layout.managed_databases();
        // Of one engine: another's are not asked for.
        let alike = || managed().filter(|one| Some(one.store.kind) == managed().next().map(|first| first.store.kind));
        let classes = tiers.flat_map(|tier| alike().filter_map(|one| self.layout.db_class(tier, one.name)));
        let db_classes: BTreeSet<String> = classes.collect();
        let first = managed().next().map(|one| one.store);
        let db_version = first.map(|database| database.version.clone());
        let db_engine = first.and_then(|database| database.kind.engine()).unwrap_or_default();
        Zones {
            instance_types: instance_types.into_iter().collect(),
            db_classes: db_classes.into_iter().collect(),
            db_engine,
            db_version,
        }
    }

    /// A firewall and the TCP ports it lets in.
    pub(super) fn firewall(&mut self, id: &str, protects: &str, rules: &[(u16, RuleSource)]) {
        let group = SecurityGroup {
            name: self.named(255, id),
            vpc: self.at("vpc"),
            description: format!("cloudstead {}: {protects}", self.layout.deployment()),
            protects: protects.to_owned(),
        };
        let group = self.add(id, group);
        for (port, source) in rules {
            let rule = SecurityGroupRule {
                group: group.clone(),
                protocol: Protocol::Tcp,
                from_port: *port,
                to_port: *port,
                source: source.clone(),
                description: format!("{protects} port {port}"),
            };
            self.add::<SecurityGroupRule>(&format!("{id}-{port}"), rule);
        }
    }
}
