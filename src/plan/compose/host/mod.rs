//! Where services run: what every host has.

mod server;
mod servers;

use crate::model::NodeId;
use crate::plan::compose::Composer;
use crate::preset::StoreKind;
use crate::resource::instance_report::{InstanceReport, Servers};
use crate::resource::migration::Migration;
use crate::resource::security_group_rule::{Protocol, RuleSource, SecurityGroupRule};
use crate::resource::{Kind, duration};

/// Below it servers write what they say of themselves: see `assets/instance.sh`. The first servers called it so.
pub(super) const REPORTS: &str = "boxes";

impl Composer<'_> {
    /// Lets the servers behind a firewall reach the stores that AWS runs.
    pub(in crate::plan::compose) fn stores_open_to(&mut self, firewall: &str) {
        for (id, kind) in self.store_doors(firewall) {
            let group = if kind.is_cache() { "cache-firewall" } else { "database-firewall" };
            let rule = SecurityGroupRule {
                group: self.at(group),
                protocol: Protocol::Tcp,
                from_port: kind.port(),
                to_port: kind.port(),
                source: RuleSource::Group(self.at(firewall)),
                description: format!("{} from the servers", kind.title()),
            };
            self.add::<SecurityGroupRule>(&id, rule);
        }
    }

    /// The rules for it: one for each port, however many stores have it.
    fn store_doors(&self, firewall: &str) -> Vec<(String, StoreKind)> {
        let mut doors: Vec<(String, StoreKind)> = Vec::new();
        for kind in self.layout.managed_databases().map(|placed| placed.store.kind) {
            if doors.iter().all(|(_, other)| other.port() != kind.port()) {
                let id = format!("database-from-{firewall}");
                let id = if doors.is_empty() { id } else { format!("{id}-{}", kind.port()) };
                doors.push((id, kind));
            }
        }
        let cache = self.layout.managed_caches().next();
        doors.extend(cache.map(|placed| (format!("cache-from-{firewall}"), placed.store.kind)));
        doors
    }

    /// Waits for the migration and for the servers' own report.
    pub(in crate::plan::compose) fn started(&mut self, prefix: &str, servers: Servers, release: &str, also: &[&str]) {
        let mut needs = self.release_needs(&format!("{prefix}-release"));
        needs.extend(also.iter().map(|id| NodeId::from(*id)));
        let doors = self.store_doors(&format!("{prefix}-firewall"));
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
