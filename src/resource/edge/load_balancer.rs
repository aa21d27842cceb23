//! Spreads visitors over the servers of two zones. Billed by the hour, by use and for its two public addresses.

use serde::{Deserialize, Serialize};

use crate::model::{Quantity, Region, Usage};
use crate::resource::security_group::SecurityGroup;
use crate::resource::subnet::Subnet;
use crate::resource::{Fake, Needed, Phase, Pictured, PriceKey, PriceLine, Ref, Resource};

/// Attribute by which requests with malformed headers never reach the app.
pub const DROP_INVALID_HEADERS: &str = "routing.http.drop_invalid_header_fields.enabled";

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoadBalancer {
    /// At most 32 characters, not beginning with `internal-`.
    pub name: String,
    pub subnets: Vec<Ref<Subnet>>,
    pub group: Ref<SecurityGroup>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadBalancerOutputs {
    pub arn: String,
    /// Host name such as `demo-123.us-east-1.elb.amazonaws.com`.
    pub dns_name: String,
    /// Zone that Route 53 alias records name.
    pub hosted_zone_id: String,
}

impl Resource for LoadBalancer {
    type Outputs = LoadBalancerOutputs;

    const KIND: &'static str = "load-balancer";
    const WATCHED: bool = true;
    const PHASE: Phase = Phase::LoadBalancer;
    const EXPLAINED: &'static [(&'static str, &'static str)] = &[
        (
            "Load balancer hours",
            "Takes in what people ask and gives it to a server that is healthy. AWS bills it for every hour that it \
             exists, busy or not.",
        ),
        (
            "Load balancer capacity units",
            "How busy the load balancer is: connections and traffic, measured in these units.",
        ),
        ("Traffic to people", "What the app sends to browsers."),
    ];
    // The first one is checked by Elastic Load Balancing itself.
    const ACTIONS: &'static [&'static str] = &[
        "ec2:DescribeAccountAttributes",
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:CreateLoadBalancer",
        "elasticloadbalancing:DeleteLoadBalancer",
        "elasticloadbalancing:DescribeLoadBalancerAttributes",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeTags",
        "elasticloadbalancing:ModifyLoadBalancerAttributes",
        "elasticloadbalancing:SetSecurityGroups",
    ];

    fn title(&self) -> String {
        "load balancer (ALB)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        let mut refs: Vec<Needed> = self.subnets.iter().map(Ref::needed).collect();
        refs.push(self.group.needed());
        refs
    }

    fn unique_name(&self, _account: &str, _region: Region) -> Option<String> {
        Some(self.name.clone())
    }

    fn is_door(&self) -> bool {
        true
    }

    fn pictured(&self) -> Option<Pictured> {
        Some(Pictured::Balancer)
    }

    fn prices(&self, usage: &Usage) -> Vec<PriceLine> {
        vec![
            PriceLine::hourly("Load balancer hours", PriceKey::new("alb", "hour"), 1),
            PriceLine::new(
                "Load balancer capacity units",
                PriceKey::new("alb", "lcu_hour"),
                Quantity::thousandths(730 * 100 * i64::from(usage.lcu_tenths)),
                "LCU-hours",
            ),
            PriceLine::hourly("Load balancer addresses (IPv4)", PriceKey::new("public_ipv4", "in_use_hour"), 2)
                .note("one in each zone"),
            egress_line(usage),
        ]
    }

    fn waiting(&self) -> &'static str {
        "provisioning the load balancer"
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        let hash = fake.hex(16);
        let number = fake.hex(8);
        LoadBalancerOutputs {
            arn: fake.arn("elasticloadbalancing", &format!("loadbalancer/app/{}/{hash}", self.name)),
            dns_name: format!("{}-{number}.{}.elb.amazonaws.com", self.name, fake.region),
            hosted_zone_id: "Z35SXDOTRQ7X7K".to_owned(),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.dns_name.clone())
    }
}

/// GB per month to the internet that AWS does not bill, per account.
const FREE_EGRESS_GB: u32 = 100;

/// Traffic from the app to people.
#[must_use]
pub fn egress_line(usage: &Usage) -> PriceLine {
    let billed = usage.egress_gb.saturating_sub(FREE_EGRESS_GB);
    PriceLine::new(
        "Traffic to people",
        PriceKey::new("data_transfer_out", "first_10tb_gb"),
        Quantity::whole(billed.into()),
        "GB",
    )
    .note(format!("{} GB assumed; the first {FREE_EGRESS_GB} GB a month of the account are free", usage.egress_gb))
}
