//! Finds the account's zone of a domain: the longest public one that contains it.

use async_trait::async_trait;
use aws_sdk_route53::types::HostedZone as Found;

use super::{Call, Driver, Seen};
use crate::engine::CloudError;
use crate::model::text::clean_line;
use crate::resource::hosted_zone::{HostedZone, HostedZoneOutputs};

#[async_trait]
impl Driver for HostedZone {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<HostedZoneOutputs>, CloudError> {
        for name in candidates(&self.domain) {
            let zones = public_zones(call, name).await?;
            match zones.as_slice() {
                [] => {}
                [only] => return Ok(Seen::Ours(outputs(call, &bare(only.id()), name).await?)),
                several => {
                    let ids: Vec<String> = several.iter().map(|zone| bare(zone.id())).collect();
                    return Err(CloudError::stop("SeveralZones", format!("there are {} DNS zones named {name}: {}", ids.len(), ids.join(", ")))
                        .why("only one of them can be the one that the world asks")
                        .hint("delete the unused zone in Route 53 (its name servers are not those at your registrar), then run the same command again"));
                }
            }
        }
        Err(CloudError::stop("NoZone", format!("your account has no DNS zone (Route 53) for {}", self.domain)).hint(
            "answer that your DNS is elsewhere, or make a public hosted zone of your domain in Route 53 and point your registrar to it",
        ))
    }
}

/// The domain itself and its parents, longest first; a top-level domain is nobody's.
fn candidates(domain: &str) -> Vec<&str> {
    let domain = domain.trim_end_matches('.');
    let parents = domain.match_indices('.').map(|(at, _)| &domain[at + 1..]);
    std::iter::once(domain).chain(parents).filter(|name| name.contains('.')).collect()
}

/// Equal names stand next to each other.
async fn public_zones(call: &Call<'_>, name: &str) -> Result<Vec<Found>, CloudError> {
    let answer = call.clients.route53.list_hosted_zones_by_name().dns_name(name).max_items(20).send().await?;
    let is_it = |zone: &Found| {
        zone.name().trim_end_matches('.').eq_ignore_ascii_case(name)
            && !zone.config().is_some_and(aws_sdk_route53::types::HostedZoneConfig::private_zone)
    };
    Ok(answer.hosted_zones.into_iter().filter(is_it).collect())
}

async fn outputs(call: &Call<'_>, zone_id: &str, name: &str) -> Result<HostedZoneOutputs, CloudError> {
    let answer = call.clients.route53.get_hosted_zone().id(zone_id).send().await?;
    let servers = answer.delegation_set().map(|set| set.name_servers().iter().map(|server| clean_line(server)).collect());
    Ok(HostedZoneOutputs { zone_id: zone_id.to_owned(), name: name.to_owned(), name_servers: servers.unwrap_or_default() })
}

/// `Z123` out of `/hostedzone/Z123`.
fn bare(id: &str) -> String {
    clean_line(id.rsplit('/').next().unwrap_or(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_zone_comes_first() {
        assert_eq!(candidates("a.b.example.com"), ["a.b.example.com", "b.example.com", "example.com"]);
    }
}
