//! What of others keeps a network, a part of it, its gateway or a firewall from going: interfaces, endpoints,
//! firewalls, subnets and route tables that this deployment did not make. What AWS services put there by themselves is
//! told by their tag.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{Filter, NetworkInterface, SecurityGroup, Tag, VpcEndpoint};

use super::clients::Clients;
use super::error::{self, OrAbsent};
use super::tags::ec2::{filter, pairs};
use super::tags::is_ours;
use crate::aws::Call;
use crate::engine::{CloudError, Obstacle, Owner};
use crate::model::text::clean_line;
use crate::resource::{Outputs, Spec};

/// Tags with which AWS services mark what they put into a network: GuardDuty's user guide, "Runtime Monitoring, clean
/// up".
const SERVICES: [(&str, &str, &str); 1] = [("GuardDutyManaged", "true", "Amazon GuardDuty")];

/// How AWS describes interfaces of databases, load balancers and NAT gateways: ours are being removed, and these
/// follow.
const PASSING: [&str; 3] = ["RDSNetworkInterface", "ELB ", "Interface for NAT Gateway"];

/// Everything found, by identifier: each thing once.
type Found = BTreeMap<String, Obstacle>;

/// What is in the way of the removal of this resource.
pub(super) async fn of(call: &Call<'_>, spec: &Spec, outputs: &Outputs) -> Result<Vec<Obstacle>, CloudError> {
    let mut found = Found::new();
    let vpc = match (spec, outputs) {
        (Spec::Vpc(_), Outputs::Vpc(outputs)) => {
            in_network(call, &outputs.vpc_id, &mut found).await?;
            outputs.vpc_id.clone()
        }
        (Spec::Subnet(spec), Outputs::Subnet(outputs)) => {
            interfaces(call, filter("subnet-id", [outputs.subnet_id.as_str()]), |_| true, &mut found).await?;
            call.output(&spec.vpc)?.vpc_id
        }
        (Spec::SecurityGroup(spec), Outputs::SecurityGroup(outputs)) => {
            let id = outputs.group_id.as_str();
            interfaces(call, filter("group-id", [id]), |_| true, &mut found).await?;
            for rules in ["ip-permission.group-id", "egress.ip-permission.group-id"] {
                firewalls(call, filter(rules, [id]), &mut found).await?;
            }
            call.output(&spec.vpc)?.vpc_id
        }
        (Spec::InternetGateway(spec), Outputs::InternetGateway(_)) => {
            let vpc = call.output(&spec.vpc)?.vpc_id;
            interfaces(call, filter("vpc-id", [vpc.as_str()]), |one| one.association().is_some(), &mut found).await?;
            vpc
        }
        _ => return Ok(Vec::new()),
    };
    of_services(call, &vpc, &mut found).await?;
    Ok(found.into_values().collect())
}

/// Asks for the removal of what an AWS service put into the network.
pub(super) async fn clear(clients: &Clients, obstacle: &Obstacle) -> Result<(), CloudError> {
    let id = obstacle.aws_id.as_str();
    // Identifiers stay what they are; words for people change, and an earlier version may have written them down.
    if id.starts_with("vpce-") {
        let answer = clients.ec2.delete_vpc_endpoints().vpc_endpoint_ids(id).send().await.or_absent()?;
        let refused = answer.as_ref().and_then(|answer| answer.unsuccessful().first()).and_then(|one| one.error());
        return match refused.map(|refused| error::item("DeleteVpcEndpoints", refused.code(), refused.message())) {
            Some(error) if error.class != crate::engine::ErrorClass::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    if id.starts_with("sg-") {
        clients.ec2.delete_security_group().group_id(id).send().await.or_absent()?;
    }
    Ok(())
}

/// A network goes last: whatever is in it and not ours.
async fn in_network(call: &Call<'_>, vpc: &str, found: &mut Found) -> Result<(), CloudError> {
    let inside = || filter("vpc-id", [vpc]);
    interfaces(call, inside(), |_| true, found).await?;
    endpoints(call, vpc, |_| true, found).await?;
    firewalls(call, inside(), found).await?;
    let ec2 = &call.clients.ec2;
    let subnets = ec2.describe_subnets().filters(inside()).send().await?;
    for subnet in subnets.subnets().iter().filter(|one| foreign(call.owner, one.tags())) {
        let flag = "describe-subnets --subnet-ids";
        add(call, found, "subnet", subnet.subnet_id(), subnet.owner_id(), subnet.tags(), flag);
    }
    let tables = ec2.describe_route_tables().filters(inside()).send().await?;
    let is_main =
        |table: &aws_sdk_ec2::types::RouteTable| table.associations().iter().any(|one| one.main() == Some(true));
    for table in tables.route_tables().iter().filter(|one| !is_main(one) && foreign(call.owner, one.tags())) {
        let flag = "describe-route-tables --route-table-ids";
        add(call, found, "route table", table.route_table_id(), table.owner_id(), table.tags(), flag);
    }
    Ok(())
}

/// What AWS services put anywhere into the network, also where it is not yet in the way: so that one question is
/// enough.
async fn of_services(call: &Call<'_>, vpc: &str, found: &mut Found) -> Result<(), CloudError> {
    endpoints(call, vpc, |one| service(one.tags()).is_some(), found).await?;
    let mut groups = Found::new();
    firewalls(call, filter("vpc-id", [vpc]), &mut groups).await?;
    found.extend(groups.into_iter().filter(|(_, one)| one.service.is_some()));
    Ok(())
}

async fn interfaces(
    call: &Call<'_>,
    narrow: Filter,
    keep: impl Fn(&NetworkInterface) -> bool,
    found: &mut Found,
) -> Result<(), CloudError> {
    let answer = call.clients.ec2.describe_network_interfaces().filters(narrow).send().await?;
    // An endpoint's interfaces go with it: it is named instead.
    let of_endpoint =
        |one: &NetworkInterface| one.description().is_some_and(|text| text.starts_with("VPC Endpoint Interface"));
    for one in answer.network_interfaces().iter().filter(|one| !of_endpoint(one) && keep(one)) {
        let description = clean_line(one.description().unwrap_or_default());
        let what = if description.is_empty() {
            "network interface".to_owned()
        } else {
            format!("network interface \"{description}\"")
        };
        let owner = if one.requester_managed() == Some(true) { one.requester_id() } else { None }.or(one.owner_id());
        let flag = "describe-network-interfaces --network-interface-ids";
        add(call, found, &what, one.network_interface_id(), owner, one.tag_set(), flag);
        if let Some(known) = one.network_interface_id().and_then(|id| found.get_mut(id)) {
            known.passing = PASSING.iter().any(|start| description.starts_with(start));
        }
    }
    Ok(())
}

async fn endpoints(
    call: &Call<'_>,
    vpc: &str,
    keep: impl Fn(&VpcEndpoint) -> bool,
    found: &mut Found,
) -> Result<(), CloudError> {
    let answer = call.clients.ec2.describe_vpc_endpoints().filters(filter("vpc-id", [vpc])).send().await?;
    let over = |one: &VpcEndpoint| one.state().is_some_and(|state| state.as_str().eq_ignore_ascii_case("deleted"));
    for one in answer.vpc_endpoints().iter().filter(|one| !over(one) && foreign(call.owner, one.tags()) && keep(one)) {
        let what = format!("VPC endpoint for \"{}\"", clean_line(one.service_name().unwrap_or_default()));
        add(
            call,
            found,
            &what,
            one.vpc_endpoint_id(),
            one.owner_id(),
            one.tags(),
            "describe-vpc-endpoints --vpc-endpoint-ids",
        );
    }
    Ok(())
}

async fn firewalls(call: &Call<'_>, narrow: Filter, found: &mut Found) -> Result<(), CloudError> {
    let answer = call.clients.ec2.describe_security_groups().filters(narrow).send().await?;
    // A network's own default firewall goes with it.
    let counts = |one: &SecurityGroup| one.group_name() != Some("default") && foreign(call.owner, one.tags());
    for one in answer.security_groups().iter().filter(|one| counts(one)) {
        let what = format!("security group \"{}\"", clean_line(one.group_name().unwrap_or_default()));
        add(call, found, &what, one.group_id(), one.owner_id(), one.tags(), "describe-security-groups --group-ids");
    }
    Ok(())
}

fn add(
    call: &Call<'_>,
    found: &mut Found,
    what: &str,
    id: Option<&str>,
    owner: Option<&str>,
    tags: &[Tag],
    look: &str,
) {
    let Some(id) = id.map(clean_line) else { return };
    let service = service(tags).map(str::to_owned);
    let owner = service.clone().unwrap_or_else(|| clean_line(owner.unwrap_or_default()));
    let look = format!("aws ec2 {look} {id} --region {}", call.owner.region);
    found.insert(id.clone(), Obstacle { aws_id: id, what: what.to_owned(), owner, look, service, passing: false });
}

fn foreign(owner: &Owner, tags: &[Tag]) -> bool {
    !is_ours(owner, pairs(tags))
}

/// The AWS service that marked a thing as its own.
fn service(tags: &[Tag]) -> Option<&'static str> {
    let marked = |key: &str, value: &str| {
        SERVICES.iter().find(|(name, wanted, _)| *name == key && wanted.eq_ignore_ascii_case(value))
    };
    pairs(tags).find_map(|(key, value)| marked(key, value)).map(|(_, _, service)| *service)
}
