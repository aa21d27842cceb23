//! What EC2 itself lists with our tag, as long as it lives.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{NatGatewayState, Reservation, Tag, VolumeState};

use super::{Leftovers, asked, node};
use crate::aws::clients::Clients;
use crate::aws::tags::ec2::{filter, pairs};
use crate::aws::tags::{ID, KEPT};
use crate::engine::{CloudError, Owner};
use crate::model::text::clean_line;

/// Kinds of things, by the name that their ARNs carry.
pub(super) type Kinds = BTreeSet<&'static str>;

/// What was listed, and what kinds could be.
#[derive(Default)]
pub(super) struct Listed {
    pub(super) kinds: Kinds,
    pub(super) found: Leftovers,
}

impl Listed {
    fn add<'t>(&mut self, kind: &'static str, things: impl Iterator<Item = (Option<&'t str>, &'t [Tag])>) {
        self.kinds.insert(kind);
        for (id, tags) in things {
            if pairs(tags).any(|(key, _)| key == KEPT) {
                continue;
            }
            if let Some(id) = id {
                self.found.insert(clean_line(id), node(pairs(tags)));
            }
        }
    }
}

pub(super) async fn list(clients: &Clients, owner: &Owner) -> Result<Listed, CloudError> {
    let mut listed = Listed::default();
    let (servers, network, others) =
        tokio::try_join!(servers(clients, owner), network(clients, owner), others(clients, owner))?;
    for part in [servers, network, others] {
        listed.kinds.extend(part.kinds);
        listed.found.extend(part.found);
    }
    Ok(listed)
}

fn ours(owner: &Owner) -> aws_sdk_ec2::types::Filter {
    filter(format!("tag:{ID}"), [owner.id.as_str()])
}

/// Terminated servers stay visible for an hour.
async fn servers(clients: &Clients, owner: &Owner) -> Result<Listed, CloudError> {
    let living = filter("instance-state-name", ["pending", "running", "stopping", "stopped"]);
    let (servers, volumes, snapshots) = tokio::try_join!(
        asked(clients.ec2.describe_instances().filters(ours(owner)).filters(living).send()),
        asked(clients.ec2.describe_volumes().filters(ours(owner)).send()),
        asked(clients.ec2.describe_snapshots().owner_ids("self").filters(ours(owner)).send()),
    )?;
    let mut listed = Listed::default();
    if let Some(answer) = servers {
        let servers = answer.reservations().iter().flat_map(Reservation::instances);
        listed.add("instance", servers.map(|server| (server.instance_id(), server.tags())));
    }
    if let Some(answer) = volumes {
        let over = [Some(&VolumeState::Deleting), Some(&VolumeState::Deleted)];
        let living = answer.volumes().iter().filter(|volume| !over.contains(&volume.state()));
        listed.add("volume", living.map(|volume| (volume.volume_id(), volume.tags())));
    }
    if let Some(answer) = snapshots {
        listed.add("snapshot", answer.snapshots().iter().map(|snapshot| (snapshot.snapshot_id(), snapshot.tags())));
    }
    Ok(listed)
}

/// Deleted NAT gateways stay visible for an hour, endpoints for a while.
async fn network(clients: &Clients, owner: &Owner) -> Result<Listed, CloudError> {
    let ec2 = &clients.ec2;
    let (vpcs, gateways, subnets, tables, addresses, nat_gateways, endpoints) = tokio::try_join!(
        asked(ec2.describe_vpcs().filters(ours(owner)).send()),
        asked(ec2.describe_internet_gateways().filters(ours(owner)).send()),
        asked(ec2.describe_subnets().filters(ours(owner)).send()),
        asked(ec2.describe_route_tables().filters(ours(owner)).send()),
        asked(ec2.describe_addresses().filters(ours(owner)).send()),
        asked(ec2.describe_nat_gateways().filter(ours(owner)).send()),
        asked(ec2.describe_vpc_endpoints().filters(ours(owner)).send()),
    )?;
    let mut listed = Listed::default();
    if let Some(answer) = vpcs {
        listed.add("vpc", answer.vpcs().iter().map(|vpc| (vpc.vpc_id(), vpc.tags())));
    }
    if let Some(answer) = gateways {
        listed.add(
            "internet-gateway",
            answer.internet_gateways().iter().map(|gateway| (gateway.internet_gateway_id(), gateway.tags())),
        );
    }
    if let Some(answer) = subnets {
        listed.add("subnet", answer.subnets().iter().map(|subnet| (subnet.subnet_id(), subnet.tags())));
    }
    if let Some(answer) = tables {
        listed.add("route-table", answer.route_tables().iter().map(|table| (table.route_table_id(), table.tags())));
    }
    if let Some(answer) = addresses {
        listed.add("elastic-ip", answer.addresses().iter().map(|address| (address.allocation_id(), address.tags())));
    }
    if let Some(answer) = nat_gateways {
        let over = |state: Option<&NatGatewayState>| {
            matches!(state, Some(NatGatewayState::Deleting | NatGatewayState::Deleted | NatGatewayState::Failed))
        };
        let living = answer.nat_gateways().iter().filter(|gateway| !over(gateway.state()));
        listed.add("natgateway", living.map(|gateway| (gateway.nat_gateway_id(), gateway.tags())));
    }
    if let Some(answer) = endpoints {
        let over = |state: &str| state.eq_ignore_ascii_case("deleting") || state.eq_ignore_ascii_case("deleted");
        let living = answer
            .vpc_endpoints()
            .iter()
            .filter(|endpoint| !endpoint.state().is_some_and(|state| over(state.as_str())));
        listed.add("vpc-endpoint", living.map(|endpoint| (endpoint.vpc_endpoint_id(), endpoint.tags())));
    }
    Ok(listed)
}

async fn others(clients: &Clients, owner: &Owner) -> Result<Listed, CloudError> {
    let ec2 = &clients.ec2;
    let (groups, rules, templates) = tokio::try_join!(
        asked(ec2.describe_security_groups().filters(ours(owner)).send()),
        asked(ec2.describe_security_group_rules().filters(ours(owner)).send()),
        asked(ec2.describe_launch_templates().filters(ours(owner)).send()),
    )?;
    let mut listed = Listed::default();
    if let Some(answer) = groups {
        listed.add("security-group", answer.security_groups().iter().map(|group| (group.group_id(), group.tags())));
    }
    if let Some(answer) = rules {
        listed.add(
            "security-group-rule",
            answer.security_group_rules().iter().map(|rule| (rule.security_group_rule_id(), rule.tags())),
        );
    }
    if let Some(answer) = templates {
        listed.add(
            "launch-template",
            answer.launch_templates().iter().map(|template| (template.launch_template_id(), template.tags())),
        );
    }
    Ok(listed)
}
