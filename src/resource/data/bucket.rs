//! The file store: private, encrypted, versioned, with old versions and unfinished uploads cleaned away.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::model::{Quantity, Region, Usage};
use crate::resource::{AtMost, Change, Fake, Keep, KeptPrice, Needed, Phase, PriceKey, PriceLine, Resource};

/// What a GB costs that lies there.
const STORED: &str = "standard_first_50tb_gb_month";

/// Old versions under these prefixes serve nobody: dumps are dated, releases are named by what is in them.
const OLD_VERSION_DAYS: u32 = 1;

/// After so many more days S3 removes what no server removed: copies of what an app no longer has. A server removes old
/// copies itself, once it made a good one, and by age alone the last good one would go while none succeeds.
const FORGOTTEN_DAYS: u32 = 180;

/// What is asked of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// The account id and region are added, since bucket names are shared by the whole world.
    pub base: String,
    pub versioning: bool,
    /// Days that replaced or deleted files are kept.
    pub old_version_days: u32,
    /// Days after which unfinished uploads are removed.
    pub unfinished_upload_days: u32,
    /// Days that nightly copies under `backups/` are kept, when there is data on the server.
    pub backup_days: Option<u32>,
    /// GiB of the data disk whose folders are copied; none where only databases are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copied_disk_gb: Option<u32>,
    /// True where the app keeps no files here: only releases and copies.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_uploads: bool,
}

/// What AWS answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketOutputs {
    pub bucket: String,
    pub arn: String,
}

impl Resource for Bucket {
    type Outputs = BucketOutputs;

    const KIND: &'static str = "bucket";
    const PHASE: Phase = Phase::Storage;
    const VALUES: &'static [&'static str] = &["bucket"];
    const EXPLAINED: &'static [(&'static str, &'static str)] = &[
        (
            "Nightly copies",
            "Copies of databases and folders that the server puts into the file store every night, billed by what is \
             in those of all the nights that are kept.",
        ),
        ("File storage", "What people upload, kept in the file store and billed by what is in it (S3)."),
        (
            "File writes",
            "Every time something is put into the file store or listed; AWS bills these requests by the thousand.",
        ),
        (
            "File reads",
            "Every time something is fetched from the file store; AWS bills these requests by the thousand.",
        ),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "s3:AbortMultipartUpload",
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketPolicy",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:ListBucketMultipartUploads",
        "s3:ListBucketVersions",
        "s3:PutBucketOwnershipControls",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketTagging",
        "s3:PutBucketVersioning",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
        "s3:TagResource",
    ];

    fn title(&self) -> String {
        "files (S3 bucket)".to_owned()
    }

    fn refs(&self) -> Vec<Needed> {
        Vec::new()
    }

    fn unique_name(&self, account: &str, region: Region) -> Option<String> {
        Some(self.bucket_name(account, region.code()))
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.base == old.base { Change::Update } else { Change::Replace }
    }

    fn prices(&self, usage: &Usage) -> Vec<PriceLine> {
        let mut lines = if self.no_uploads { Vec::new() } else { files(usage) };
        lines.extend(self.backup_days.map(|days| self.copies(days, usage)));
        lines
    }

    fn holds_data(&self) -> bool {
        true
    }

    fn keeps(&self, _final_snapshot: bool, keep_files: bool, _keep_images: bool) -> Keep {
        if keep_files { Keep::Itself { price: KeptPrice::Files } } else { Keep::Nothing }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        let bucket = self.bucket_name(fake.account, fake.region.code());
        BucketOutputs { arn: format!("arn:aws:s3:::{bucket}"), bucket }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.bucket.clone())
    }

    fn value(outputs: &Self::Outputs, name: &str) -> Option<String> {
        Self::VALUES.contains(&name).then(|| outputs.bucket.clone())
    }
}

impl Bucket {
    /// `<base>-<account>-<region>`: at most 63 characters for a base of up to 35.
    #[must_use]
    pub fn bucket_name(&self, account: &str, region: &str) -> String {
        format!("{}-{account}-{region}", self.base)
    }

    /// All that lies there of the nights that are kept: every copy of a folder is a whole one.
    fn copies(&self, days: u32, usage: &Usage) -> PriceLine {
        let nights = i64::from(days);
        let folders = self.copied_disk_gb.map_or(0, |disk| i64::from(usage.storage_gb.min(disk)));
        let line = PriceLine::new(
            "Nightly copies",
            PriceKey::new("s3", STORED),
            Quantity::whole(i64::from(usage.snapshot_gb) + folders * nights),
            "GB-month",
        );
        let Some(disk) = self.copied_disk_gb else { return line.note(format!("those of {days} days together")) };
        PriceLine {
            note: format!("{folders} GB of files a night, those of {days} days together"),
            at_most: Some(AtMost {
                quantity: Quantity::whole(i64::from(disk) * nights),
                words: format!("once the disk of {disk} GB is full"),
            }),
            ..line
        }
    }

    /// What is cleaned away by S3 itself.
    #[must_use]
    pub fn cleaning(&self) -> Vec<Cleaning> {
        let rule = |id, prefix, old_version_days: u32| Cleaning {
            id,
            prefix,
            days: None,
            marks: false,
            old_version_days: at_least_one(old_version_days),
            unfinished_upload_days: None,
        };
        let uploads = Some(at_least_one(self.unfinished_upload_days));
        let everything =
            Cleaning { marks: true, unfinished_upload_days: uploads, ..rule("everything", "", self.old_version_days) };
        let mut rules = vec![everything, rule("releases", "releases/", OLD_VERSION_DAYS)];
        if let Some(kept) = self.backup_days {
            let days = Some(kept.saturating_add(FORGOTTEN_DAYS));
            rules.push(Cleaning { days, ..rule("backups", "backups/", OLD_VERSION_DAYS) });
        }
        rules
    }

    /// Nobody gets anything unencrypted, not even with permission.
    #[must_use]
    pub fn encrypted_only(bucket: &str) -> Value {
        json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Sid": "EncryptedConnectionsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [format!("arn:aws:s3:::{bucket}"), format!("arn:aws:s3:::{bucket}/*")],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }],
        })
    }
}

/// What people upload and fetch.
fn files(usage: &Usage) -> Vec<PriceLine> {
    let thousandths = i64::from(usage.requests_thousand) * 1000;
    let writes = thousandths / 11;
    let requests = |key, count| (PriceKey::new("s3", key), Quantity::thousandths(count));
    let (put, written) = requests("put_copy_post_list_per_1000", writes);
    let (get, read) = requests("get_per_1000", thousandths - writes);
    let stored = Quantity::whole(usage.storage_gb.into());
    vec![
        PriceLine::new("File storage", PriceKey::new("s3", STORED), stored, "GB-month"),
        PriceLine::new("File writes", put, written, "1,000 requests"),
        PriceLine::new("File reads", get, read, "1,000 requests"),
    ]
}

/// One rule of what S3 cleans away by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaning {
    pub id: &'static str,
    /// What names begin with; empty for everything.
    pub prefix: &'static str,
    /// Days until files go; `None` where they stay.
    pub days: Option<u32>,
    /// Whether the mark of a deleted file goes with its last version.
    pub marks: bool,
    /// Days until replaced and deleted files go.
    pub old_version_days: u32,
    /// Days until unfinished uploads go; `None` where this rule leaves them.
    pub unfinished_upload_days: Option<u32>,
}

/// S3 takes whole days from one.
fn at_least_one(days: u32) -> u32 {
    days.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_only_denies() {
        let policy = Bucket::encrypted_only("files");
        assert_eq!(policy["Statement"].as_array().unwrap().len(), 1);
        assert_eq!(
            (&policy["Statement"][0]["Effect"], &policy["Statement"][0]["Resource"][1]),
            (&json!("Deny"), &json!("arn:aws:s3:::files/*"))
        );
    }

    #[test]
    fn days_are_at_least_one_and_only_dumps_end_by_themselves() {
        let bucket = Bucket {
            base: "f".to_owned(),
            versioning: true,
            old_version_days: 0,
            unfinished_upload_days: 30,
            backup_days: Some(7),
            copied_disk_gb: None,
            no_uploads: false,
        };
        let rules = bucket.cleaning();
        assert_eq!((rules[0].old_version_days, rules[0].unfinished_upload_days), (1, Some(30)));
        let ending: Vec<_> =
            rules.iter().filter(|rule| rule.days.is_some()).map(|rule| (rule.prefix, rule.days)).collect();
        assert_eq!(ending, [("backups/", Some(187))]);
    }

    #[test]
    fn whole_folders_are_billed_for_every_night_and_only_uploads_as_files() {
        let bucket = Bucket {
            base: "f".to_owned(),
            versioning: true,
            old_version_days: 7,
            unfinished_upload_days: 7,
            backup_days: Some(7),
            copied_disk_gb: Some(150),
            no_uploads: true,
        };
        let usage = |storage_gb| Usage { storage_gb, snapshot_gb: 5, ..Usage::default() };
        let quantities = |storage_gb| {
            let lines = bucket.prices(&usage(storage_gb));
            let most = lines[0].at_most.as_ref().map(|most| most.quantity);
            (lines.len(), lines[0].quantity, most)
        };
        assert_eq!(quantities(10), (1, Quantity::whole(75), Some(Quantity::whole(1_050))));
        assert_eq!(quantities(900).1, Quantity::whole(1_055), "no more than the disk holds");
        let uploads = Bucket { no_uploads: false, copied_disk_gb: None, ..bucket };
        let lines = uploads.prices(&usage(10));
        assert_eq!((lines.len(), lines[3].quantity, &lines[3].at_most), (4, Quantity::whole(5), &None));
    }
}
