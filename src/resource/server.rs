//! What a single server and the servers of a group have in common.

/// Which server reads the tags, in the words of the first ones: see `assets/instance.sh`.
pub const SERVER: &str = "box";
pub const SERVERS: &str = "servers";
/// Tag with the release that a server is to run.
pub const RELEASE: &str = "cloudstead:release";
/// Tag with the data disk of a single server.
pub const VOLUME: &str = "cloudstead:volume";
/// Tag with the group that a server belongs to.
pub const GROUP: &str = "cloudstead:group";

/// Containers are one hop further from the metadata service than the server itself.
pub const METADATA_HOPS: i32 = 2;

/// A new server has no credits (T3 and T4g get none at launch): under `standard` the first build of images would crawl
/// at the baseline for hours. A single server's script switches to `standard` once the app is healthy, so that the bill
/// cannot grow unseen; a group stays, because processors held at their baseline never look busy enough for another
/// server.
pub const CREDITS: &str = "unlimited";

/// EBS's name of the disks that servers have.
pub const DISK_TYPE: &str = "gp3";

/// AWS's own key for disks, named in every call: where an account's default is a key of its own, Auto Scaling may not
/// use that one, and its servers end with `Client.InternalError` (Auto Scaling's user guide, "Required KMS key
/// policy").
pub const DISK_KEY: &str = "alias/aws/ebs";

/// What the script on a server reads besides the deployment's own tags.
#[must_use]
pub fn tags(role: &str, bucket: &str, release: &str) -> Vec<(&'static str, String)> {
    vec![("cloudstead:role", role.to_owned()), ("cloudstead:bucket", bucket.to_owned()), (RELEASE, release.to_owned())]
}
