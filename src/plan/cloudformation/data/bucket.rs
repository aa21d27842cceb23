//! The file store, with all that makes it private, encrypted, versioned and tidy.

use serde_json::{Value, json};

use crate::plan::cloudformation::Writer;
use crate::plan::cloudformation::place::{ACCOUNT, Place, REGION, filled};
use crate::plan::cloudformation::written::Written;
use crate::resource::Outputs;
use crate::resource::bucket::{Bucket, BucketOutputs, Cleaning};

impl Writer for Bucket {
    fn write(&self, at: &Place<'_>) -> Written {
        let own = format!("${{{}}}", at.name());
        let policy = json!({"Bucket": {"Ref": at.name()}, "PolicyDocument": filled(Self::encrypted_only(&own))});
        let name = json!({"Description": "Name of the bucket with the files", "Value": {"Ref": at.name()}});
        Written::resource(
            "AWS::S3::Bucket",
            json!({
                "BucketName": filled(self.bucket_name(ACCOUNT, REGION).into()),
                "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
                "PublicAccessBlockConfiguration": {
                    "BlockPublicAcls": true, "IgnorePublicAcls": true, "BlockPublicPolicy": true,
                    "RestrictPublicBuckets": true,
                },
                "BucketEncryption": {
                    "ServerSideEncryptionConfiguration": [
                        {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}},
                    ],
                },
                "VersioningConfiguration": {"Status": if self.versioning { "Enabled" } else { "Suspended" }},
                "LifecycleConfiguration": {"Rules": self.cleaning().iter().map(rule).collect::<Vec<_>>()},
                "Tags": at.tag_list(),
            }),
        )
        .and("Policy", "AWS::S3::BucketPolicy", policy)
        .output(at.name().to_owned(), name)
    }

    fn outputs(&self, at: &Place<'_>) -> Option<Outputs> {
        Some(Outputs::Bucket(BucketOutputs { bucket: at.itself(), arn: at.own("Arn") }))
    }
}

fn rule(cleaning: &Cleaning) -> Value {
    let mut rule = json!({
        "Id": cleaning.id, "Status": "Enabled", "Prefix": cleaning.prefix,
        "NoncurrentVersionExpiration": {"NoncurrentDays": cleaning.old_version_days},
    });
    if let Some(days) = cleaning.days {
        rule["ExpirationInDays"] = json!(days);
    }
    if cleaning.marks {
        rule["ExpiredObjectDeleteMarker"] = json!(true);
    }
    if let Some(days) = cleaning.unfinished_upload_days {
        rule["AbortIncompleteMultipartUpload"] = json!({"DaysAfterInitiation": days});
    }
    rule
}
