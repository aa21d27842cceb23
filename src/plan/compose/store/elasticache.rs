//! Caches that AWS runs (ElastiCache).

use crate::plan::compose::Composer;
use crate::plan::compose::names::hyphened;
use crate::plan::compose::secrets::secret_id;
use crate::plan::layout::{Layout, Placed};
use crate::preset::password_of;
use crate::resource::cache_subnet_group::CacheSubnetGroup;
use crate::resource::replication_group::ReplicationGroup;

/// Longest name of a cache.
const LONGEST_NAME: usize = 40;

impl Composer<'_> {
    /// The caches of a tier, their subnets and firewall.
    pub(in crate::plan::compose) fn managed_caches(&mut self) {
        let caches: Vec<_> = self.layout.managed_caches().collect();
        if caches.is_empty() {
            return;
        }
        let subnets = vec![self.at("private-a"), self.at("private-b")];
        let group = CacheSubnetGroup { name: self.named(255, "cache"), subnets };
        self.add_after::<CacheSubnetGroup>("cache-subnets", group, &["role-cache".into()]);
        self.firewall("cache-firewall", "cache", &[]);
        for placed in caches {
            self.cache(&placed);
        }
    }

    fn cache(&mut self, placed: &Placed<'_>) {
        let Some(engine) = placed.store.kind.cache_engine() else { return };
        let multi_az = self.layout.has_standby(placed.name);
        let cache = ReplicationGroup {
            identifier: self.named(LONGEST_NAME, &suffix(placed.name, multi_az)),
            node_type: self.layout.cache_type(self.layout.tier, placed.name).unwrap_or_default(),
            engine,
            engine_version: engine.version(&placed.store.version).unwrap_or_default().to_owned(),
            password: self.at(&secret_id(&password_of(placed.name))),
            subnet_group: self.at("cache-subnets"),
            group: self.at("cache-firewall"),
            multi_az,
        };
        self.add::<ReplicationGroup>(&cache_id(self.layout, placed.name), cache);
    }
}

/// Node id of a managed cache: one with a second node is another, made beside the first.
pub(in crate::plan::compose) fn cache_id(layout: &Layout<'_>, store: &str) -> String {
    let suffix = suffix(store, layout.has_standby(store));
    if store == "cache" { suffix } else { format!("cache-{suffix}") }
}

fn suffix(store: &str, multi_az: bool) -> String {
    format!("{}{}", hyphened(store), if multi_az { "-pair" } else { "" })
}
