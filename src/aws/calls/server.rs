//! What a single server and the servers of a group have in common: user data, tags, settings.

use crate::aws::{Call, error};
use crate::engine::CloudError;
use crate::resource;
pub(crate) use crate::resource::server::{
    CREDITS, DISK_KEY, DISK_TYPE, GROUP, METADATA_HOPS, RELEASE, SERVER, SERVERS, VOLUME,
};

pub(crate) fn user_data() -> Result<String, CloudError> {
    resource::user_data().map_err(|error| error::internal(format!("the server's script cannot be packed: {error}")))
}

/// How AWS says that a server's disk could not be made or read.
pub(crate) const DISK_REFUSED: &str = "Client.InternalError";

/// What a person can do about it.
pub(crate) const DISK_REFUSED_HINT: &str = "mostly AWS may not use the disk's encryption key: ask the account's \
     administrator whether a rule of the organisation or a key in KMS stands in the way of `aws/ebs` in this region, \
     then run the same command again";

pub(crate) fn gigabytes(size: u32) -> Result<i32, CloudError> {
    i32::try_from(size).map_err(|_| error::internal(format!("a disk of {size} GB is too large")))
}

/// What the script on the server reads besides the deployment's own tags.
pub(crate) fn tags(call: &Call<'_>, role: &str, bucket: &str, release: &str) -> Vec<(&'static str, String)> {
    let mut tags = call.tags();
    tags.extend(resource::server::tags(role, bucket, release));
    tags
}
