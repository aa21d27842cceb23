//! The app's address in the account's own zone. Only what we wrote is replaced or removed: a record that holds the
//! value of the journal, or the one that the mark beside it names. The mark (a TXT record at `_cloudstead.<name>`)
//! changes in the same atomic call as the record, so it also knows what a run wrote that was killed before it could
//! note it. Visibility is not waited for here: `dns-visible` asks the world's own name servers.

use async_trait::async_trait;
use aws_sdk_route53::types::{AliasTarget, ResourceRecordSet, RrType};

use crate::aws::calls::records;
use crate::aws::error::OrAbsent;
use crate::aws::{Call, Driver, Seen, driver};
use crate::engine::{CloudError, DataChoice, ErrorClass, Kept, Poll};
use crate::resource::dns_record::{DnsRecord, DnsRecordOutputs, TTL_SECONDS, mark_name, mark_owner};
use crate::resource::{Target, fetch};

#[async_trait]
impl Driver for DnsRecord {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<DnsRecordOutputs>, CloudError> {
        let zone = call.output(&self.zone)?;
        let there = records::all_at(call, &zone.zone_id, &self.name).await?;
        let of = |kind: RrType| there.iter().find(|record| record.r#type == kind);
        if let Some(other) = of(RrType::Cname) {
            return Ok(Seen::Foreign(describe(other)));
        }
        let Some(found) = of(RrType::A) else {
            // Nobody would be led here by names that lead elsewhere, or that other servers answer for.
            let apex = self.name.eq_ignore_ascii_case(&zone.name);
            let other = of(RrType::Aaaa).or_else(|| of(RrType::Ns).filter(|_| !apex));
            return Ok(other.map_or(Seen::Absent, |other| Seen::Foreign(describe(other))));
        };
        let value = records::value(found);
        // Before anything is made the target is not known, and nothing can be ours by its value.
        let wanted = self.target.host(call.lookup).ok();
        let outputs = DnsRecordOutputs { zone_id: zone.zone_id, name: self.name.clone(), value };
        if let Some(wanted) = wanted.filter(|wanted| records::target(wanted) == outputs.value) {
            return Ok(Seen::Ours(DnsRecordOutputs { value: wanted, ..outputs }));
        }
        // Written by a run that was interrupted, for a plan that has changed since.
        let ours = is_marked(call, &outputs, found).await?;
        Ok(Seen::named(ours, describe(found), outputs))
    }

    async fn create(&self, call: &Call<'_>) -> Result<DnsRecordOutputs, CloudError> {
        // Route 53 refuses to create over an equal name and type; a CNAME may not stand beside anything either.
        if let Seen::Foreign(what) = self.find(call).await? {
            return Err(CloudError::new(
                ErrorClass::AlreadyExists,
                "RecordAlreadyExists",
                format!("{what} already exists"),
            ));
        }
        let outputs = outputs(self, call)?;
        records::create_with(call, &outputs.zone_id, wanted(self, call)?, mark(call, &self.name, &outputs.value)?)
            .await?;
        Ok(outputs)
    }

    async fn configure(&self, call: &Call<'_>, outputs: &DnsRecordOutputs) -> Result<(), CloudError> {
        let wanted = wanted(self, call)?;
        let mark = mark(call, &self.name, &records::value(&wanted))?;
        let Some(found) = records::at(call, &outputs.zone_id, &self.name, RrType::A).await? else {
            return records::create_with(call, &outputs.zone_id, wanted, mark).await;
        };
        if records::value(&found) == records::value(&wanted) {
            return Ok(());
        }
        if is_ours(call, outputs, &found).await? {
            return records::replace(call, &outputs.zone_id, vec![wanted, mark]).await;
        }
        Err(CloudError::stop("ForeignRecord", format!("{} was changed by somebody else", describe(&found)))
            .why("cloudstead never writes over a record that does not hold what it wrote")
            .hint("remove that record in Route 53, then run the same command again"))
    }

    async fn poll(&self, call: &Call<'_>, _outputs: &DnsRecordOutputs) -> Result<Poll<DnsRecordOutputs>, CloudError> {
        let wanted = outputs(self, call)?;
        let found = records::at(call, &wanted.zone_id, &self.name, RrType::A).await?;
        let is_set = found.is_some_and(|found| records::value(&found) == records::target(&wanted.value));
        Ok(if is_set { Poll::Ready(wanted) } else { driver::unseen() })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &DnsRecordOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let mut ours = Vec::new();
        if let Some(found) = records::at(call, &outputs.zone_id, &outputs.name, RrType::A).await?
            && is_ours(call, outputs, &found).await?
        {
            ours.push(found);
        }
        ours.extend(own_mark(call, outputs).await?);
        records::remove(call, &outputs.zone_id, ours).await.or_absent()?;
        Ok(Vec::new())
    }
}

/// What says that the record of this name was written for this deployment, with this value.
fn mark(call: &Call<'_>, name: &str, value: &str) -> Result<ResourceRecordSet, CloudError> {
    records::plain(
        &mark_name(name),
        RrType::Txt,
        TTL_SECONDS,
        &format!("\"{}{}\"", owned(call), records::target(value)),
    )
}

fn owned(call: &Call<'_>) -> String {
    mark_owner(&call.owner.id.to_ascii_lowercase())
}

/// The mark, if it is this deployment's.
async fn own_mark(call: &Call<'_>, outputs: &DnsRecordOutputs) -> Result<Option<ResourceRecordSet>, CloudError> {
    let found = records::at(call, &outputs.zone_id, &mark_name(&outputs.name), RrType::Txt).await?;
    Ok(found.filter(|found| records::value(found).contains(&owned(call))))
}

async fn is_marked(call: &Call<'_>, outputs: &DnsRecordOutputs, found: &ResourceRecordSet) -> Result<bool, CloudError> {
    let expected = records::value(&mark(call, &outputs.name, &records::value(found))?);
    Ok(own_mark(call, outputs).await?.is_some_and(|mark| records::value(&mark) == expected))
}

async fn is_ours(call: &Call<'_>, outputs: &DnsRecordOutputs, found: &ResourceRecordSet) -> Result<bool, CloudError> {
    Ok(records::value(found) == records::target(&outputs.value) || is_marked(call, outputs, found).await?)
}

fn outputs(spec: &DnsRecord, call: &Call<'_>) -> Result<DnsRecordOutputs, CloudError> {
    Ok(DnsRecordOutputs {
        zone_id: call.output(&spec.zone)?.zone_id,
        name: spec.name.clone(),
        value: spec.target.host(call.lookup)?,
    })
}

fn wanted(spec: &DnsRecord, call: &Call<'_>) -> Result<ResourceRecordSet, CloudError> {
    match &spec.target {
        Target::Address(address) => {
            records::plain(&spec.name, RrType::A, TTL_SECONDS, &fetch(call.lookup, address)?.public_ip)
        }
        Target::LoadBalancer(balancer) => {
            let balancer = fetch(call.lookup, balancer)?;
            let alias = AliasTarget::builder().dns_name(balancer.dns_name).hosted_zone_id(balancer.hosted_zone_id);
            let alias = alias.evaluate_target_health(true).build()?;
            Ok(ResourceRecordSet::builder().name(&spec.name).r#type(RrType::A).alias_target(alias).build()?)
        }
    }
}

fn describe(record: &ResourceRecordSet) -> String {
    let name = record.name().trim_end_matches('.');
    format!("the DNS record {name} {} {}", record.r#type().as_str(), records::value(record))
}
