//! What a single server and the servers of a group have in common.

use serde_json::{Value, json};

use crate::resource::burst;
use crate::resource::server::{CREDITS, DISK_KEY, DISK_TYPE, METADATA_HOPS};

/// The system disk's device in Canonical's images.
const ROOT_DEVICE: &str = "/dev/sda1";

/// The system disk.
pub(super) fn disk(gigabytes: u32) -> Value {
    let disk = json!({
        "VolumeType": DISK_TYPE, "VolumeSize": gigabytes, "Encrypted": true, "KmsKeyId": DISK_KEY,
        "DeleteOnTermination": true,
    });
    json!({"DeviceName": ROOT_DEVICE, "Ebs": disk})
}

pub(super) fn metadata() -> Value {
    json!({
        "HttpEndpoint": "enabled",
        "HttpTokens": "required",
        "HttpPutResponseHopLimit": METADATA_HOPS,
        "InstanceMetadataTags": "enabled",
    })
}

/// How processor time above the baseline is paid for, where a type has one; `key` is the type's own spelling.
pub(super) fn credits(key: &str, instance_type: &str) -> Option<Value> {
    burst::has_credits(instance_type).then(|| json!({(key): CREDITS}))
}
