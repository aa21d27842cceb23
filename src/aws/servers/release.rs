//! What the servers run, as objects under `releases/<id>/`. `release.json` comes last: servers wait for it alone.

use async_trait::async_trait;
use aws_sdk_s3::primitives::ByteStream;
use futures_util::future::{try_join, try_join_all};
use serde_json::Value;

use crate::aws::calls::{objects, reports};
use crate::aws::error::OrAbsent;
use crate::aws::{Call, Driver, Seen};
use crate::engine::{CloudError, DataChoice, ErrorClass, Kept, Poll};
use crate::resource::release::{FOLDER, MANIFEST, Release, ReleaseOutputs};

#[async_trait]
impl Driver for Release {
    /// The bucket is ours and the name a hash, so what differs is unfinished or outdated: not there yet.
    async fn find(&self, call: &Call<'_>) -> Result<Seen<ReleaseOutputs>, CloudError> {
        let outputs = outputs(self, call)?;
        let key = format!("{}/{MANIFEST}", outputs.prefix);
        let request = call.clients.s3.get_object().bucket(&outputs.bucket).expected_bucket_owner(&call.owner.account);
        let Some(answer) = request.key(key).send().await.or_absent()? else { return Ok(Seen::Absent) };
        let body = answer.body.collect().await.map_err(|error| {
            CloudError::new(ErrorClass::Retry, "", format!("reading the release broke off: {error}"))
        })?;
        let same = serde_json::from_slice::<Value>(&body.into_bytes())
            .is_ok_and(|found| self.whole(call.lookup).is_ok_and(|wanted| wanted == found));
        Ok(if same { Seen::Ours(outputs) } else { Seen::Absent })
    }

    async fn create(&self, call: &Call<'_>) -> Result<ReleaseOutputs, CloudError> {
        let outputs = outputs(self, call)?;
        let manifest = self.whole(call.lookup)?.to_string();
        try_join_all(self.files.iter().map(|(name, text)| put(call, &outputs, name, text))).await?;
        put(call, &outputs, MANIFEST, &manifest).await?;
        Ok(outputs)
    }

    /// A changed release has another name: it is written beside the old one.
    async fn configure(&self, call: &Call<'_>, _outputs: &ReleaseOutputs) -> Result<(), CloudError> {
        if !matches!(self.find(call).await?, Seen::Ours(_)) {
            self.create(call).await?;
        }
        Ok(())
    }

    async fn poll(&self, call: &Call<'_>, before: &ReleaseOutputs) -> Result<Poll<ReleaseOutputs>, CloudError> {
        let now = outputs(self, call)?;
        let mut earlier: Vec<String> =
            before.earlier.iter().chain([&before.prefix]).filter(|one| **one != now.prefix).cloned().collect();
        earlier.dedup();
        Ok(Poll::Ready(ReleaseOutputs { earlier, ..now }))
    }

    /// All releases that this node ever wrote; with them go what servers wrote about them: nothing else owns those
    /// parameters.
    async fn delete(
        &self,
        call: &Call<'_>,
        outputs: &ReleaseOutputs,
        _choice: DataChoice,
    ) -> Result<Vec<Kept>, CloudError> {
        for prefix in outputs.earlier.iter().chain([&outputs.prefix]) {
            let folder = format!("{prefix}/");
            let files = objects::remove_all(call, &outputs.bucket, &folder);
            try_join(files, reports::remove(call, prefix.trim_start_matches(FOLDER))).await?;
        }
        Ok(Vec::new())
    }
}

async fn put(call: &Call<'_>, release: &ReleaseOutputs, name: &str, text: &str) -> Result<(), CloudError> {
    let request = call.clients.s3.put_object().bucket(&release.bucket).expected_bucket_owner(&call.owner.account);
    let request = request.key(format!("{}/{name}", release.prefix)).content_type(content_type(name));
    request.body(ByteStream::from(text.to_owned().into_bytes())).send().await?;
    Ok(())
}

fn outputs(spec: &Release, call: &Call<'_>) -> Result<ReleaseOutputs, CloudError> {
    Ok(ReleaseOutputs { bucket: call.output(&spec.bucket)?.bucket, prefix: spec.prefix(), earlier: Vec::new() })
}

fn content_type(name: &str) -> &'static str {
    if name == MANIFEST { "application/json" } else { "text/plain; charset=utf-8" }
}
