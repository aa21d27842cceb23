//! The certificate's proof in the account's own zone. ACM asks for the same record for every certificate of a name, so
//! an equal one is as good as ours, and it stays while another certificate needs it.

use async_trait::async_trait;
use aws_sdk_route53::types::{ResourceRecordSet, RrType};

use crate::aws::calls::{certificates, records};
use crate::aws::error::OrAbsent;
use crate::aws::{Call, Driver, Seen, driver};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::certificate::ValidationRecord;
use crate::resource::validation_records::{ValidationRecords, ValidationRecordsOutputs};

const TTL_SECONDS: i64 = 300;

#[async_trait]
impl Driver for ValidationRecords {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<ValidationRecordsOutputs>, CloudError> {
        let outputs = outputs(self, call)?;
        let (missing, foreign) = compare(call, &outputs).await?;
        Ok(match foreign {
            Some(foreign) => Seen::Foreign(foreign),
            None if missing.is_empty() => Seen::Ours(outputs),
            None => Seen::Absent,
        })
    }

    async fn create(&self, call: &Call<'_>) -> Result<ValidationRecordsOutputs, CloudError> {
        let outputs = outputs(self, call)?;
        let (missing, _) = compare(call, &outputs).await?;
        records::create(call, &outputs.zone_id, missing).await?;
        Ok(outputs)
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        outputs: &ValidationRecordsOutputs,
    ) -> Result<Poll<ValidationRecordsOutputs>, CloudError> {
        let (missing, foreign) = compare(call, outputs).await?;
        Ok(if missing.is_empty() && foreign.is_none() { Poll::Ready(outputs.clone()) } else { driver::unseen() })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &ValidationRecordsOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let own = call.output(&self.certificate).ok().map(|certificate| certificate.arn);
        let mut removed = Vec::new();
        for record in &outputs.records {
            let found = records::at(call, &outputs.zone_id, &record.name, RrType::Cname).await?;
            let Some(found) = found.filter(|found| records::value(found) == records::target(&record.value)) else {
                continue;
            };
            if !certificates::others_need(call, &record.name, own.as_deref()).await? {
                removed.push(found);
            }
        }
        records::remove(call, &outputs.zone_id, removed).await.or_absent()?;
        Ok(Vec::new())
    }
}

fn outputs(spec: &ValidationRecords, call: &Call<'_>) -> Result<ValidationRecordsOutputs, CloudError> {
    let mut records: Vec<ValidationRecord> = Vec::new();
    for record in call.output(&spec.certificate)?.records {
        if !records.contains(&record) {
            records.push(record);
        }
    }
    Ok(ValidationRecordsOutputs { zone_id: call.output(&spec.zone)?.zone_id, records })
}

/// The records to create, and the first that stands in the way.
async fn compare(
    call: &Call<'_>,
    outputs: &ValidationRecordsOutputs,
) -> Result<(Vec<ResourceRecordSet>, Option<String>), CloudError> {
    let (mut missing, mut foreign) = (Vec::new(), None);
    for record in &outputs.records {
        match records::at(call, &outputs.zone_id, &record.name, RrType::Cname).await? {
            None => missing.push(records::plain(&record.name, RrType::Cname, TTL_SECONDS, &record.value)?),
            Some(found) if records::value(&found) == records::target(&record.value) => {}
            Some(found) => {
                let named = || Some(format!("the DNS record {} CNAME {}", record.name, records::value(&found)));
                foreign = foreign.or_else(named);
            }
        }
    }
    Ok((missing, foreign))
}
