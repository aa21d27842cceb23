//! Which pages may use the file store from a browser.

use async_trait::async_trait;
use aws_sdk_s3::types::{CorsConfiguration, CorsRule};

use crate::aws::error::OrAbsent;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, Kept, Poll};
use crate::resource::bucket_cors::{BucketCors, BucketCorsOutputs, EXPOSED, MAX_AGE_SECONDS, METHODS};

#[async_trait]
impl Driver for BucketCors {
    /// The bucket is ours, so other rules on it are only outdated: not there yet.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<BucketCorsOutputs>, CloudError> {
        let wanted = wanted(self, call)?;
        Ok(if is_set(call, &wanted).await? { Seen::Ours(wanted) } else { Seen::Absent })
    }

    async fn create(&self, call: &Call<'_>) -> Result<BucketCorsOutputs, CloudError> {
        let wanted = wanted(self, call)?;
        let configuration = CorsConfiguration::builder().cors_rules(rule(&wanted.origins)?).build()?;
        let request =
            call.clients.s3.put_bucket_cors().bucket(&wanted.bucket).expected_bucket_owner(&call.owner.account);
        request.cors_configuration(configuration).send().await?;
        Ok(wanted)
    }

    async fn configure(&self, call: &Call<'_>, _outputs: &BucketCorsOutputs) -> Result<(), CloudError> {
        if !is_set(call, &wanted(self, call)?).await? {
            self.create(call).await?;
        }
        Ok(())
    }

    async fn poll(&self, call: &Call<'_>, _outputs: &BucketCorsOutputs) -> Result<Poll<BucketCorsOutputs>, CloudError> {
        Ok(Poll::Ready(wanted(self, call)?))
    }

    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &BucketCorsOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        let request =
            call.clients.s3.delete_bucket_cors().bucket(&outputs.bucket).expected_bucket_owner(&call.owner.account);
        request.send().await.or_absent()?;
        Ok(Vec::new())
    }
}

fn wanted(spec: &BucketCors, call: &Call<'_>) -> Result<BucketCorsOutputs, CloudError> {
    let mut origins = Vec::new();
    for origin in &spec.origins {
        origins.push(origin.url(call.lookup)?);
    }
    Ok(BucketCorsOutputs { bucket: call.output(&spec.bucket)?.bucket, origins })
}

async fn is_set(call: &Call<'_>, wanted: &BucketCorsOutputs) -> Result<bool, CloudError> {
    let request = call.clients.s3.get_bucket_cors().bucket(&wanted.bucket).expected_bucket_owner(&call.owner.account);
    let Some(answer) = request.send().await.or_absent()? else { return Ok(false) };
    Ok(matches!(answer.cors_rules(), [only] if is_same(only, &rule(&wanted.origins)?)))
}

/// Empty and missing lists are the same to AWS.
fn is_same(found: &CorsRule, wanted: &CorsRule) -> bool {
    found.allowed_methods() == wanted.allowed_methods()
        && found.allowed_origins() == wanted.allowed_origins()
        && found.allowed_headers() == wanted.allowed_headers()
        && found.expose_headers() == wanted.expose_headers()
        && found.max_age_seconds() == wanted.max_age_seconds()
}

fn rule(origins: &[String]) -> Result<CorsRule, CloudError> {
    let texts = |list: &[&str]| Some(list.iter().map(|text| (*text).to_owned()).collect());
    let rule = CorsRule::builder().set_allowed_methods(texts(&METHODS)).set_allowed_origins(Some(origins.to_vec()));
    Ok(rule.allowed_headers("*").expose_headers(EXPOSED).max_age_seconds(MAX_AGE_SECONDS).build()?)
}
