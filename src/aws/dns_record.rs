//! The app's address in the account's own zone. Whose a record is, its value says: only one that holds what we wrote last is
//! replaced or removed. Visibility is not waited for here: `dns-visible` asks the world's own name servers.

use async_trait::async_trait;
use aws_sdk_route53::types::{AliasTarget, ResourceRecordSet, RrType};

use super::error::OrAbsent;
use super::{Call, Driver, Seen, driver, records};
use crate::engine::{CloudError, DataChoice, ErrorClass, Kept, Poll};
use crate::resource::dns_record::{DnsRecord, DnsRecordOutputs};
use crate::resource::{Target, fetch};

/// Short, so that a move to another address is noticed soon.
const TTL_SECONDS: i64 = 60;

#[async_trait]
impl Driver for DnsRecord {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<DnsRecordOutputs>, CloudError> {
        let outputs = outputs(self, call)?;
        if let Some(other) = records::at(call, &outputs.zone_id, &self.name, RrType::Cname).await? {
            return Ok(Seen::Foreign(describe(&other)));
        }
        let Some(found) = records::at(call, &outputs.zone_id, &self.name, RrType::A).await? else { return Ok(Seen::Absent) };
        let ours = records::value(&found) == records::target(&outputs.value);
        Ok(Seen::named(ours, describe(&found), outputs))
    }

    async fn create(&self, call: &Call<'_>) -> Result<DnsRecordOutputs, CloudError> {
        // Route 53 refuses to create over an equal name and type; a CNAME may not stand beside anything either.
        if let Seen::Foreign(what) = self.find(call).await? {
            return Err(CloudError::new(ErrorClass::AlreadyExists, "RecordAlreadyExists", format!("{what} already exists")));
        }
        let outputs = outputs(self, call)?;
        records::create(call, &outputs.zone_id, vec![wanted(self, call)?]).await?;
        Ok(outputs)
    }

    async fn configure(&self, call: &Call<'_>, outputs: &DnsRecordOutputs) -> Result<(), CloudError> {
        let wanted = wanted(self, call)?;
        let found = records::at(call, &outputs.zone_id, &self.name, RrType::A).await?;
        match found.as_ref().map(records::value) {
            Some(value) if value == records::value(&wanted) => Ok(()),
            Some(value) if value == records::target(&outputs.value) => records::replace(call, &outputs.zone_id, wanted).await,
            None => records::create(call, &outputs.zone_id, vec![wanted]).await,
            Some(_) => Err(CloudError::stop(
                "ForeignRecord",
                format!("{} was changed by somebody else", found.as_ref().map(describe).unwrap_or_default()),
            )
            .why("cloudstead never writes over a record that does not hold what it wrote")
            .hint("remove that record in Route 53, then run the same command again")),
        }
    }

    async fn poll(&self, call: &Call<'_>, _outputs: &DnsRecordOutputs) -> Result<Poll<DnsRecordOutputs>, CloudError> {
        let wanted = outputs(self, call)?;
        let found = records::at(call, &wanted.zone_id, &self.name, RrType::A).await?;
        let is_set = found.is_some_and(|found| records::value(&found) == records::target(&wanted.value));
        Ok(if is_set { Poll::Ready(wanted) } else { driver::unseen() })
    }

    async fn delete(&self, call: &Call<'_>, outputs: &DnsRecordOutputs, _choice: DataChoice) -> Result<Vec<Kept>, CloudError> {
        let found = records::at(call, &outputs.zone_id, &outputs.name, RrType::A).await?;
        let ours = found.filter(|found| records::value(found) == records::target(&outputs.value));
        records::remove(call, &outputs.zone_id, ours.into_iter().collect()).await.or_absent()?;
        Ok(Vec::new())
    }
}

fn outputs(spec: &DnsRecord, call: &Call<'_>) -> Result<DnsRecordOutputs, CloudError> {
    Ok(DnsRecordOutputs { zone_id: call.output(&spec.zone)?.zone_id, name: spec.name.clone(), value: spec.target.host(call.lookup)? })
}

fn wanted(spec: &DnsRecord, call: &Call<'_>) -> Result<ResourceRecordSet, CloudError> {
    match &spec.target {
        Target::Address(address) => records::plain(&spec.name, RrType::A, TTL_SECONDS, &fetch(call.lookup, address)?.public_ip),
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
