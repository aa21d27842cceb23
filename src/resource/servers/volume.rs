//! The disk that holds data of a server, on its own so that it outlives the server.

use serde::{Deserialize, Serialize};

use crate::model::{NodeId, Quantity, Usage};
use crate::resource::subnet::Subnet;
use crate::resource::{
    Change, Fake, Keep, KeptPrice, Needed, Phase, Pictured, PriceKey, PriceLine, Ref, Repeat, Resource,
    replaced_by_empty,
};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Volume {
    pub name: String,
    pub subnet: Ref<Subnet>,
    /// Where it is made instead when the first zone has no room for its server.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Ref<Subnet>>,
    /// GiB of gp3.
    pub size_gb: u32,
    /// True when the database lives on it, false when only certificates and caches do.
    pub database: bool,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumeOutputs {
    pub volume_id: String,
    /// The zone it lives in for ever; empty when it was not noted.
    #[serde(default)]
    pub zone: String,
}

impl Volume {
    /// The subnet in whose zone an attempt makes it: each that was condemned leads to the next one.
    #[must_use]
    pub fn place(&self, attempt: u32) -> &Ref<Subnet> {
        let places = self.others.len() + 1;
        let next = usize::try_from(attempt).unwrap_or(0) % places;
        if next == 0 { &self.subnet } else { &self.others[next - 1] }
    }
}

impl Resource for Volume {
    type Outputs = VolumeOutputs;

    const KIND: &'static str = "volume";
    const PHASE: Phase = Phase::Storage;
    const REPEAT: Repeat = Repeat::Token;
    const EXPLAINED: &'static [(&'static str, &'static str)] = &[(
        "Data disk",
        "A disk of its own for what must outlive a server, billed by its size and not by what is on it (EBS).",
    )];
    // Where nobody has used AWS's own key for disks yet, naming it makes it, in the caller's name.
    const ACTIONS: &'static [&'static str] = &[
        "ec2:CreateSnapshot",
        "ec2:CreateTags",
        "ec2:CreateVolume",
        "ec2:DeleteVolume",
        "ec2:DescribeSnapshots",
        "ec2:DescribeVolumes",
        "ec2:ModifyVolume",
        "kms:DescribeKey",
    ];

    fn title(&self) -> String {
        format!("data disk, {} GB (EBS volume)", self.size_gb)
    }

    fn refs(&self) -> Vec<Needed> {
        std::iter::once(&self.subnet).chain(&self.others).map(Ref::needed).collect()
    }

    fn interrupts(&self, change: Option<Change>, _old: Option<&Self>, time: &str) -> Option<String> {
        (change == Some(Change::Replace)).then(|| replaced_by_empty(&self.title(), time))
    }

    fn pictured(&self) -> Option<Pictured> {
        Some(Pictured::Disk { gigabytes: self.size_gb, copied: self.database })
    }

    fn on_delete(&self) -> &'static str {
        "a last disk snapshot is kept"
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.name == old.name && self.subnet == old.subnet && self.size_gb >= old.size_gb {
            Change::Update
        } else {
            Change::Replace
        }
    }

    // A disk lives in a zone, whatever becomes of the subnet there.
    fn rebuilt(&self, _below: &NodeId) -> Change {
        Change::Update
    }

    fn prices(&self, _usage: &Usage) -> Vec<PriceLine> {
        vec![PriceLine::new(
            "Data disk",
            PriceKey::new("ebs", "gp3_gb_month"),
            Quantity::whole(self.size_gb.into()),
            "GB-month",
        )]
    }

    fn holds_data(&self) -> bool {
        self.database
    }

    fn keeps(&self, final_snapshot: bool, _keep_files: bool, _keep_images: bool) -> Keep {
        if final_snapshot && self.database {
            Keep::Snapshot { gigabytes: self.size_gb, price: KeptPrice::DiskSnapshot }
        } else {
            Keep::Nothing
        }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        let zone = fake.get(self.place(fake.attempt)).map(|subnet| subnet.zone).unwrap_or_default();
        VolumeOutputs { volume_id: fake.id("vol"), zone }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.volume_id.clone())
    }
}
