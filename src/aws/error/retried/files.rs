//! Files, logs, names, certificates, secrets and budgets.

use super::Row;

pub(super) const AGAIN: &[Row] = &[
    (
        "CreateBucket",
        "OperationAborted",
        "A conflicting conditional operation is currently in progress against this resource.",
    ),
    ("PutBucketOwnershipControls", "NoSuchBucket", ""),
    ("PutPublicAccessBlock", "NoSuchBucket", ""),
    ("PutPublicAccessBlock", "OperationAborted", ""),
    ("PutBucketEncryption", "NoSuchBucket", ""),
    ("PutBucketEncryption", "OperationAborted", ""),
    ("PutBucketVersioning", "NoSuchBucket", ""),
    ("PutBucketPolicy", "NoSuchBucket", ""),
    ("PutBucketLifecycleConfiguration", "NoSuchBucket", ""),
    ("PutBucketCors", "NoSuchBucket", ""),
    ("CreateLogGroup", "OperationAbortedException", ""),
    (
        "PutRetentionPolicy",
        "AccessDeniedException",
        "User: arn:aws:iam::1:user/me is not authorized to perform: logs:PutRetentionPolicy because no identity-based \
         policy allows the logs:PutRetentionPolicy action",
    ),
    (
        "DeleteLogGroup",
        "OperationAbortedException",
        "A conflicting operation is currently in progress. Please try again.",
    ),
    ("ChangeResourceRecordSets", "NoSuchHostedZone", ""),
    ("ChangeResourceRecordSets", "PriorRequestNotComplete", ""),
    ("DeleteCertificate", "ResourceInUseException", ""),
    ("PutParameter", "TooManyUpdates", ""),
];

pub(super) const SETTLED: &[Row] = &[
    ("GetBucketPolicy", "NoSuchBucket", ""),
    ("GetBucketPolicy", "NoSuchBucketPolicy", ""),
    ("GetBucketCors", "NoSuchCORSConfiguration", ""),
    ("GetPublicAccessBlock", "NoSuchPublicAccessBlockConfiguration", ""),
    ("GetBucketOwnershipControls", "OwnershipControlsNotFoundError", ""),
    ("GetBucketLifecycleConfiguration", "NoSuchLifecycleConfiguration", ""),
    (
        "GetBucketEncryption",
        "ServerSideEncryptionConfigurationNotFoundError",
        "The server side encryption configuration was not found",
    ),
    ("DeleteBucketCors", "NoSuchBucket", ""),
    ("DeleteBucket", "NoSuchBucket", ""),
    ("DeleteLogGroup", "ResourceNotFoundException", ""),
    ("GetParameter", "ParameterNotFound", ""),
    ("DeleteParameter", "ParameterNotFound", ""),
    ("DescribeBudget", "NotFoundException", ""),
    ("DeleteBudget", "NotFoundException", ""),
];
