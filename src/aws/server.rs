//! What a single server and the servers of a group have in common: user data, tags, settings.

use std::io::Write;

use base64::prelude::{BASE64_STANDARD, Engine};
use flate2::{Compression, GzBuilder};

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

/// The instance script, as EC2 takes it: compressed, which cloud-init undoes (cloud-init, "User data formats"). EC2's limit counts
/// what is sent, before base64. Without a name and a time in the header, so that the same script is always the same bytes.
pub(super) fn user_data() -> Result<String, CloudError> {
    let compress = || {
        let mut packed = GzBuilder::new().write(Vec::new(), Compression::best());
        packed.write_all(instance_script().as_bytes())?;
        packed.finish()
    };
    let packed = compress().map_err(|error: std::io::Error| error::internal(format!("the server's script cannot be packed: {error}")))?;
    Ok(BASE64_STANDARD.encode(packed))
}

/// A new server has no credits (T3 and T4g get none at launch): under `standard` the first build of images would crawl at the
/// baseline for hours. A single server's script switches to `standard` once the app is healthy, so that the bill cannot grow
/// unseen; a group stays, because processors held at their baseline never look busy enough for another server.
pub(super) const CREDITS: &str = "unlimited";

/// AWS's own key for disks, named in every call: where an account's default is a key of its own, Auto Scaling may not use that
/// one, and its servers end with `Client.InternalError` (Auto Scaling's user guide, "Required KMS key policy").
pub(super) const DISK_KEY: &str = "alias/aws/ebs";

/// How AWS says that a server's disk could not be made or read.
pub(super) const DISK_REFUSED: &str = "Client.InternalError";

/// What a person can do about it.
pub(super) const DISK_REFUSED_HINT: &str = "mostly AWS may not use the disk's encryption key: ask the account's administrator whether a \
     rule of the organisation or a key in KMS stands in the way of `aws/ebs` in this region, then run the same command again";

pub(super) fn gigabytes(size: u32) -> Result<i32, CloudError> {
    i32::try_from(size).map_err(|_| error::internal(format!("a disk of {size} GB is too large")))
}

/// What the script on the server reads besides the deployment's own tags.
pub(super) fn tags(call: &Call<'_>, role: &str, bucket: &str, release: &str) -> Vec<(&'static str, String)> {
    let mut tags = call.tags();
    tags.extend([("cloudstead:role", role.to_owned()), ("cloudstead:bucket", bucket.to_owned()), (RELEASE, release.to_owned())]);
    tags
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    /// EC2's limit on user data before base64, in bytes.
    const LIMIT: usize = 16_384;

    #[test]
    fn the_script_fits_and_arrives_as_it_is() {
        let packed = BASE64_STANDARD.decode(user_data().unwrap()).unwrap();
        assert!(packed.len() <= LIMIT, "{} bytes", packed.len());
        let mut script = String::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut script).unwrap();
        assert_eq!(script, instance_script());
        assert_eq!(packed[4..8], [0; 4], "a time in the header would make another server of the same script");
    }
}
