//! A managed database. Only the major version is pinned; extended support is refused, so that a bill never
//! grows by itself.

use serde::{Deserialize, Serialize};

use crate::model::{NodeId, Quantity, Region, Usage};
use crate::resource::db_parameter_group::DbParameterGroup;
use crate::resource::db_subnet_group::DbSubnetGroup;
use crate::resource::secret_parameter::SecretParameter;
use crate::resource::security_group::SecurityGroup;
use crate::resource::{
    AtMost, Change, Engine, Fake, Keep, KeptPrice, Needed, Phase, Pictured, PriceKey, PriceLine, Ref, Resource,
    free_plan, replaced_by_empty,
};

/// RDS's name of the disks that databases are on.
pub const STORAGE_TYPE: &str = "gp3";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DbInstance {
    /// At most 63 characters, stored in small letters, no `--`.
    pub identifier: String,
    /// Such as `db.t4g.micro`.
    pub class: String,
    #[serde(default, skip_serializing_if = "Engine::is_postgres")]
    pub engine: Engine,
    /// Without its last part: `17`, `8.4`.
    pub engine_version: String,
    /// GiB of gp3, at least 20.
    pub storage_gb: u32,
    /// GiB up to which storage grows by itself when it is nearly full; 0 where it does not, as in journals from before
    /// it did.
    #[serde(default)]
    pub max_storage_gb: u32,
    pub database: String,
    pub username: String,
    /// The parameter that holds the password; read when the database is created.
    pub password: Ref<SecretParameter>,
    pub subnet_group: Ref<DbSubnetGroup>,
    pub parameter_group: Ref<DbParameterGroup>,
    pub group: Ref<SecurityGroup>,
    /// Days that automatic backups are kept, 0 to 35.
    pub backup_days: u32,
    pub multi_az: bool,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DbInstanceOutputs {
    pub identifier: String,
    pub arn: String,
    /// Host name that clients connect to.
    pub endpoint: String,
    pub port: u16,
    /// Full version that AWS chose, such as `17.11`.
    pub engine_version: String,
}

impl Resource for DbInstance {
    type Outputs = DbInstanceOutputs;

    const KIND: &'static str = "db-instance";
    const PHASE: Phase = Phase::Database;
    const VALUES: &'static [&'static str] = &["database-host"];
    const EXPLAINED: &'static [(&'static str, &'static str)] = &[
        ("Database db.", "The computer on which AWS runs your database and looks after it, day and night (RDS)."),
        ("Database storage", "The database's disk, billed by its size and not by what is in it."),
        ("Database backups", "Copies from which AWS can bring the database back; as much as its own size is included."),
    ];
    // RDS itself checks the two of EC2.
    const ACTIONS: &'static [&'static str] = &[
        "ec2:DescribeAccountAttributes",
        "ec2:DescribeVpcAttribute",
        "rds:AddTagsToResource",
        "rds:CreateDBInstance",
        "rds:CreateDBSnapshot",
        "rds:DeleteDBInstance",
        "rds:DescribeDBInstances",
        "rds:DescribeDBSnapshots",
        "rds:ModifyDBInstance",
        "ssm:GetParameter",
    ];

    fn title(&self) -> String {
        format!("{} {} (RDS)", self.engine.title(), self.engine_version)
    }

    fn refs(&self) -> Vec<Needed> {
        vec![self.password.needed(), self.subnet_group.needed(), self.parameter_group.needed(), self.group.needed()]
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.identifier.to_lowercase())
    }

    // One that is made is empty.
    fn interrupts(&self, change: Option<Change>, old: Option<&Self>, time: &str) -> Option<String> {
        match change {
            Some(Change::Replace) => Some(replaced_by_empty(&self.title(), time)),
            None => Some(format!("{time}: the app starts anew once {} is made", self.title())),
            Some(Change::Update) => old
                .filter(|old| old.class != self.class)
                .map(|_| "some minutes while the database changes its size".to_owned()),
        }
    }

    fn beyond_free_plan(&self) -> Vec<String> {
        free_plan::database(&self.class, self.backup_days)
    }

    fn pictured(&self) -> Option<Pictured> {
        let Self { engine_version, class, storage_gb, .. } = self;
        let what = format!("{} {engine_version}, {class}, {storage_gb} GB", self.engine.title());
        Some(Pictured::Database { what, standby: self.multi_az })
    }

    fn on_delete(&self) -> &'static str {
        "a last snapshot is kept"
    }

    fn change_from(&self, old: &Self) -> Change {
        let same_place = self.identifier == old.identifier
            && self.database == old.database
            && self.username == old.username
            && self.password == old.password
            && self.subnet_group == old.subnet_group
            && self.engine == old.engine
            && self.engine_version == old.engine_version
            && self.storage_gb >= old.storage_gb;
        if same_place { Change::Update } else { Change::Replace }
    }

    // With another password it is the same database; the rest cannot be removed while it is there.
    fn rebuilt(&self, below: &NodeId) -> Change {
        if *below == self.password.id() { Change::Update } else { Change::Replace }
    }

    fn prices(&self, usage: &Usage) -> Vec<PriceLine> {
        let (hours, storage) = if self.multi_az {
            ("multi_az_hourly", "storage_gp3_multi_az_gb_month")
        } else {
            ("single_az_hourly", "storage_gp3_single_az_gb_month")
        };
        let grown = AtMost {
            quantity: Quantity::whole(self.max_storage_gb.into()),
            words: format!("once it has grown to {} GB", self.max_storage_gb),
        };
        // Backups up to the size of the database's storage are included in its price.
        let billed_backups = i64::from(usage.snapshot_gb.saturating_sub(self.storage_gb));
        vec![
            PriceLine::hourly(
                format!("Database {}", self.class),
                PriceKey::sized(self.engine.item(), hours, &self.class),
                1,
            ),
            PriceLine {
                at_most: (self.max_storage_gb > 0).then_some(grown),
                ..PriceLine::new(
                    "Database storage",
                    PriceKey::new(self.engine.item(), storage),
                    Quantity::whole(self.storage_gb.into()),
                    "GB-month",
                )
                .note(if self.max_storage_gb > 0 {
                    "grows by itself when it is nearly full, and never shrinks"
                } else {
                    ""
                })
            },
            PriceLine::new(
                "Database backups",
                PriceKey::new("rds_postgresql", "backup_gb_month"),
                Quantity::whole(billed_backups),
                "GB-month",
            )
            .note(format!("{} GB assumed; the first {} GB are included", usage.snapshot_gb, self.storage_gb)),
        ]
    }

    fn holds_data(&self) -> bool {
        true
    }

    fn waiting(&self) -> &'static str {
        "creating the database"
    }

    fn keeps(&self, final_snapshot: bool, _keep_files: bool, _keep_images: bool) -> Keep {
        if final_snapshot {
            Keep::Snapshot { gigabytes: self.storage_gb, price: KeptPrice::DatabaseSnapshot }
        } else {
            Keep::Nothing
        }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        let host = fake.hex(12);
        DbInstanceOutputs {
            identifier: self.identifier.clone(),
            arn: fake.arn("rds", &format!("db:{}", self.identifier)),
            endpoint: format!("{}.{host}.{}.rds.amazonaws.com", self.identifier, fake.region),
            port: self.engine.port(),
            engine_version: format!("{}.11", self.engine_version),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.identifier.clone())
    }

    fn value(outputs: &Self::Outputs, name: &str) -> Option<String> {
        Self::VALUES.contains(&name).then(|| outputs.endpoint.clone())
    }
}
