//! What other tools have learnt to repeat, for the calls that are made here: the operations, codes and texts after
//! which the Terraform AWS provider tries again, or takes a removal for done. Each must have a class here that repeats,
//! waits, looks again or takes it for done.
//!
//! Read on 26 November 2026 in `internal/service/` of hashicorp/terraform-provider-aws: `acm/certificate.go`,
//! `autoscaling/lifecycle_hook.go`, `ec2/{ebs_volume_attachment,ec2_eip,ec2_eip_association,vpc_nat_gateway,vpc_route,
//! vpc_security_group}.go`, `elbv2/{listener,target_group}.go`, `iam/{instance_profile,role}.go`, `logs/group.go`,
//! `rds/{parameter_group,subnet_group}.go`, `route53/record.go`, `s3/bucket_versioning.go`; of `autoscaling/group.go`
//! the update, of
//! `rds/instance.go` update and removal, of `s3/bucket.go` the reading. The other rows are from AWSFACTS section 3.

use super::explain::{self, Answer};
use crate::engine::ErrorClass::{AlreadyExists, NotFound, Retry, Wait};

/// Operation, code, text.
const RETRIED: &[(&str, &str, &str)] = &[
    // Servers and disks.
    (
        "RunInstances",
        "InvalidParameterValue",
        "Value (demo) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
    ),
    (
        "RunInstances",
        "InvalidParameterValue",
        "IAM Instance Profile \"arn:aws:iam::1:instance-profile/demo\" has no associated IAM Roles",
    ),
    ("AssociateAddress", "InvalidInstanceID", "The pending instance 'i-1' is not in a valid state for this operation."),
    ("AssociateAddress", "InvalidAllocationID.NotFound", ""),
    ("AttachVolume", "IncorrectState", ""),
    ("DeleteVolume", "VolumeInUse", ""),
    (
        "CreateSnapshot",
        "SnapshotCreationPerVolumeRateExceeded",
        "The maximum per volume CreateSnapshot request rate has been exceeded",
    ),
    ("TerminateInstances", "InvalidInstanceID.NotFound", ""),
    ("DetachVolume", "IncorrectState", "Volume 'vol-1' is in the 'available' state."),
    ("DisassociateAddress", "InvalidAssociationID.NotFound", ""),
    ("ReleaseAddress", "InvalidAllocationID.NotFound", ""),
    ("CreateLaunchTemplateVersion", "InvalidLaunchTemplateId.NotFound", ""),
    // Network.
    ("ModifyVpcAttribute", "InvalidVpcID.NotFound", ""),
    ("DeleteVpc", "DependencyViolation", "The vpc 'vpc-1' has dependencies and cannot be deleted."),
    ("DeleteSubnet", "DependencyViolation", ""),
    ("AttachInternetGateway", "InvalidInternetGatewayID.NotFound", ""),
    ("DetachInternetGateway", "DependencyViolation", ""),
    ("DeleteInternetGateway", "DependencyViolation", ""),
    ("CreateRoute", "InvalidParameterException", ""),
    ("CreateRoute", "InvalidRouteTableID.NotFound", ""),
    ("DeleteRoute", "InvalidParameterException", ""),
    ("DeleteRoute", "InvalidRoute.NotFound", ""),
    ("DeleteNatGateway", "NatGatewayNotFound", ""),
    ("RevokeSecurityGroupIngress", "InvalidSecurityGroupRuleId.NotFound", ""),
    ("RevokeSecurityGroupIngress", "InvalidGroup.NotFound", ""),
    ("AssociateRouteTable", "InvalidRouteTableID.NotFound", ""),
    ("CreateNatGateway", "InvalidSubnetID.NotFound", ""),
    ("DeleteSecurityGroup", "DependencyViolation", ""),
    ("DeleteSecurityGroup", "InvalidGroup.InUse", ""),
    ("AuthorizeSecurityGroupIngress", "InvalidGroup.NotFound", ""),
    ("AuthorizeSecurityGroupIngress", "ConcurrentMutationLimitExceeded", ""),
    ("ReleaseAddress", "InvalidIPAddress.InUse", ""),
    // Groups of servers and load balancers.
    (
        "CreateAutoScalingGroup",
        "ValidationError",
        "You must use a valid fully-formed launch template. Invalid IAM Instance Profile name",
    ),
    (
        "CreateAutoScalingGroup",
        "ValidationError",
        "The specified launch template, with template ID lt-1, does not exist.",
    ),
    ("DeleteAutoScalingGroup", "ResourceInUse", ""),
    ("DeleteAutoScalingGroup", "ScalingActivityInProgress", ""),
    (
        "DeleteAutoScalingGroup",
        "ValidationError",
        "AutoScalingGroup name not found - AutoScalingGroup 'demo' not found",
    ),
    ("DescribeLifecycleHooks", "ValidationError", "AutoScalingGroup 'demo' not found"),
    ("StartInstanceRefresh", "InstanceRefreshInProgress", ""),
    ("CreateListener", "CertificateNotFound", ""),
    ("ModifyListener", "CertificateNotFound", ""),
    ("CreateListener", "UnsupportedCertificate", ""),
    ("DeleteTargetGroup", "ResourceInUse", "Target group is currently in use by a listener or a rule"),
    // Roles.
    ("CreateRole", "MalformedPolicyDocument", "Invalid principal in policy"),
    ("CreateRole", "ConcurrentModification", ""),
    ("AttachRolePolicy", "ConcurrentModification", ""),
    ("DetachRolePolicy", "ConcurrentModification", ""),
    ("PutRolePolicy", "NoSuchEntity", "The role with name demo cannot be found."),
    ("AddRoleToInstanceProfile", "NoSuchEntity", "The role with name demo cannot be found."),
    ("RemoveRoleFromInstanceProfile", "NoSuchEntity", ""),
    ("DeleteRolePolicy", "NoSuchEntity", ""),
    ("GetInstanceProfile", "NoSuchEntity", ""),
    ("DeleteRole", "DeleteConflict", "Cannot delete entity, must detach all policies first."),
    (
        "CreateServiceLinkedRole",
        "InvalidInput",
        "Service role name AWSServiceRoleForRDS has been taken in this account",
    ),
    // Databases.
    (
        "CreateDBInstance",
        "InvalidParameterValue",
        "Verify that you have permission to create service linked role. Otherwise wait and try again later.",
    ),
    (
        "ModifyDBInstance",
        "InvalidDBInstanceState",
        "RDS is configuring Enhanced Monitoring for this DB instance. Try your request later.",
    ),
    ("DeleteDBInstance", "InvalidDBInstanceState", "Instance demo is already being deleted."),
    ("ModifyDBParameterGroup", "InvalidDBParameterGroupState", ""),
    ("DeleteDBParameterGroup", "InvalidDBParameterGroupState", ""),
    ("DeleteDBParameterGroup", "DBParameterGroupNotFound", ""),
    ("DeleteDBSubnetGroup", "InvalidDBSubnetGroupStateFault", ""),
    ("DeleteDBSubnetGroup", "DBSubnetGroupNotFoundFault", ""),
    // Files, logs, names, certificates.
    (
        "CreateBucket",
        "OperationAborted",
        "A conflicting conditional operation is currently in progress against this resource.",
    ),
    ("PutBucketVersioning", "NoSuchBucket", ""),
    ("GetBucketPolicy", "NoSuchBucket", ""),
    ("GetBucketLifecycleConfiguration", "NoSuchLifecycleConfiguration", ""),
    (
        "GetBucketEncryption",
        "ServerSideEncryptionConfigurationNotFoundError",
        "The server side encryption configuration was not found",
    ),
    ("PutPublicAccessBlock", "OperationAborted", ""),
    ("CreateLogGroup", "OperationAbortedException", ""),
    (
        "PutRetentionPolicy",
        "AccessDeniedException",
        "User: arn:aws:iam::1:user/me is not authorized to perform: logs:PutRetentionPolicy because no identity-based \
         policy allows the logs:PutRetentionPolicy action",
    ),
    ("DeleteLogGroup", "ResourceNotFoundException", ""),
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

#[test]
fn everything_that_passes_elsewhere_passes_here() {
    let of = |(operation, code, message): &(&str, &str, &str)| {
        explain::answered(&Answer { operation, code, message, status: 400, request: "" }).class
    };
    let without: Vec<_> =
        RETRIED.iter().filter(|row| !matches!(of(row), Retry | Wait | NotFound | AlreadyExists)).collect();
    assert!(without.is_empty(), "these end a run: {without:#?}");
}
