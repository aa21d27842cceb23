//! What a single server and the servers of a group have in common: user data, tags, settings.

use base64::prelude::{BASE64_STANDARD, Engine};

use super::{Call, error};
use crate::engine::CloudError;
use crate::resource::instance_script;

/// Which server reads the tags: see `assets/instance.sh`.
pub(super) const BOX: &str = "box";
pub(super) const SERVERS: &str = "servers";
/// Tag with the release that a server is to run.
pub(super) const RELEASE: &str = "cloudstead:release";

/// Containers are one hop further from the metadata service than the server itself.
pub(super) const METADATA_HOPS: i32 = 2;

/// The instance script, as EC2 takes it.
pub(super) fn user_data() -> String {
    BASE64_STANDARD.encode(instance_script())
}

/// A new server has no credits (T3 and T4g get none at launch): under `standard` the first build of images would crawl at the
/// baseline for hours. A single server's script switches to `standard` once the app is healthy, so that the bill cannot grow
/// unseen; a group stays, because processors held at their baseline never look busy enough for another server.
pub(super) const CREDITS: &str = "unlimited";

/// Types with processor credits.
pub(super) fn has_credits(instance_type: &str) -> bool {
    instance_type.starts_with('t')
}

pub(super) fn gigabytes(size: u32) -> Result<i32, CloudError> {
    i32::try_from(size).map_err(|_| error::internal(format!("a disk of {size} GB is too large")))
}

/// What the script on the server reads besides the deployment's own tags.
pub(super) fn tags(call: &Call<'_>, role: &str, bucket: &str, release: &str) -> Vec<(&'static str, String)> {
    let mut tags = call.tags();
    tags.extend([("cloudstead:role", role.to_owned()), ("cloudstead:bucket", bucket.to_owned()), (RELEASE, release.to_owned())]);
    tags
}
