//! What passes by itself: what AWS does not see yet, what it still counts as in use, and capacity.

use super::{NETWORK, Row, row};
use crate::engine::ErrorClass::{Retry, Stop, Wait};

pub(super) static ROWS: &[Row] = &[
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
    // The role, or what it may do, is too new to be seen.
    row("InvalidInputException", "ot authorized to perform", Wait, "CodeBuild does not see its role yet", ROLE),
    row("InvalidInstanceID", "pending", Wait, "EC2 is still starting the server", ""),
    row(
        "InvalidParameterValue",
        "LaunchPlan instance type does not match",
        Wait,
        "EC2 is not done with a change of the server's size",
        "",
    ),
    row("ValidationError", "does not exist", Wait, "Auto Scaling does not see something new yet", SEEN),
    row("ValidationError", "may not be valid", Wait, "Auto Scaling does not see something new yet", SEEN),
    row("", "Some input subnets", Wait, "RDS does not see the new network yet", NETWORK),
    row("InvalidParameterValue", "Invalid security group", Wait, "RDS does not see the new firewall yet", NETWORK),
    row("InvalidSubnet", "", Wait, "ElastiCache does not see the new network yet", NETWORK)
        .of("CreateCacheSubnetGroup"),
    row(
        "InvalidSubnet",
        "no internet gateway",
        Wait,
        "the load balancer does not see the network's gateway yet",
        NETWORK,
    ),
    row("InvalidSecurityGroup", "", Wait, "the load balancer does not see the new firewall yet", NETWORK),
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
    row(
        "ValidationError",
        "attempting to assume role",
        Wait,
        "AWS is preparing its own role in your account",
        SERVICE_ROLE,
    ),
    row("ServiceLinkedRoleNotFoundFault", "", Wait, "AWS is preparing its own role in your account", SERVICE_ROLE),
    row("ServiceLinkedRoleFailure", "", Wait, "AWS is preparing its own role in your account", SERVICE_ROLE),
    row("DependencyViolation", "", Wait, "AWS still counts it as in use", ""),
    row("InvalidIPAddress.InUse", "", Wait, "AWS still counts the address as in use", ""),
    row("VolumeInUse", "", Wait, "AWS still counts the disk as in use", ""),
    row("InvalidNetworkInterface.InUse", "", Wait, "AWS still counts it as in use", ""),
    row("InvalidGroup.InUse", "", Wait, "AWS still counts the firewall as in use", ""),
    row("ResourceInUse", "", Wait, "AWS still counts it as in use", ""),
    row("ResourceInUseException", "", Wait, "AWS still counts it as in use", ""),
    row("ScalingActivityInProgress", "", Wait, "the group is still busy", ""),
    row("DeleteConflict", "", Wait, "AWS still counts it as in use", ""),
    row("InvalidDBSubnetGroupStateFault", "", Wait, "the database still uses it", ""),
    row("InvalidDBParameterGroupState", "", Wait, "the database still uses it", ""),
    row("InvalidDBInstanceState", "", Wait, "the database is still busy", ""),
    row("CacheSubnetGroupInUse", "", Wait, "the cache still uses it", ""),
    row("InvalidReplicationGroupState", "", Wait, "the cache is still busy", ""),
    row("InvalidCacheClusterState", "", Wait, "the cache is still busy", ""),
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
    row("InsufficientCacheClusterCapacity", "", Retry, "AWS has no free cache of this size right now", CAPACITY),
    row("InsufficientDBInstanceCapacity", "", Retry, "AWS has no free database of this size right now", CAPACITY),
    row(
        "Unsupported",
        "Availability Zone",
        Stop,
        "this zone does not offer this server size",
        "choose another size or region",
    ),
];

const SEEN: &str = "run the same command again: what was just made is seen everywhere within minutes";
const ROLE: &str = "if it stays so, look in IAM whether the role still exists and, under Account settings, whether \
    this region's STS endpoint is active";
const SERVICE_ROLE: &str = "if it stays so, your sign-in lacks the permission iam:CreateServiceLinkedRole: `cloudstead \
    policy` prints all that are needed";
const CAPACITY: &str = "if it stays so, choose another size or region";
