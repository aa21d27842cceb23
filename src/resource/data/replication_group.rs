//! A managed cache: one node, or two of which the second takes over. It is reached by TLS and a password alone.

use serde::{Deserialize, Serialize};

use crate::model::{NodeId, Region, Usage};
use crate::resource::cache_subnet_group::CacheSubnetGroup;
use crate::resource::secret_parameter::SecretParameter;
use crate::resource::security_group::SecurityGroup;
use crate::resource::{CacheEngine, Change, Fake, Needed, Phase, Pictured, PriceKey, PriceLine, Ref, Resource};

/// What the AWS console says of it.
pub const DESCRIPTION: &str = "cloudstead: cache";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplicationGroup {
    /// At most 40 small letters, digits and hyphens, a letter first, no `--` (AWSFACTS section 1).
    pub identifier: String,
    /// Such as `cache.t4g.micro`.
    pub node_type: String,
    pub engine: CacheEngine,
    /// With its second part: `8.2`.
    pub engine_version: String,
    /// The parameter that holds the password; read when the cache is created.
    pub password: Ref<SecretParameter>,
    pub subnet_group: Ref<CacheSubnetGroup>,
    pub group: Ref<SecurityGroup>,
    /// A second node in another zone, which takes over by itself.
    pub multi_az: bool,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplicationGroupOutputs {
    pub identifier: String,
    pub arn: String,
    /// Host name that clients connect to.
    pub endpoint: String,
}

impl ReplicationGroup {
    /// How many nodes it has.
    #[must_use]
    pub fn nodes(&self) -> u32 {
        if self.multi_az { 2 } else { 1 }
    }
}

impl Resource for ReplicationGroup {
    type Outputs = ReplicationGroupOutputs;

    const KIND: &'static str = "replication-group";
    const PHASE: Phase = Phase::Database;
    const VALUES: &'static [&'static str] = &["cache-host"];
    const EXPLAINED: &'static [(&'static str, &'static str)] =
        &[("Cache ", "The computer on which AWS keeps what your app wants to find fast (ElastiCache).")];
    const ACTIONS: &'static [&'static str] = &[
        "elasticache:AddTagsToResource",
        "elasticache:CreateReplicationGroup",
        "elasticache:DeleteReplicationGroup",
        "elasticache:DescribeCacheClusters",
        "elasticache:DescribeReplicationGroups",
        "elasticache:ListTagsForResource",
        "elasticache:ModifyReplicationGroup",
        "ssm:GetParameter",
    ];

    fn title(&self) -> String {
        format!("{} {} (ElastiCache)", self.engine.title(), self.engine_version)
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.password.needed(), self.subnet_group.needed(), self.group.needed()]
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.identifier.to_lowercase())
    }

    fn interrupts(&self, change: Option<Change>, old: Option<&Self>, time: &str) -> Option<String> {
        match change {
            Some(Change::Replace) => Some(format!("{time}: {} is replaced by an empty one", self.title())),
            None => Some(format!("{time}: the app starts anew once {} is made", self.title())),
            Some(Change::Update) => old
                .filter(|old| old.node_type != self.node_type || old.engine_version != self.engine_version)
                .map(|_| "some seconds while the cache changes".to_owned()),
        }
    }

    fn pictured(&self) -> Option<Pictured> {
        let what = format!("{} {}, {}", self.engine.title(), self.engine_version, self.node_type);
        Some(Pictured::Database { what, standby: self.multi_az })
    }

    fn change_from(&self, old: &Self) -> Change {
        let same_place = self.identifier == old.identifier
            && self.password == old.password
            && self.subnet_group == old.subnet_group
            && self.multi_az == old.multi_az;
        if same_place { Change::Update } else { Change::Replace }
    }

    // With another password it is the same cache; the rest cannot be removed while it is there.
    fn rebuilt(&self, below: &NodeId) -> Change {
        if *below == self.password.id() { Change::Update } else { Change::Replace }
    }

    fn prices(&self, _usage: &Usage) -> Vec<PriceLine> {
        let key = PriceKey::sized("elasticache", self.engine.item(), &self.node_type);
        vec![PriceLine::hourly(format!("Cache {}", self.node_type), key, self.nodes().into())]
    }

    fn waiting(&self) -> &'static str {
        "creating the cache"
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        let host = fake.hex(6);
        ReplicationGroupOutputs {
            identifier: self.identifier.clone(),
            arn: fake.arn("elasticache", &format!("replicationgroup:{}", self.identifier)),
            endpoint: format!("master.{}.{host}.cache.amazonaws.com", self.identifier),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.identifier.clone())
    }

    fn value(outputs: &Self::Outputs, name: &str) -> Option<String> {
        Self::VALUES.contains(&name).then(|| outputs.endpoint.clone())
    }
}
