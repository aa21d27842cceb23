//! Lets the app's own pages, and no others, talk to the file store from a browser.

use serde::{Deserialize, Serialize};

use crate::resource::bucket::Bucket;
use crate::resource::{Change, Fake, Needed, Origin, Phase, Ref, Resource};

/// What pages may do with files.
pub const METHODS: [&str; 5] = ["GET", "PUT", "POST", "DELETE", "HEAD"];
/// What scripts may read of an answer: clients that upload in parts need it.
pub const EXPOSED: &str = "ETag";
/// How long a browser may remember that, in seconds.
pub const MAX_AGE_SECONDS: i32 = 3000;

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BucketCors {
    pub bucket: Ref<Bucket>,
    pub origins: Vec<Origin>,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketCorsOutputs {
    pub bucket: String,
    pub origins: Vec<String>,
}

impl Resource for BucketCors {
    type Outputs = BucketCorsOutputs;

    const KIND: &'static str = "bucket-cors";
    const PHASE: Phase = Phase::Storage;
    const MENDED: bool = true;
    const ACTIONS: &'static [&'static str] = &["s3:GetBucketCORS", "s3:PutBucketCORS"];

    fn title(&self) -> String {
        "browser access to files for the app only (CORS)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        let mut refs = vec![self.bucket.needed()];
        refs.extend(self.origins.iter().filter_map(Origin::reference));
        refs.sort();
        refs.dedup();
        refs
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.bucket == old.bucket { Change::Update } else { Change::Replace }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        BucketCorsOutputs {
            bucket: fake.get(&self.bucket).map(|bucket| bucket.bucket).unwrap_or_default(),
            origins: self.origins.iter().filter_map(|origin| origin.url(fake.lookup).ok()).collect(),
        }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.bucket.clone())
    }
}
