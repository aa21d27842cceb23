//! One server. No key pair and no SSH port; IMDSv2 required. It builds with unlimited CPU credits, and ends with
//! standard ones, so that the bill cannot grow unseen after it.

use serde::{Deserialize, Serialize};

use crate::model::Usage;
use crate::resource::auto_scaling_group::{larger, server_lines};
use crate::resource::bucket::Bucket;
use crate::resource::instance_profile::InstanceProfile;
use crate::resource::machine_image::MachineImage;
use crate::resource::quota::processors;
use crate::resource::security_group::SecurityGroup;
use crate::resource::subnet::Subnet;
use crate::resource::volume::Volume;
use crate::resource::{
    Change, Fake, Needed, Phase, Pictured, PriceLine, Quota, Ref, Repeat, Resource, burst, free_plan,
};

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instance {
    pub name: String,
    pub subnet: Ref<Subnet>,
    /// Subnets of other zones: it starts where its disk is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Ref<Subnet>>,
    pub instance_type: String,
    /// The smaller type that would do if nothing were built on it. For the bill's reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<String>,
    pub image: Ref<MachineImage>,
    pub group: Ref<SecurityGroup>,
    pub profile: Ref<InstanceProfile>,
    /// GiB of gp3 for the system.
    pub root_gb: u32,
    /// Which release it runs, by hash. The server notices another one and changes to it.
    pub release: String,
    /// The oldest generation of its script that runs the release ([`crate::resource::STORES_SCRIPT`] is today's); a
    /// server of an earlier one is replaced, and one without a generation (0) cannot change its release at all.
    #[serde(default)]
    pub script: u32,
    pub bucket: Ref<Bucket>,
    /// The data disk, attached by a resource of its own.
    pub volume: Option<Ref<Volume>>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceOutputs {
    pub instance_id: String,
}

impl Resource for Instance {
    type Outputs = InstanceOutputs;

    const KIND: &'static str = "instance";
    const MOVES_VISITORS: bool = true;
    const WATCHED: bool = true;
    const PHASE: Phase = Phase::Compute;
    const REPEAT: Repeat = Repeat::Token;
    const EXPLAINED: &'static [(&'static str, &'static str)] = &[
        ("Server ", "The computer that the app runs on, rented by the hour, day and night (EC2)."),
        (
            "System disk",
            "The server's own disk, with its operating system and the app's images, billed by its size (EBS).",
        ),
        ("Busy processors", "Hours in which the servers have more to do than is usual for their size."),
    ];
    // Of the key: as for the data disk.
    const ACTIONS: &'static [&'static str] = &[
        "ec2:CreateTags",
        "ec2:DescribeInstances",
        "ec2:RunInstances",
        "ec2:StartInstances",
        "ec2:TerminateInstances",
        "iam:PassRole",
        "kms:DescribeKey",
    ];

    fn title(&self) -> String {
        format!("server {} (EC2)", self.instance_type)
    }

    fn refs(&self) -> Vec<Needed> {
        let mut refs = vec![
            self.subnet.needed(),
            self.image.needed(),
            self.group.needed(),
            self.profile.needed(),
            self.bucket.needed(),
        ];
        refs.extend(self.others.iter().map(Ref::needed));
        refs.extend(self.volume.as_ref().map(Ref::needed));
        refs
    }

    fn interrupts(&self, change: Option<Change>, _old: Option<&Self>, time: &str) -> Option<String> {
        match change? {
            Change::Replace => Some(format!("{time}: the server is replaced, its data disk stays")),
            Change::Update => Some(
                "about a minute while the server changes to what is new: it goes on serving until that is ready"
                    .to_owned(),
            ),
        }
    }

    fn beyond_free_plan(&self) -> Vec<String> {
        free_plan::servers(&self.instance_type)
    }

    fn enlarged(&self) -> Option<(&str, &str)> {
        Some((&self.instance_type, self.instead_of.as_deref()?))
    }

    fn pictured(&self) -> Option<Pictured> {
        Some(Pictured::Server { instance_type: self.instance_type.clone() })
    }

    // Neither another release, which it changes to by itself, nor what the bill says of it, nor where else it could
    // have started, is another server.
    fn change_from(&self, old: &Self) -> Change {
        let (release, instead_of, others) = (old.release.clone(), old.instead_of.clone(), old.others.clone());
        // A newer script runs what an older one runs.
        let script = if self.script <= old.script { old.script } else { self.script };
        let as_old = Self { others, instead_of, release, script, ..self.clone() };
        if as_old == *old { Change::Update } else { Change::Replace }
    }

    fn prices(&self, usage: &Usage) -> Vec<PriceLine> {
        let mut lines = server_lines(&self.instance_type, self.root_gb, 1);
        if let Some(why) = larger(self.instead_of.as_ref()) {
            lines[0].note = why;
        }
        let note = "above the share of a processor that a T size includes: only until the app is healthy, or has \
            failed three times";
        lines.extend(burst::line(&self.instance_type, 0, 1, note, "for every hour until then"));
        lines.push(crate::resource::load_balancer::egress_line(usage));
        lines
    }

    fn uses(&self) -> Vec<(Quota, u32)> {
        processors(&self.instance_type).map(|count| (Quota::Processors, count)).into_iter().collect()
    }

    fn waiting(&self) -> &'static str {
        "starting the server"
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        InstanceOutputs { instance_id: fake.id("i") }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.instance_id.clone())
    }
}
