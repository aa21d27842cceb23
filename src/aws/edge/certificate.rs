//! Certificate requests. ACM honours a token for one hour only and counts every request of a year, so looking comes
//! first.

use std::collections::BTreeSet;

use async_trait::async_trait;
use aws_sdk_acm::types::{CertificateDetail, Tag, ValidationMethod};

use crate::aws::calls::certificates;
use crate::aws::edge::certificate_issued;
use crate::aws::error::{OrAbsent, needed};
use crate::aws::tags::NODE;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::certificate::{Certificate, CertificateOutputs};

#[async_trait]
impl Driver for Certificate {
    async fn find(&self, call: &Call<'_>) -> Result<Seen<CertificateOutputs>, CloudError> {
        let mut found = Vec::new();
        for summary in certificates::alive(call).await?.iter().filter(|one| one.domain_name() == Some(&self.domain)) {
            let arn = needed(summary.certificate_arn(), "ARN of the certificate")?;
            let Some(answer) =
                call.clients.acm.list_tags_for_certificate().certificate_arn(&arn).send().await.or_absent()?
            else {
                continue;
            };
            let pairs = || answer.tags().iter().map(|tag| (tag.key(), tag.value().unwrap_or_default()));
            if !call.owns(pairs()) || !pairs().any(|pair| pair == (NODE, call.node.as_str())) {
                continue;
            }
            if let Some(detail) =
                certificates::detail(call, &arn).await?.filter(|detail| names_of(detail) == self.names())
            {
                found.push((
                    arn.clone(),
                    CertificateOutputs { arn, records: certificates::records(&detail).unwrap_or_default() },
                ));
            }
        }
        Ok(Seen::judge(found))
    }

    async fn create(&self, call: &Call<'_>) -> Result<CertificateOutputs, CloudError> {
        let mut tags = Vec::new();
        for (key, value) in call.tags() {
            tags.push(Tag::builder().key(key).value(value).build()?);
        }
        let others: Vec<String> = self.alternative_names.iter().filter(|name| **name != self.domain).cloned().collect();
        let request =
            call.clients.acm.request_certificate().domain_name(&self.domain).validation_method(ValidationMethod::Dns);
        let request = request.set_subject_alternative_names((!others.is_empty()).then_some(others));
        let answer = request.idempotency_token(call.token).set_tags(Some(tags)).send().await?;
        Ok(CertificateOutputs { arn: needed(answer.certificate_arn(), "ARN of the certificate")?, records: Vec::new() })
    }

    async fn poll(
        &self,
        call: &Call<'_>,
        outputs: &CertificateOutputs,
    ) -> Result<Poll<CertificateOutputs>, CloudError> {
        let Some(detail) = certificates::detail(call, &outputs.arn).await? else {
            return Ok(crate::aws::driver::unseen());
        };
        if let Some(error) = certificate_issued::refusal(&detail) {
            return Err(error.start_over(call.node.clone()));
        }
        Ok(match certificates::records(&detail) {
            Some(records) => Poll::Ready(CertificateOutputs { arn: outputs.arn.clone(), records }),
            None => Poll::Waiting("preparing the proof of the domain".to_owned()),
        })
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &CertificateOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        call.clients.acm.delete_certificate().certificate_arn(&outputs.arn).send().await.or_absent()?;
        Ok(Vec::new())
    }
}

trait Names {
    fn names(&self) -> BTreeSet<String>;
}

impl Names for Certificate {
    fn names(&self) -> BTreeSet<String> {
        std::iter::once(&self.domain).chain(&self.alternative_names).cloned().collect()
    }
}

fn names_of(detail: &CertificateDetail) -> BTreeSet<String> {
    detail
        .domain_name()
        .into_iter()
        .map(str::to_owned)
        .chain(detail.subject_alternative_names().iter().cloned())
        .collect()
}
