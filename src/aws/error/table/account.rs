//! The sign-in, what a new or limited account may not, what somebody protected, and quotas.

use super::{Row, row};
use crate::engine::ErrorClass::{Retry, SignIn, Stop, Wait};

pub(super) static ROWS: &[Row] = &[
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
    row(
        "OperationNotPermitted",
        "disableApiStop",
        Stop,
        "somebody protected the server against being stopped",
        "if it may be, switch its stop protection off in the AWS console (EC2, Instance settings), then run the same \
         command again",
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
    row("NodeQuotaForCustomerExceeded", "", Stop, "your account may not have that many caches", QUOTA_CACHE),
    row("ClusterQuotaForCustomerExceeded", "", Stop, "your account may not have that many caches", QUOTA_CACHE),
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
        "more than 0 ",
        Stop,
        "AWS does not let this account build images yet: new accounts may run no build at first",
        BUILDS,
    ),
    row("AccountLimitExceededException", "builds in queue", Wait, "the account's other builds come first", ""),
    row("ConcurrentMutationLimitExceeded", "", Retry, "AWS is still busy with an earlier change", ""),
];

const KEYS: &str = "sign in again, check that the keys exist and that this region is switched on for the account, then \
    run the same command again";
const SIGN_UP: &str = "finish signing up in the AWS console (card, phone, plan) and check that the region is switched \
    on: it can take up to 24 hours";
pub(in crate::aws) const FREE_PLAN: &str =
    "choose a size that the free plan includes, or upgrade the account's plan in the AWS console";
const FREE_BACKUPS: &str = "set `backup_days = 1` under [data] in the answers (in the wizard: how long backups are \
    kept), or upgrade the account's plan in the AWS console";
pub(in crate::aws) const QUOTA_CPU: &str =
    "ask for more in Service Quotas (EC2, L-1216C47A: often granted within minutes) or choose a smaller size";
pub(in crate::aws) const QUOTA_DISK: &str =
    "delete unused disks or ask for more (Service Quotas, EBS, L-7A658B76: gp3 storage)";
const QUOTA_CACHE: &str = "delete an unused one or ask for more (Service Quotas, ElastiCache, L-DFE45DF3)";
const QUOTA_BALANCER: &str =
    "delete an unused one or ask for more (Service Quotas, Elastic Load Balancing, L-53DA6B97)";
const BUILDS: &str = "let the server build: `build = \"server\"` in your answers (in the wizard: where images are \
                      built), which takes a larger server; or name ready images under [images]; or open a \
                      free \"Account and billing\" support case and go on later";
