//! Which of several zones of one name the world asks: the one whose name servers the zone above names.

use std::time::Duration;

use hickory_resolver::proto::rr::{Name, RecordType};

use super::wanted::host_name;
use super::wire::{Reply, Route, Unknown, Wire, host};
use super::words::plain;
use super::zone::Zone;
use crate::engine::{CloudError, Found};
use crate::resource::Outputs;
use crate::resource::hosted_zone::HostedZoneOutputs;

/// For all questions together.
const PATIENCE: Duration = Duration::from_secs(6);

/// The zone among `zones`, which have one name.
pub(super) async fn choose(route: &Route, mut zones: Vec<HostedZoneOutputs>) -> Found {
    let name = zones.first().map(|zone| zone.name.clone()).unwrap_or_default();
    let asked = match tokio::time::timeout(PATIENCE, delegated(route, &name)).await {
        Ok(Ok(asked)) => asked,
        Ok(Err(Unknown(why))) => return unclear(&name, &zones, &why),
        Err(_) => return unclear(&name, &zones, "no answer in time"),
    };
    let is_asked = |zone: &HostedZoneOutputs| zone.name_servers.iter().any(|server| asked.contains(&bare(server)));
    let Some(place) = zones.iter().position(is_asked) else { return none(&name, &zones, &asked) };
    let mut chosen = zones.swap_remove(place);
    chosen.unused = zones.into_iter().map(|zone| zone.zone_id).collect();
    Found::Ours(Outputs::HostedZone(chosen))
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
                    Ok(Reply::Records(records)) => return Some(records.iter().filter_map(|record| host(&record.data)).collect()),
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
    let servers: Vec<String> = zones.iter().map(|zone| format!("{}: {}", zone.zone_id, zone.name_servers.join(" "))).collect();
    let error =
        CloudError::stop("NotDelegated", format!("the world asks none of the {} DNS zones named {name} in your account", zones.len()));
    Found::Unavailable(Box::new(error.why(why).hint(format!(
        "at your registrar, set the name servers of the zone that you want to use ({}); or, if another provider has the domain's DNS, answer that",
        servers.join("; ")
    ))))
}

fn unclear(name: &str, zones: &[HostedZoneOutputs], why: &str) -> Found {
    let what = format!(
        "your account has several DNS zones named {name} ({}), and which of them the world asks could not be found out",
        ids(zones)
    );
    let error = CloudError::stop("SeveralZones", what).why(why);
    Found::Unavailable(Box::new(error.hint("check this machine's internet connection, then run the same command again")))
}
