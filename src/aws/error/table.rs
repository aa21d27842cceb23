//! AWS's codes and texts, and what each means for a run (AWSFACTS section 3). The first row that fits decides.

use crate::engine::ErrorClass::{self, AlreadyExists, NotFound, Retry, SignIn, Stop, Wait};

/// One known error.
pub(super) struct Row {
    /// The only call that it is meant for; empty fits all.
    operation: &'static str,
    /// The whole code; empty fits all.
    code: &'static str,
    /// A part of the message; empty fits all.
    text: &'static str,
    pub(super) class: ErrorClass,
    /// In plain words; empty when AWS's own sentence is plain enough.
    pub(super) what: &'static str,
    pub(super) hint: &'static str,
}

const fn row(code: &'static str, text: &'static str, class: ErrorClass, what: &'static str, hint: &'static str) -> Row {
    Row { operation: "", code, text, class, what, hint }
}

impl Row {
    /// The same for one call only.
    const fn of(self, operation: &'static str) -> Self {
        Self { operation, ..self }
    }

    fn fits(&self, operation: &str, code: &str, message: &str) -> bool {
        [(self.operation, operation), (self.code, code)]
            .iter()
            .all(|(wanted, given)| wanted.is_empty() || wanted == given)
            && message.contains(self.text)
    }
}

static ROWS: &[Row] = &[
    // Sign-in.
    row("ExpiredToken", "", SignIn, "your sign-in to AWS expired", ""),
    row("ExpiredTokenException", "", SignIn, "your sign-in to AWS expired", ""),
    row("RequestExpired", "", SignIn, "your sign-in to AWS expired", ""),
    row("TokenRefreshRequired", "", SignIn, "your sign-in to AWS expired", ""),
    row("InvalidClientTokenId", "", Stop, "AWS does not know this sign-in", KEYS),
    row("UnrecognizedClientException", "", Stop, "AWS does not know this sign-in", KEYS),
    row("InvalidAccessKeyId", "", Stop, "AWS does not know this sign-in", KEYS),
    row("AuthFailure", "access credentials", Stop, "AWS does not know this sign-in", KEYS),
    row(
        "SignatureDoesNotMatch",
        "",
        Stop,
        "AWS does not accept this sign-in's signature",
        "check the secret key and this machine's clock",
    ),
    row(
        "RequestTimeTooSkewed",
        "",
        Stop,
        "this machine's clock is wrong",
        "set the clock, then run the same command again",
    ),
    // A new or limited account.
    row(
        "PendingVerification",
        "",
        Wait,
        "AWS is checking your new account for this region",
        "normally minutes, up to 4 hours: AWS sends an e-mail; you may leave and resume later",
    ),
    row("OptInRequired", "", Stop, "your account cannot use this yet", SIGN_UP),
    row("SubscriptionRequiredException", "", Stop, "your account cannot use this yet", SIGN_UP),
    row("NotSignedUp", "", Stop, "your account cannot use this yet", SIGN_UP),
    row(
        "Blocked",
        "",
        Stop,
        "AWS has blocked this account",
        "sign in to the AWS console and look for a message about billing or verification",
    ),
    row(
        "InvalidParameterCombination",
        "not eligible for Free Tier",
        Stop,
        "your account's free plan does not include this server size",
        FREE_PLAN,
    ),
    row(
        "InvalidParameterCombination",
        "not eligible for free tier",
        Stop,
        "your account's free plan does not include this server size",
        FREE_PLAN,
    ),
    row(
        "",
        "backup retention period exceeds the maximum",
        Stop,
        "your account's free plan keeps database backups for one day only",
        FREE_BACKUPS,
    ),
    row("FreeTierRestrictionError", "", Stop, "your account's free plan does not include this", FREE_PLAN),
    row("FreeTierRestrictionException", "", Stop, "your account's free plan does not include this", FREE_PLAN),
    row(
        "OperationNotPermitted",
        "does not support creating load balancers",
        Stop,
        "AWS does not let this account have load balancers yet",
        "open a free \"Account and billing\" support case, or choose the tier with a single server",
    ),
    row(
        "",
        "linked account",
        Stop,
        "your account belongs to an organisation that does not let it have budgets yet",
        "ask whoever pays for the organisation to allow them, or take the e-mail out of [alerts] in your answers and \
        deploy these",
    ),
    // What somebody protected on purpose stays, until that person lets it go.
    row(
        "InvalidParameterCombination",
        "deletion protection",
        Stop,
        "somebody protected the database against removal",
        "if it may go, switch its deletion protection off in the AWS console (RDS, Modify), then run the same command \
        again",
    ),
    row(
        "OperationNotPermitted",
        "deletion protection",
        Stop,
        "somebody protected the load balancer against removal",
        "if it may go, switch its deletion protection off in the AWS console (EC2, Load Balancers, Attributes), then \
         run the same command again",
    ),
    row(
        "OperationNotPermitted",
        "disableApiTermination",
        Stop,
        "somebody protected the server against removal",
        "if it may go, switch its termination protection off in the AWS console (EC2, Instance settings), then run the \
         same command again",
    ),
    // A permission is asked about before it is seen everywhere.
    row(
        "AccessDeniedException",
        "no identity-based policy allows the logs:PutRetentionPolicy action",
        Wait,
        "AWS does not see yet that your sign-in may do `logs:PutRetentionPolicy`",
        "if it stays so, ask the account's administrator for this permission: `cloudstead policy` prints all that are \
        needed",
    )
    .of("PutRetentionPolicy"),
    // Quotas.
    row("VcpuLimitExceeded", "", Stop, "your account may not run that many processors", QUOTA_CPU),
    row("InstanceLimitExceeded", "", Stop, "your account may not run that many servers", QUOTA_CPU),
    row(
        "AddressLimitExceeded",
        "",
        Stop,
        "your account has no public address left in this region",
        "release an unused Elastic IP or ask for more (Service Quotas, L-0263D0A3)",
    ),
    row(
        "VpcLimitExceeded",
        "",
        Stop,
        "your account has no private network (VPC) left in this region",
        "delete an unused VPC or ask for more (Service Quotas, L-F678F1CE)",
    ),
    row(
        "InternetGatewayLimitExceeded",
        "",
        Stop,
        "your account has no internet gateway left in this region",
        "delete an unused one or ask for more VPCs (Service Quotas, L-F678F1CE)",
    ),
    row(
        "NatGatewayLimitExceeded",
        "",
        Stop,
        "this zone has no NAT gateway left",
        "delete an unused one or ask for more (Service Quotas, L-FE5A380F)",
    ),
    row(
        "LimitExceededException",
        "certificates in the last",
        Stop,
        "your account asked for too many certificates this year",
        "use a certificate that exists, or open a support case to raise the yearly limit",
    ),
    row(
        "InstanceQuotaExceeded",
        "",
        Stop,
        "your account may not have that many databases",
        "delete an unused one or ask for more (Service Quotas, L-7B6409FD)",
    ),
    row("VolumeLimitExceeded", "", Stop, "your account may not have that much disk", QUOTA_DISK),
    row(
        "StorageQuotaExceeded",
        "",
        Stop,
        "your account may not have that much database storage",
        "delete unused databases or ask for more (Service Quotas, RDS, L-7ADDB58A)",
    ),
    row("TooManyLoadBalancers", "", Stop, "your account may not have that many load balancers", QUOTA_BALANCER),
    row(
        "TooManyBuckets",
        "",
        Stop,
        "your account may not have that many buckets",
        "delete an unused one or ask for more (Service Quotas, S3, L-DC2B2D3D)",
    ),
    row(
        "AccountLimitExceededException",
        "more than 0 builds",
        Stop,
        "AWS does not let this account build images yet: new accounts may run no build at first",
        BUILDS,
    ),
    row("AccountLimitExceededException", "builds in queue", Wait, "the account's other builds come first", ""),
    row("LimitExceededException", "", Stop, "", QUOTA),
    row("LimitExceeded", "", Stop, "", QUOTA),
    row("ConcurrentMutationLimitExceeded", "", Retry, "AWS is still busy with an earlier change", ""),
    // Not ready yet.
    row(
        "",
        "Invalid IAM Instance Profile",
        Wait,
        "EC2 does not see the server's identity yet",
        "look in IAM whether the role still exists",
    ),
    row(
        "",
        "has no associated IAM Roles",
        Wait,
        "EC2 does not see the role of the server's identity yet",
        "look in IAM whether the role still exists",
    ),
    row("InvalidInputException", "sts:AssumeRole", Wait, "CodeBuild does not see its role yet", SEEN),
    row("InvalidInstanceID", "pending", Wait, "EC2 is still starting the server", ""),
    row("ValidationError", "does not exist", Wait, "Auto Scaling does not see something new yet", SEEN),
    row("InvalidParameterException", "", Wait, "EC2 does not see the gateway yet", SEEN).of("CreateRoute"),
    row("InvalidParameterException", "", Wait, "EC2 is still busy with the route", "").of("DeleteRoute"),
    row("MalformedPolicyDocument", "Invalid principal", Wait, "IAM does not see who is trusted yet", SEEN),
    row("SnapshotCreationPerVolumeRateExceeded", "", Wait, "AWS makes no second snapshot of a disk so soon", ""),
    row(
        "",
        "nable to assume the service linked role",
        Wait,
        "AWS is preparing its own role in your account",
        SERVICE_ROLE,
    ),
    row(
        "",
        "permission to create service linked role",
        Wait,
        "AWS is preparing its own role in your account",
        SERVICE_ROLE,
    ),
    row("ServiceLinkedRoleFailure", "", Wait, "AWS is preparing its own role in your account", SERVICE_ROLE),
    row("DependencyViolation", "", Wait, "AWS still counts it as in use", ""),
    row("InvalidIPAddress.InUse", "", Wait, "AWS still counts the address as in use", ""),
    row("VolumeInUse", "", Wait, "AWS still counts the disk as in use", ""),
    row("InvalidNetworkInterface.InUse", "", Wait, "AWS still counts it as in use", ""),
    row("InvalidGroup.InUse", "", Wait, "AWS still counts the firewall as in use", ""),
    row("ResourceInUse", "", Wait, "AWS still counts it as in use", ""),
    row("ResourceInUseException", "", Wait, "AWS still counts it as in use", ""),
    row("ResourceInUseFault", "", Wait, "AWS still counts it as in use", ""),
    row("ScalingActivityInProgress", "", Wait, "the group is still busy", ""),
    row("DeleteConflict", "", Wait, "AWS still counts it as in use", ""),
    row("InvalidDBSubnetGroupStateFault", "", Wait, "the database still uses it", ""),
    row("InvalidDBParameterGroupState", "", Wait, "the database still uses it", ""),
    row("InvalidDBInstanceState", "", Wait, "the database is still busy", ""),
    row("IncorrectInstanceState", "", Wait, "the server is still busy", ""),
    row("IncorrectModificationState", "", Wait, "AWS is still busy with an earlier change of the disk", ""),
    row(
        "VolumeModificationRateExceeded",
        "",
        Stop,
        "AWS does not let this disk change again so soon",
        "run the same command again in some hours",
    ),
    row("ConcurrentModification", "", Wait, "AWS is still busy with an earlier change", ""),
    row("ConflictException", "", Wait, "AWS is still busy with an earlier change", ""),
    row("IncorrectState", "", Wait, "AWS is still busy with it", ""),
    row("UnsupportedCertificate", "", Wait, "the certificate is not issued yet", ""),
    row("", "does not have an associated load balancer", Wait, "the load balancer does not see it yet", ""),
    // Capacity: neither a quota nor a mistake.
    row(
        "InsufficientInstanceCapacity",
        "",
        Retry,
        "AWS has no free server of this size in this zone right now",
        CAPACITY,
    ),
    row("InsufficientDBInstanceCapacity", "", Retry, "AWS has no free database of this size right now", CAPACITY),
    row(
        "Unsupported",
        "Availability Zone",
        Stop,
        "this zone does not offer this server size",
        "choose another size or region",
    ),
    // Keys.
    row("KMSKeyNotAccessibleFault", "", Stop, "AWS may not use the encryption key", KEY),
    row("Client.InternalError", "", Stop, "AWS could not make or open the server's disk", KEY),
    // Values that only AWS knows to be wrong.
    row(
        "InvalidParameterValue",
        "DBName",
        Stop,
        "RDS does not take this name for the database",
        "change `name` under [database] in the preset: up to 63 letters, digits and underscores, a letter first, no \
        word of SQL",
    ),
    row(
        "InvalidParameterValue",
        "MasterUsername",
        Stop,
        "RDS does not take this name for the database's user",
        "change `user` under [database] in the preset: up to 16 letters, digits and underscores, a letter first, and \
         none that RDS keeps for itself such as `admin`",
    ),
    row(
        "InvalidParameterCombination",
        "Cannot find version",
        Stop,
        "RDS does not offer this version of PostgreSQL here",
        VERSION,
    ),
    row(
        "InvalidParameterCombination",
        "does not support creating a DB instance",
        Stop,
        "RDS does not offer this kind of database here",
        "choose another region or tier: what RDS offers differs from region to region",
    ),
    row("InvalidVPCNetworkStateFault", "", Stop, "RDS cannot use the network as it is", NETWORK),
    row("InsufficientFreeAddressesInSubnet", "", Stop, "the network has no free address left", NETWORK),
    // Names.
    row(
        "NoSuchEntity",
        "not attachable",
        Stop,
        "AWS has no managed policy of this name",
        "it will not appear: another version of cloudstead may know its new name; please report it",
    ),
    row("ValidationError", "not found", NotFound, "", ""),
    row("NoSuchEntity", "", NotFound, "", ""),
    row("Gateway.NotAttached", "", NotFound, "", ""),
    row("InvalidSubnet.Conflict", "", AlreadyExists, "", ""),
    row("Resource.AlreadyAssociated", "", AlreadyExists, "", ""),
    row("BucketAlreadyOwnedByYou", "", AlreadyExists, "", ""),
    row("InvalidInput", "has been taken in this account", AlreadyExists, "", ""),
    row("OperationAborted", "", Retry, "AWS is still busy with an earlier change", ""),
    row("OperationAbortedException", "", Retry, "AWS is still busy with an earlier change", ""),
    row("PriorRequestNotComplete", "", Retry, "", ""),
    row("TooManyUpdates", "", Retry, "", ""),
    row("ResourceContention", "", Retry, "", ""),
    row("RequestInProgressException", "", Retry, "", ""),
    row("InstanceRefreshInProgress", "", Retry, "AWS is still replacing servers", ""),
    row("TransactionInProgressException", "", Retry, "", ""),
];

/// Codes with which AWS says that it does not know who signs in.
pub(super) const UNKNOWN_SIGN_IN: [&str; 3] =
    ["InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"];

const KEYS: &str = "sign in again, check that the keys exist and that this region is switched on for the account, then \
    run the same command again";
const SIGN_UP: &str = "finish signing up in the AWS console (card, phone, plan) and check that the region is switched \
    on: it can take up to 24 hours";
const FREE_PLAN: &str = "choose a size that the free plan includes, or upgrade the account's plan in the AWS console";
const FREE_BACKUPS: &str = "set `backup_days = 1` under [data] in the answers (in the wizard: how long backups are \
    kept), or upgrade the account's plan in the AWS console";
const QUOTA_CPU: &str =
    "ask for more in Service Quotas (EC2, L-1216C47A: often granted within minutes) or choose a smaller size";
const SERVICE_ROLE: &str = "if it stays so, your sign-in lacks the permission iam:CreateServiceLinkedRole: `cloudstead \
    policy` prints all that are needed";
const QUOTA_DISK: &str = "delete unused disks or ask for more (Service Quotas, EBS, L-7A658B76: gp3 storage)";
const QUOTA_BALANCER: &str =
    "delete an unused one or ask for more (Service Quotas, Elastic Load Balancing, L-53DA6B97)";
const BUILDS: &str = "let the server build: `build = \"server\"` in your answers (in the wizard: where images are \
                      built), which takes a larger server; or name ready images under [images]; or open a \
                      free \"Account and billing\" support case and go on later";
const SEEN: &str = "run the same command again: what was just made is seen everywhere within minutes";
const KEY: &str = "ask the account's administrator whether a rule of the organisation or a key in KMS stands in the \
                   way of AWS's own keys in this region, then run the same command again";
const VERSION: &str = "change `version` under [database] in the preset: only the major version, such as 17";
const NETWORK: &str = "run the same command again; if it stays so, somebody changed the network by hand: `cloudstead \
    status` shows what exists";
const VALUE: &str = "AWS does not take a value of this plan: change the one that it names in the answers or the \
                     preset, then run the same command again (`cloudstead plan` shows them)";
const REPORT: &str = "run the same command again; if it stays so, please report it with the request's id";
const QUOTA: &str = "ask for a higher limit in the AWS console under Service Quotas";
const CAPACITY: &str = "if it stays so, choose another size or region";

const RETRIED: [&str; 11] = [
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "SlowDown",
    "TooManyRequests",
    "Throttl",
    "InternalError",
    "InternalFailure",
    "InternalServer",
    "ServiceUnavailable",
    "Unavailable",
    "RequestTimeout",
];

/// The row that fits.
pub(super) fn known(operation: &str, code: &str, message: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.fits(operation, code, message))
}

/// Whether the code says that a permission is missing.
pub(super) fn is_denial(code: &str) -> bool {
    ["AccessDenied", "UnauthorizedOperation", "UnauthorizedAccess", "AuthorizationError", "NotAuthorized"]
        .iter()
        .any(|part| code.contains(part))
}

/// The class of what no row knows: by the code's family, then by the HTTP status.
pub(super) fn family(code: &str, status: u16) -> ErrorClass {
    if RETRIED.iter().any(|part| code.contains(part)) {
        Retry
    } else if code.contains("NotFound") || code.starts_with("NoSuch") {
        NotFound
    } else if code.contains("AlreadyExists") || code.contains("Duplicate") {
        AlreadyExists
    } else if code.contains("LimitExceeded") || code.contains("QuotaExceeded") || code.starts_with("TooMany") {
        Stop
    } else if status == 429 || status >= 500 {
        Retry
    } else if status == 404 && code.is_empty() {
        NotFound
    } else {
        Stop
    }
}

/// Advice for a whole family: nobody is left without any where only a person can help.
pub(super) fn family_hint(code: &str, class: ErrorClass) -> &'static str {
    if class != Stop {
        ""
    } else if code.contains("LimitExceeded") || code.contains("QuotaExceeded") || code.starts_with("TooMany") {
        QUOTA
    } else if ["Invalid", "Malformed", "Validation", "Unsupported", "Missing"].iter().any(|part| code.contains(part)) {
        VALUE
    } else {
        REPORT
    }
}
