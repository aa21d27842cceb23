//! Finds the account's zone of a domain: the longest public one that contains it. Of several with that name the world
//! asks one; which, this account cannot tell.

use async_trait::async_trait;
use aws_sdk_route53::types::{HostedZone as Found, HostedZoneConfig};
use futures_util::future::try_join_all;

use crate::aws::{Call, Driver, Seen};
use crate::engine::CloudError;
use crate::model::text::clean_line;
use crate::resource::hosted_zone::{HostedZone, HostedZoneOutputs};

#[async_trait]
impl Driver for HostedZone {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<HostedZoneOutputs>, CloudError> {
        let names = candidates(&self.domain);
        let all = try_join_all(names.iter().map(|name| named(call, name))).await?;
        let mut private = None;
        for (name, zones) in names.into_iter().zip(all) {
            let (unseen, public): (Vec<_>, Vec<_>) = zones.into_iter().partition(is_private);
            private = private.or_else(|| unseen.first().map(|zone| format!("{name} ({})", bare(zone.id()))));
            let mut found = try_join_all(public.iter().map(|zone| outputs(call, bare(zone.id()), name))).await?;
            match (found.len(), found.pop()) {
                (_, None) => {}
                (1, Some(only)) => return Ok(Seen::Ours(only)),
                (_, Some(last)) => {
                    found.push(last);
                    return Ok(Seen::Candidates(found));
                }
            }
        }
        Ok(Seen::Unavailable(none(&self.domain, private)))
    }
}

/// The domain itself and its parents, longest first; a top-level domain is nobody's.
fn candidates(domain: &str) -> Vec<&str> {
    let domain = domain.trim_end_matches('.');
    let parents = domain.match_indices('.').map(|(at, _)| &domain[at + 1..]);
    std::iter::once(domain).chain(parents).filter(|name| name.contains('.')).collect()
}

fn none(domain: &str, private: Option<String>) -> CloudError {
    let error = CloudError::stop("NoZone", format!("your account has no public DNS zone (Route 53) for {domain}"));
    let error = match private {
        Some(zone) => error.why(format!("its zone {zone} is private: only your own networks see what is in it")),
        None => error,
    };
    error.hint(
        "look whether the domain name is typed rightly; if its DNS is at another provider, answer that (kind \
         = \"external\" under [domain]); or make a public hosted zone of your domain in Route 53 and set its name \
         servers at your registrar",
    )
}

/// Zones of exactly this name: equal names stand next to each other.
async fn named(call: &Call<'_>, name: &str) -> Result<Vec<Found>, CloudError> {
    let answer = call.clients.route53.list_hosted_zones_by_name().dns_name(name).max_items(20).send().await?;
    let is_it = |zone: &Found| zone.name().trim_end_matches('.').eq_ignore_ascii_case(name);
    Ok(answer.hosted_zones.into_iter().filter(is_it).collect())
}

fn is_private(zone: &Found) -> bool {
    zone.config().is_some_and(HostedZoneConfig::private_zone)
}

async fn outputs(call: &Call<'_>, zone_id: String, name: &str) -> Result<HostedZoneOutputs, CloudError> {
    let answer = call.clients.route53.get_hosted_zone().id(&zone_id).send().await?;
    let servers =
        answer.delegation_set().map(|set| set.name_servers().iter().map(|server| clean_line(server)).collect());
    Ok(HostedZoneOutputs {
        zone_id,
        name: name.to_owned(),
        name_servers: servers.unwrap_or_default(),
        unused: Vec::new(),
        asked_instead: None,
    })
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
