//! Whether the domain leads to the app, at every server that is in charge of it.

use std::net::Ipv4Addr;

use futures_util::future::join_all;
use hickory_resolver::proto::rr::Name;

use super::name::plain;
use super::view::{Seen, View, resolved, view};
use super::wanted::{Wanted, host_name};
use super::wire::{Route, Unknown, Wire};
use super::words::{Finding, Report, remembered, undelegated, unknown};
use super::zone::{Server, Zone};
use crate::engine::{CloudError, Poll};
use crate::resource::Lookup;
use crate::resource::dns_visible::{DnsVisible, DnsVisibleOutputs};

/// How often servers may pass a question on.
const MOST_REFERRALS: usize = 3;

/// One look at all names.
pub(super) async fn poll(
    route: &Route,
    spec: &DnsVisible,
    lookup: &(dyn Lookup + Sync),
) -> Result<Poll<DnsVisibleOutputs>, CloudError> {
    let value = spec.target.host(lookup)?;
    let mut wanted = Wanted::of(&spec.target, &value)?;
    let names = spec.names.iter().map(|name| host_name(name)).collect::<Result<Vec<Name>, CloudError>>()?;
    let missing = match Wire::open(route) {
        Err(why) => vec![unknown(&why)],
        Ok(wire) => match wanted.refresh(&wire).await {
            Err(why) => vec![unknown(&why)],
            Ok(()) => missing(&wire, &wanted, &names, !spec.records.is_empty()).await,
        },
    };
    if missing.is_empty() {
        return Ok(Poll::Ready(DnsVisibleOutputs { names: spec.names.clone(), value }));
    }
    Ok(Poll::Waiting(missing.join("\n")))
}

/// What is missing, a line each; nothing when all is visible.
async fn missing(wire: &Wire, wanted: &Wanted, names: &[Name], ours: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for found in join_all(names.iter().map(|name| look(wire, wanted, name, ours))).await {
        for line in found.unwrap_or_else(|why| vec![unknown(&why)]) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

async fn look(wire: &Wire, wanted: &Wanted, name: &Name, ours: bool) -> Result<Vec<String>, Unknown> {
    let Some(zone) = Zone::around(wire, name).await? else { return Ok(vec![undelegated(name)]) };
    let (zone, views) = survey(wire, zone, name).await;
    let shown: Vec<(&Server, &Seen)> = (zone.servers.iter().zip(&views))
        .filter_map(|(server, view)| if let View::Seen(seen) = view { Some((server, seen)) } else { None })
        .collect();
    let report = Report { name, zone: &zone, wanted, ours };
    if shown.is_empty() {
        return Ok(match silence(&zone, &views) {
            Some(why) => second_hand(wire, &report, &why).await,
            None => vec![report.lame()],
        });
    }
    let mut lines = Vec::new();
    if let Some(finding) = judge(wire, &report, &shown).await {
        lines.push(report.line(&finding));
    }
    let stray = shown
        .iter()
        .find(|(_, seen)| matches!(wanted, Wanted::Address(_)) && !seen.six.is_empty() && !is_proxied(&zone, seen));
    lines.extend(stray.map(|(_, seen)| report.stray(&seen.six)));
    Ok(lines)
}

/// All servers' views, from those that are really in charge.
async fn survey(wire: &Wire, mut zone: Zone, name: &Name) -> (Zone, Vec<View>) {
    for _ in 0..MOST_REFERRALS {
        let views = join_all(zone.servers.iter().map(|server| view(wire, server, name))).await;
        let referral = views
            .iter()
            .find_map(|view| if let View::Referral { zone, hosts } = view { Some((zone, hosts)) } else { None });
        let Some((below, hosts)) = referral.filter(|(below, _)| **below != zone.name && zone.name.zone_of(below))
        else {
            return (zone, views);
        };
        zone = Zone::of(wire, below.clone(), hosts.clone()).await;
    }
    let views = vec![View::Silent("the servers pass the question on without end".to_owned()); zone.servers.len()];
    (zone, views)
}

/// Why nothing is known, unless some server said that it does not serve the zone.
fn silence(zone: &Zone, views: &[View]) -> Option<Unknown> {
    let why = views.iter().find_map(|view| if let View::Silent(why) = view { Some(why) } else { None });
    let why = if views.is_empty() { "they have no addresses" } else { why? };
    let servers: Vec<&str> = zone.servers.iter().map(|server| server.host.as_str()).collect();
    Some(Unknown(format!("none of the name servers of {} ({}): {why}", plain(&zone.name), servers.join(", "))))
}

/// Some networks let questions pass to their own resolver only: then that one is asked, though it may remember an old
/// answer.
async fn second_hand(wire: &Wire, report: &Report<'_>, why: &Unknown) -> Vec<String> {
    let silent = unknown(why);
    let Ok(seen) = resolved(wire, report.name).await else { return vec![silent] };
    let mut lines: Vec<String> = differing(report, &seen).iter().map(|finding| report.line(finding)).collect();
    if matches!(report.wanted, Wanted::Address(_)) && !seen.six.is_empty() && !is_proxied(report.zone, &seen) {
        lines.push(report.stray(&seen.six));
    }
    lines.into_iter().map(|line| remembered(&silent, &line)).collect()
}

/// What the server shows in place of what is wanted, as far as its records alone tell.
fn differing(report: &Report<'_>, seen: &Seen) -> Option<Finding> {
    if report.wanted.is_met(seen) {
        None
    } else if is_proxied(report.zone, seen) {
        Some(Finding::Proxied)
    } else if report.wanted.is_doubled_value(seen, report.zone) {
        Some(Finding::DoubledValue)
    } else if seen.is_empty() {
        Some(Finding::Nothing)
    } else {
        Some(Finding::Wrong(seen.clone()))
    }
}

/// What keeps the name from being visible, if anything does.
async fn judge(wire: &Wire, report: &Report<'_>, shown: &[(&Server, &Seen)]) -> Option<Finding> {
    let (zone, wanted) = (report.zone, report.wanted);
    let behind: Vec<_> = shown.iter().filter(|(_, seen)| !wanted.is_met(seen)).collect();
    let (server, seen) = behind.first()?;
    if behind.len() < shown.len() {
        let servers = behind.iter().map(|(server, _)| server.host.clone()).collect();
        let done = shown.len() - behind.len();
        return Some(Finding::Lagging { servers, seen: (*seen).clone(), done, total: shown.len() });
    }
    let finding = differing(report, seen)?;
    if matches!(finding, Finding::Nothing)
        && let Ok(doubled) = report.name.clone().append_domain(&zone.name)
        && let View::Seen(seen) = view(wire, server, &doubled).await
        && (wanted.is_met(&seen) || wanted.is_doubled_value(&seen, zone))
    {
        return Some(Finding::Doubled(doubled));
    }
    Some(finding)
}

/// Whether Cloudflare answers in the app's place.
fn is_proxied(zone: &Zone, seen: &Seen) -> bool {
    zone.is_cloudflare() && !seen.four.is_empty() && seen.four.iter().all(|address| is_cloudflare(*address))
}

/// 104.16.0.0/12, 172.64.0.0/13 and 188.114.96.0/20 (AWSFACTS section 9).
fn is_cloudflare(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    matches!((a, b, c), (104, 16..=31, _) | (172, 64..=71, _) | (188, 114, 96..=111))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cloudflare_is_known_by_its_addresses() {
        for proxied in ["104.16.0.1", "104.31.255.255", "172.64.0.1", "172.71.9.9", "188.114.97.3"] {
            assert!(is_cloudflare(proxied.parse().unwrap()), "{proxied}");
        }
        for other in ["104.15.255.255", "104.32.0.0", "172.72.0.1", "172.31.0.1", "188.114.112.1", "203.0.113.7"] {
            assert!(!is_cloudflare(other.parse().unwrap()), "{other}");
        }
    }
}
