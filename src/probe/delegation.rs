//! Which of several zones of one name the world asks: the one whose name servers the zone above names. And whether it
//! asks the only one there is.

use std::time::Duration;

use hickory_resolver::proto::rr::{Name, RecordType};

use super::name::plain;
use super::wanted::host_name;
use super::wire::{Reply, Route, Unknown, Wire, host};
use super::zone::Zone;
use crate::engine::{CloudError, Found};
use crate::resource::Outputs;
use crate::resource::hosted_zone::HostedZoneOutputs;

/// For all questions together.
const PATIENCE: Duration = Duration::from_secs(6);

/// The zone among `zones`, which have one name.
pub(super) async fn choose(route: &Route, mut zones: Vec<HostedZoneOutputs>) -> Found {
    let name = zones.first().map(|zone| zone.name.clone()).unwrap_or_default();
    let asked = match in_time(route, &name).await {
        Ok(asked) => asked,
        Err(Unknown(why)) => return unclear(&name, &zones, &why),
    };
    let Some(place) = zones.iter().position(|zone| is_among(zone, &asked)) else { return none(&name, &zones, &asked) };
    let mut chosen = zones.swap_remove(place);
    chosen.unused = zones.into_iter().map(|zone| zone.zone_id).collect();
    Found::Ours(Outputs::HostedZone(chosen))
}

/// The only zone of its name, with the name servers that the world asks in its place if it does. A domain may be
/// pointed to the zone later, and what cannot be found out is no finding: the zone is used in any case.
pub(super) async fn look_at(route: &Route, mut zone: HostedZoneOutputs) -> HostedZoneOutputs {
    if let Ok(asked) = in_time(route, &zone.name).await
        && !zone.name_servers.is_empty()
        && !is_among(&zone, &asked)
    {
        zone.asked_instead = Some(asked);
    }
    zone
}

fn is_among(zone: &HostedZoneOutputs, asked: &[String]) -> bool {
    zone.name_servers.iter().any(|server| asked.contains(&bare(server)))
}

async fn in_time(route: &Route, name: &str) -> Result<Vec<String>, Unknown> {
    let late = |_| Unknown("no answer in time".to_owned());
    tokio::time::timeout(PATIENCE, delegated(route, name)).await.map_err(late)?
}

/// The name servers that the zone above names, or else those that this machine's resolver finds.
async fn delegated(route: &Route, name: &str) -> Result<Vec<String>, Unknown> {
    let wire = Wire::open(route)?;
    let name = host_name(name).map_err(|error| Unknown(error.what))?;
    let hosts = match above(&wire, &name).await {
        Some(hosts) => hosts,
        None => wire.resolve(&name, RecordType::NS).await?.iter().filter_map(host).collect(),
    };
    Ok(hosts.iter().map(|host| bare(&plain(host))).collect())
}

/// What the servers of the zone above say; `None` when none of them says anything.
async fn above(wire: &Wire, name: &Name) -> Option<Vec<Name>> {
    let mut parent = name.base_name();
    while !parent.is_root() {
        let hosts: Vec<Name> = wire.resolve(&parent, RecordType::NS).await.ok()?.iter().filter_map(host).collect();
        if !hosts.is_empty() {
            let zone = Zone::of(wire, parent, hosts).await;
            for address in zone.servers.iter().filter_map(|server| server.addresses.first()) {
                match wire.ask(*address, name, RecordType::NS).await {
                    Ok(Reply::Referral { zone, hosts }) if zone == *name => return Some(hosts),
                    Ok(Reply::Records(records)) => {
                        return Some(records.iter().filter_map(|record| host(&record.data)).collect());
                    }
                    Ok(Reply::Referral { .. } | Reply::Lame) | Err(_) => {}
                }
            }
            return None;
        }
        parent = parent.base_name();
    }
    None
}

fn bare(server: &str) -> String {
    server.trim_end_matches('.').to_ascii_lowercase()
}

fn ids(zones: &[HostedZoneOutputs]) -> String {
    zones.iter().map(|zone| zone.zone_id.as_str()).collect::<Vec<_>>().join(", ")
}

fn none(name: &str, zones: &[HostedZoneOutputs], asked: &[String]) -> Found {
    let why = if asked.is_empty() {
        format!("the zone above does not know {name}")
    } else {
        format!("for {name} the world asks {}", asked.join(", "))
    };
    let servers: Vec<String> =
        zones.iter().map(|zone| format!("{}: {}", zone.zone_id, zone.name_servers.join(" "))).collect();
    let error = CloudError::stop(
        "NotDelegated",
        format!("the world asks none of the {} DNS zones named {name} in your account", zones.len()),
    );
    Found::Unavailable(Box::new(error.why(why).hint(format!(
        "at your registrar, set the name servers of the zone that you want to use ({}); or, if another provider has \
        the domain's DNS, answer that",
        servers.join("; ")
    ))))
}

fn unclear(name: &str, zones: &[HostedZoneOutputs], why: &str) -> Found {
    let what = format!(
        "your account has several DNS zones named {name} ({}), and which of them the world asks could not be found out",
        ids(zones)
    );
    let error = CloudError::stop("SeveralZones", what).why(why);
    Found::Unavailable(Box::new(
        error.hint("check this machine's internet connection, then run the same command again"),
    ))
}
