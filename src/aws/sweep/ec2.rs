//! What EC2 itself lists with our tag, as long as it lives.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{Filter, NatGatewayState, Tag, VolumeState};

use super::{Leftovers, allowed, node};
use crate::aws::clients::Clients;
use crate::aws::tags::ec2::{filter, pairs};
use crate::aws::tags::{ID, KEPT};
use crate::engine::{CloudError, Owner};
use crate::model::text::clean_line;

/// Kinds of things, by the name that their ARNs carry, that were listed here.
pub(super) type Listed = BTreeSet<&'static str>;

struct Listing<'a> {
    listed: Listed,
    found: &'a mut Leftovers,
}

impl Listing<'_> {
    fn add<'t>(&mut self, kind: &'static str, things: impl Iterator<Item = (Option<&'t str>, &'t [Tag])>) {
        self.listed.insert(kind);
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

pub(super) async fn list(clients: &Clients, owner: &Owner, found: &mut Leftovers) -> Result<Listed, CloudError> {
    let ec2 = &clients.ec2;
    let ours = || filter(format!("tag:{ID}"), [owner.id.as_str()]);
    let mut listing = Listing { listed: Listed::new(), found };
    servers(clients, ours(), &mut listing).await?;
    network(clients, &ours, &mut listing).await?;
    if let Some(answer) = allowed(ec2.describe_security_groups().filters(ours()).send().await)? {
        listing.add("security-group", answer.security_groups().iter().map(|group| (group.group_id(), group.tags())));
    }
    if let Some(answer) = allowed(ec2.describe_security_group_rules().filters(ours()).send().await)? {
        listing.add(
            "security-group-rule",
            answer.security_group_rules().iter().map(|rule| (rule.security_group_rule_id(), rule.tags())),
        );
    }
    if let Some(answer) = allowed(ec2.describe_launch_templates().filters(ours()).send().await)? {
        listing.add(
            "launch-template",
            answer.launch_templates().iter().map(|template| (template.launch_template_id(), template.tags())),
        );
    }
    if let Some(answer) = allowed(ec2.describe_snapshots().owner_ids("self").filters(ours()).send().await)? {
        listing.add("snapshot", answer.snapshots().iter().map(|snapshot| (snapshot.snapshot_id(), snapshot.tags())));
    }
    Ok(listing.listed)
}

/// Terminated servers stay visible for an hour.
async fn servers(clients: &Clients, ours: Filter, listing: &mut Listing<'_>) -> Result<(), CloudError> {
    let living = filter("instance-state-name", ["pending", "running", "stopping", "stopped"]);
    if let Some(answer) = allowed(clients.ec2.describe_instances().filters(ours.clone()).filters(living).send().await)?
    {
        let servers = answer.reservations().iter().flat_map(aws_sdk_ec2::types::Reservation::instances);
        listing.add("instance", servers.map(|server| (server.instance_id(), server.tags())));
    }
    if let Some(answer) = allowed(clients.ec2.describe_volumes().filters(ours).send().await)? {
        let over = [Some(&VolumeState::Deleting), Some(&VolumeState::Deleted)];
        let living = answer.volumes().iter().filter(|volume| !over.contains(&volume.state()));
        listing.add("volume", living.map(|volume| (volume.volume_id(), volume.tags())));
    }
    Ok(())
}

/// Deleted NAT gateways stay visible for an hour, endpoints for a while.
async fn network(
    clients: &Clients,
    ours: &(impl Fn() -> Filter + Sync),
    listing: &mut Listing<'_>,
) -> Result<(), CloudError> {
    let ec2 = &clients.ec2;
    if let Some(answer) = allowed(ec2.describe_vpcs().filters(ours()).send().await)? {
        listing.add("vpc", answer.vpcs().iter().map(|vpc| (vpc.vpc_id(), vpc.tags())));
    }
    if let Some(answer) = allowed(ec2.describe_internet_gateways().filters(ours()).send().await)? {
        listing.add(
            "internet-gateway",
            answer.internet_gateways().iter().map(|gateway| (gateway.internet_gateway_id(), gateway.tags())),
        );
    }
    if let Some(answer) = allowed(ec2.describe_subnets().filters(ours()).send().await)? {
        listing.add("subnet", answer.subnets().iter().map(|subnet| (subnet.subnet_id(), subnet.tags())));
    }
    if let Some(answer) = allowed(ec2.describe_route_tables().filters(ours()).send().await)? {
        listing.add("route-table", answer.route_tables().iter().map(|table| (table.route_table_id(), table.tags())));
    }
    if let Some(answer) = allowed(ec2.describe_addresses().filters(ours()).send().await)? {
        listing.add("elastic-ip", answer.addresses().iter().map(|address| (address.allocation_id(), address.tags())));
    }
    if let Some(answer) = allowed(ec2.describe_nat_gateways().filter(ours()).send().await)? {
        let over = |state: Option<&NatGatewayState>| {
            matches!(state, Some(NatGatewayState::Deleting | NatGatewayState::Deleted | NatGatewayState::Failed))
        };
        let living = answer.nat_gateways().iter().filter(|gateway| !over(gateway.state()));
        listing.add("natgateway", living.map(|gateway| (gateway.nat_gateway_id(), gateway.tags())));
    }
    if let Some(answer) = allowed(ec2.describe_vpc_endpoints().filters(ours()).send().await)? {
        let over = |state: &str| state.eq_ignore_ascii_case("deleting") || state.eq_ignore_ascii_case("deleted");
        let living = answer
            .vpc_endpoints()
            .iter()
            .filter(|endpoint| !endpoint.state().is_some_and(|state| over(state.as_str())));
        listing.add("vpc-endpoint", living.map(|endpoint| (endpoint.vpc_endpoint_id(), endpoint.tags())));
    }
    Ok(())
}
