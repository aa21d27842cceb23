//! Which pages may use the file store from a browser: a part of the bucket.

use serde_json::{Value, json};

use crate::model::NodeId;
use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::{Place, filled};
use crate::plan::cloudformation::written::Written;
use crate::resource::bucket_cors::{BucketCors, EXPOSED, MAX_AGE_SECONDS, METHODS};

impl Writer for BucketCors {
    fn part_of(&self) -> Option<NodeId> {
        Some(self.bucket.id())
    }

    fn write(&self, at: &Place<'_>) -> Written {
        let origins: Vec<Value> =
            self.origins.iter().filter_map(|origin| origin.url(at).ok()).map(|url| filled(url.into())).collect();
        Written::part(json!({"CorsConfiguration": {"CorsRules": [{
            "AllowedMethods": METHODS, "AllowedOrigins": origins, "AllowedHeaders": ["*"], "ExposedHeaders": [EXPOSED],
            "MaxAge": MAX_AGE_SECONDS,
        }]}}))
    }
}
