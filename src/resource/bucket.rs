//! The file store: private, encrypted, versioned, with old versions and unfinished uploads cleaned away.

use serde::{Deserialize, Serialize};

use super::{Change, Fake, Keep, KeptPrice, Phase, PriceKey, PriceLine, Resource};
use crate::model::{NodeId, Quantity, Usage};

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
    /// Days that nightly database dumps under `backups/` are kept, when the database runs on the server.
    pub backup_days: Option<u32>,
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
    const ACTIONS: &'static [&'static str] = &[
        "s3:AbortMultipartUpload",
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketTagging",
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

    fn refs(&self) -> Vec<NodeId> {
        Vec::new()
    }

    fn change_from(&self, old: &Self) -> Change {
        if self.base == old.base { Change::Update } else { Change::Replace }
    }

    fn prices(&self, usage: &Usage) -> Vec<PriceLine> {
        let thousandths = i64::from(usage.requests_thousand) * 1000;
        let writes = thousandths / 11;
        let mut lines = vec![
            PriceLine::new(
                "File storage",
                PriceKey::new("s3", "standard_first_50tb_gb_month"),
                Quantity::whole(usage.storage_gb.into()),
                "GB-month",
            ),
            PriceLine::new(
                "File writes",
                PriceKey::new("s3", "put_copy_post_list_per_1000"),
                Quantity::thousandths(writes),
                "1,000 requests",
            ),
            PriceLine::new(
                "File reads",
                PriceKey::new("s3", "get_per_1000"),
                Quantity::thousandths(thousandths - writes),
                "1,000 requests",
            ),
        ];
        if let Some(days) = self.backup_days {
            lines.push(
                PriceLine::new(
                    "Nightly database copies",
                    PriceKey::new("s3", "standard_first_50tb_gb_month"),
                    Quantity::whole(usage.snapshot_gb.into()),
                    "GB-month",
                )
                .note(format!("those of {days} days together")),
            );
        }
        lines
    }

    fn holds_data(&self) -> bool {
        true
    }

    fn keeps(&self, _final_snapshot: bool, keep_files: bool) -> Keep {
        if keep_files { Keep::Itself { price: KeptPrice::Files } } else { Keep::Nothing }
    }

    fn simulate(&self, fake: &mut Fake<'_>) -> Self::Outputs {
        let bucket = self.bucket_name(fake.account, fake.region.code());
        BucketOutputs { arn: format!("arn:aws:s3:::{bucket}"), bucket }
    }

    fn aws_id(outputs: &Self::Outputs) -> Option<String> {
        Some(outputs.bucket.clone())
    }
}

impl Bucket {
    /// `<base>-<account>-<region>`: at most 63 characters for a base of up to 35.
    #[must_use]
    pub fn bucket_name(&self, account: &str, region: &str) -> String {
        format!("{}-{account}-{region}", self.base)
    }
}
