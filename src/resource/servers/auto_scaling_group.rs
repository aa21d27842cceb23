//! Keeps the wanted number of servers alive and adds more when they are busy.

use serde::{Deserialize, Serialize};

use crate::model::{NodeId, Quantity, Region, Usage};
use crate::resource::launch_template::LaunchTemplate;
use crate::resource::quota::processors;
use crate::resource::subnet::Subnet;
use crate::resource::target_group::TargetGroup;
use crate::resource::{
    Change, Fake, Needed, Phase, Pictured, PriceKey, PriceLine, Quota, Ref, Resource, burst, free_plan,
};

/// The hook's longest time-out: a server that says nothing for so long is given up and replaced. Each word of it begins
/// the time anew (RecordLifecycleActionHeartbeat), up to AWS's 48 hours.
pub const SILENCE_SECONDS: i32 = 7200;
/// From "healthy" on: what the load balancer's own checks take. A server is only let in when it is healthy.
pub const WARMUP_SECONDS: i32 = 120;
/// A server is judged by the load balancer from the moment that it takes part.
pub const GRACE_SECONDS: i32 = 0;
/// When the hook holds a server back.
pub const LAUNCHING: &str = "autoscaling:EC2_INSTANCE_LAUNCHING";
/// Who judges servers: the load balancer.
pub const HEALTH_CHECK: &str = "ELB";
/// Which servers go first when there are too many: AWS's own choice.
pub const TERMINATION: &str = "Default";
/// What did not become healthy never takes part.
pub const GIVE_UP: &str = "ABANDON";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AutoScalingGroup {
    pub name: String,
    pub template: Ref<LaunchTemplate>,
    pub subnets: Vec<Ref<Subnet>>,
    pub targets: Ref<TargetGroup>,
    pub minimum: u32,
    pub maximum: u32,
    /// What the template's servers run: another release replaces them.
    pub release: String,
    /// Seconds from a server's launch until its app answers, at most.
    pub start_seconds: u32,
    /// The lifecycle hook that holds a new server back until it reports itself healthy; empty in plans from before
    /// there was one.
    #[serde(default)]
    pub hook: String,
    /// Type and system disk, repeated from the template for the bill.
    pub instance_type: String,
    pub root_gb: u32,
    /// The smaller type that would do if nothing were built on the servers. For the bill's reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<String>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoScalingGroupOutputs {
    pub name: String,
}

impl Resource for AutoScalingGroup {
    type Outputs = AutoScalingGroupOutputs;

    const KIND: &'static str = "auto-scaling-group";
    const WATCHED: bool = true;
    const PHASE: Phase = Phase::Compute;
    const EXPLAINED: &'static [(&'static str, &'static str)] = &[(
        "Traffic between zones",
        "What servers, load balancer and database in different data centres say to each other, billed on its way \
             out and on its way in.",
    )];
    const ACTIONS: &'static [&'static str] = &[
        "autoscaling:CreateAutoScalingGroup",
        "autoscaling:CreateOrUpdateTags",
        "autoscaling:DeleteAutoScalingGroup",
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeInstanceRefreshes",
        "autoscaling:DescribeLifecycleHooks",
        "autoscaling:DescribeScalingActivities",
        "autoscaling:PutLifecycleHook",
        "autoscaling:StartInstanceRefresh",
        "autoscaling:UpdateAutoScalingGroup",
        "ec2:DescribeInstances",
        "ec2:RunInstances",
        "iam:PassRole",
    ];

    fn title(&self) -> String {
        format!("{} to {} servers {} (Auto Scaling group)", self.minimum, self.maximum, self.instance_type)
    }

    fn refs(&self) -> Vec<Needed> {
        let mut refs = vec![self.template.needed(), self.targets.needed()];
        refs.extend(self.subnets.iter().map(Ref::needed));
        refs
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.name.clone())
    }

    fn beyond_free_plan(&self) -> Vec<String> {
        free_plan::servers(&self.instance_type)
    }

    fn enlarged(&self) -> Option<(&str, &str)> {
        Some((&self.instance_type, self.instead_of.as_deref()?))
    }

    fn pictured(&self) -> Option<Pictured> {
        let instance_type = self.instance_type.clone();
        Some(Pictured::Servers { instance_type, minimum: self.minimum, maximum: self.maximum })
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.name == old.name { Change::Update } else { Change::Replace }
    }

    /// Servers are replaced one after the other, and each may be tried twice.
    fn patience(&self) -> u32 {
        self.start_seconds * self.maximum * 2
    }

    // Its servers are exchanged one after the other for those of the new template.
    fn rebuilt(&self, below: &NodeId) -> Change {
        if *below == self.template.id() { Change::Update } else { Change::Replace }
    }

    fn prices(&self, usage: &Usage) -> Vec<PriceLine> {
        let mut lines = server_lines(&self.instance_type, self.root_gb, self.minimum);
        if self.maximum > self.minimum {
            for line in &mut lines {
                line.note = format!("{} running; up to {} when busy", self.minimum, self.maximum);
            }
        }
        if let Some(why) = larger(self.instead_of.as_ref()) {
            let running = std::mem::take(&mut lines[0].note);
            lines[0].note = [running, why].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        }
        let words = format!("a month, if {} are at full speed all the time", servers(self.maximum));
        let note = "above the share of a processor that a T size includes: starting, and hours of much work";
        let all_month = Quantity::MONTH * i64::from(self.maximum);
        lines.extend(burst::line(&self.instance_type, usage.burst_vcpu_hours, all_month, note, &words));
        lines.push(
            PriceLine::new(
                "Traffic between zones",
                PriceKey::new("data_transfer", "cross_az_gb_each_direction"),
                Quantity::whole(i64::from(usage.cross_zone_gb) * 2),
                "GB",
            )
            .note("billed in both directions"),
        );
        lines
    }

    /// More servers than the smallest number come only when there is room.
    fn uses(&self) -> Vec<(Quota, u32)> {
        processors(&self.instance_type).map(|count| (Quota::Processors, count * self.minimum)).into_iter().collect()
    }

    fn waiting(&self) -> &'static str {
        "starting the servers"
    }

    fn simulate(&self, _fake: &mut Fake<'_>) -> Self::Outputs {
        AutoScalingGroupOutputs { name: self.name.clone() }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.name.clone())
    }
}

fn servers(count: u32) -> String {
    if count == 1 { "the server".to_owned() } else { format!("all {count} servers") }
}

/// Why a server is larger than running the app takes, for its line of the bill.
#[must_use]
pub fn larger(instead_of: Option<&String>) -> Option<String> {
    instead_of.map(|own| format!("large enough to build the app on it; with ready images a {own} would do"))
}

/// The lines of `count` running servers: hours and system disks.
#[must_use]
pub fn server_lines(instance_type: &str, root_gb: u32, count: u32) -> Vec<PriceLine> {
    vec![
        PriceLine::hourly(
            format!("Server {instance_type}"),
            PriceKey::sized("ec2", "hourly", instance_type),
            count.into(),
        ),
        PriceLine::new(
            "System disk",
            PriceKey::new("ebs", "gp3_gb_month"),
            Quantity::whole(i64::from(root_gb) * i64::from(count)),
            "GB-month",
        ),
    ]
}
