//! The rows of AWSFACTS section 3, one by one.

use super::explain::{self, Answer};
use crate::engine::CloudError;
use crate::engine::ErrorClass::{self, AlreadyExists, NotFound, Retry, SignIn, Stop, Wait};

fn answered(operation: &str, code: &str, message: &str, status: u16) -> CloudError {
    explain::answered(&Answer { operation, code, message, status, request: "r-1" })
}

fn class(operation: &str, code: &str, message: &str) -> ErrorClass {
    answered(operation, code, message, 400).class
}

#[test]
fn codes_have_their_class() {
    let cases = [
        ("RequestLimitExceeded", "Request limit exceeded.", Retry),
        ("Throttling", "Rate exceeded", Retry),
        ("ThrottlingException", "Rate exceeded", Retry),
        ("ThrottledException", "", Retry),
        ("TooManyRequestsException", "", Retry),
        ("SlowDown", "Please reduce your request rate.", Retry),
        ("PriorRequestNotComplete", "", Retry),
        ("EC2ThrottledException", "", Retry),
        ("InternalError", "An internal error has occurred", Retry),
        ("ServiceUnavailable", "", Retry),
        ("OperationAborted", "A conflicting conditional operation is currently in progress", Retry),
        ("InsufficientInstanceCapacity", "We currently do not have sufficient t4g.small capacity", Retry),
        ("InsufficientDBInstanceCapacity", "", Retry),
        ("ExpiredToken", "The security token included in the request is expired", SignIn),
        ("ExpiredTokenException", "", SignIn),
        ("RequestExpired", "Request has expired.", SignIn),
        ("InvalidClientTokenId", "The security token included in the request is invalid.", Stop),
        ("AuthFailure", "AWS was not able to validate the provided access credentials", Stop),
        ("OptInRequired", "You are not subscribed to this service.", Stop),
        ("PendingVerification", "Your request for accessing resources in this region is being validated", Wait),
        ("VcpuLimitExceeded", "You have requested more vCPU capacity than your current vCPU limit of 1", Stop),
        ("AddressLimitExceeded", "The maximum number of addresses has been reached.", Stop),
        ("VpcLimitExceeded", "The maximum number of VPCs has been reached.", Stop),
        ("FreeTierRestrictionError", "This instance class isn't available with free plan accounts.", Stop),
        ("InvalidParameterCombination", "The specified instance type is not eligible for Free Tier.", Stop),
        ("OperationNotPermitted", "This AWS account currently does not support creating load balancers.", Stop),
        (
            "InvalidParameterValue",
            "Value (demo) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
            Wait,
        ),
        (
            "ValidationError",
            "You must use a valid fully-formed launch template. Invalid IAM Instance Profile name",
            Wait,
        ),
        (
            "InvalidParameterValue",
            "Unable to create the resource. Verify that you have permission to create service linked role.",
            Wait,
        ),
        ("DependencyViolation", "resource sg-1 has a dependent object", Wait),
        ("InvalidIPAddress.InUse", "", Wait),
        ("ResourceInUse", "Target group is currently in use", Wait),
        ("ResourceInUseException", "Certificate is in use", Wait),
        ("DeleteConflict", "Cannot delete entity, must detach all policies first.", Wait),
        ("UnsupportedCertificate", "", Wait),
        ("InvalidVpcID.NotFound", "The vpc ID 'vpc-1' does not exist", NotFound),
        ("InvalidLaunchTemplateName.NotFoundException", "", NotFound),
        ("NatGatewayNotFound", "", NotFound),
        ("NoSuchEntity", "The role with name demo cannot be found.", NotFound),
        ("NoSuchBucket", "", NotFound),
        ("DBInstanceNotFound", "", NotFound),
        ("ParameterNotFound", "", NotFound),
        ("ResourceNotFoundException", "", NotFound),
        ("Gateway.NotAttached", "", NotFound),
        ("EntityAlreadyExists", "", AlreadyExists),
        ("InvalidGroup.Duplicate", "", AlreadyExists),
        ("InvalidPermission.Duplicate", "", AlreadyExists),
        ("DuplicateLoadBalancerName", "", AlreadyExists),
        ("RouteAlreadyExists", "", AlreadyExists),
        ("ResourceAlreadyExistsException", "", AlreadyExists),
        ("BucketAlreadyOwnedByYou", "", AlreadyExists),
        ("Resource.AlreadyAssociated", "", AlreadyExists),
        ("InvalidInput", "Service role name AWSServiceRoleForRDS has been taken in this account", AlreadyExists),
        ("InvalidParameterValue", "Invalid availability zone", Stop),
    ];
    for (code, message, wanted) in cases {
        assert_eq!(class("AnyCall", code, message), wanted, "{code}: {message}");
    }
}

#[test]
fn a_quota_is_never_taken_for_throttling() {
    let text = "Error: you have reached your limit of 20 certificates in the last year.";
    let error = answered("RequestCertificate", "LimitExceededException", text, 400);
    assert_eq!(error.class, Stop);
    assert!(error.hint.contains("support case"), "{}", error.hint);
    assert_eq!(class("CreateRole", "LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000"), Stop);
    assert_eq!(class("CreateSecurityGroup", "SecurityGroupLimitExceeded", ""), Stop);
    assert_eq!(class("CreateDBInstance", "StorageQuotaExceeded", ""), Stop);
    assert_eq!(class("CreateBucket", "TooManyBuckets", ""), Stop);
}

#[test]
fn advice_names_what_can_be_done() {
    let text = "The specified backup retention period exceeds the maximum available to free tier customers.";
    for code in ["FreeTierRestrictionError", "InvalidParameterCombination"] {
        let error = answered("CreateDBInstance", code, text, 400);
        assert_eq!(error.class, Stop);
        assert!(error.hint.contains("backup_days = 1") && error.hint.contains("[data]"), "{}", error.hint);
    }
    let text = "Unable to create the resource. Verify that you have permission to create service linked role.";
    assert!(
        answered("CreateDBInstance", "InvalidParameterValue", text, 400).hint.contains("iam:CreateServiceLinkedRole")
    );
}

#[test]
fn what_is_not_seen_yet_is_no_wrong_value() {
    let cases = [
        ("CreateDBSubnetGroup", "InvalidParameterValue", "Some input subnets in :[subnet-1] are invalid."),
        ("CreateDBInstance", "InvalidParameterValue", "Invalid security group , groupId= sg-1, groupName=."),
        ("CreateLoadBalancer", "InvalidSubnet", "VPC vpc-1 has no internet gateway"),
    ];
    for (operation, code, text) in cases {
        let error = answered(operation, code, text, 400);
        assert!(error.what.contains("does not see") && error.hint.contains("cloudstead status"), "{error:?}");
    }
    assert_eq!(class("CreateLoadBalancer", "InvalidSubnet", "The subnet has no free addresses"), Stop);
    let text = "CodeBuild is not authorized to perform: sts:AssumeRole on arn:aws:iam::1:role/demo";
    assert!(answered("CreateProject", "InvalidInputException", text, 400).hint.contains("STS endpoint"));
}

#[test]
fn values_that_only_aws_knows_to_be_wrong_are_named_with_where_they_stand() {
    let hint = |code: &str, text: &str| answered("CreateDBInstance", code, text, 400).hint;
    let text = "DBName must begin with a letter and contain only alphanumeric characters.";
    assert!(hint("InvalidParameterValue", text).contains("`name` under [database]"));
    let text = "MasterUsername admin cannot be used as it is a reserved word used by the engine";
    assert!(hint("InvalidParameterValue", text).contains("`user` under [database]"));
    assert!(
        hint("InvalidParameterCombination", "Cannot find version 99 for postgres")
            .contains("`version` under [database]")
    );
    for code in ["InvalidParameterValue", "ValidationException", "InvalidInput", "MissingParameter", "SomethingNew", ""]
    {
        assert!(!hint(code, "something nobody has seen yet").is_empty(), "{code} has no advice");
    }
}

#[test]
fn a_managed_policy_that_does_not_exist_is_not_waited_for() {
    let text = "Policy arn:aws:iam::aws:policy/AmazonSSMManagedInstance does not exist or is not attachable.";
    let error = answered("AttachRolePolicy", "NoSuchEntity", text, 404);
    assert_eq!(error.class, Stop);
    assert!(error.hint.contains("will not appear"), "{}", error.hint);
    assert_eq!(class("AttachRolePolicy", "NoSuchEntity", "The role with name demo cannot be found."), NotFound);
}

#[test]
fn quotas_of_new_accounts_are_named_by_their_code() {
    let cases = [
        ("AllocateAddress", "AddressLimitExceeded", "L-0263D0A3"),
        ("CreateVpc", "VpcLimitExceeded", "L-F678F1CE"),
        ("RunInstances", "VcpuLimitExceeded", "L-1216C47A"),
        ("CreateNatGateway", "NatGatewayLimitExceeded", "L-FE5A380F"),
        ("CreateDBInstance", "InstanceQuotaExceeded", "L-7B6409FD"),
        ("CreateDBInstance", "StorageQuotaExceeded", "L-7ADDB58A"),
        ("CreateVolume", "VolumeLimitExceeded", "L-7A658B76"),
        ("CreateLoadBalancer", "TooManyLoadBalancers", "L-53DA6B97"),
        ("CreateBucket", "TooManyBuckets", "L-DC2B2D3D"),
    ];
    for (operation, code, quota) in cases {
        let error = answered(operation, code, "", 400);
        assert_eq!(error.class, Stop, "{code}");
        assert!(
            error.hint.contains(quota) && error.what.starts_with("your account") || code == "NatGatewayLimitExceeded",
            "{error:?}"
        );
    }
}

#[test]
fn without_a_code_the_status_decides() {
    assert_eq!(answered("HeadBucket", "", "", 404).class, NotFound);
    assert_eq!(answered("HeadBucket", "", "", 403).class, Stop);
    assert_eq!(answered("AnyCall", "", "", 503).class, Retry);
    assert_eq!(answered("AnyCall", "", "", 429).class, Retry);
    assert_eq!(answered("AnyCall", "", "", 400).class, Stop);
}

#[test]
fn a_refusal_names_action_and_resource_and_hides_what_only_aws_reads() {
    let text = "You are not authorized to perform this operation. User: arn:aws:iam::1:user/ann is not authorized to \
                perform: ec2:CreateVpc on resource: arn:aws:ec2:us-east-1:1:vpc/* because no identity-based policy \
                allows the ec2:CreateVpc action. Encoded authorization failure message: AbCdEf";
    let error = answered("CreateVpc", "UnauthorizedOperation", text, 403);
    assert_eq!(error.class, Stop);
    assert_eq!(error.what, "your sign-in may not do `ec2:CreateVpc` on `arn:aws:ec2:us-east-1:1:vpc/*`");
    assert!(error.hint.contains("cloudstead policy") && !error.why.contains("AbCdEf"), "{error:?}");
    let error = answered("CreateVpc", "AccessDenied", "... with an explicit deny in a service control policy", 403);
    assert!(error.what.contains("CreateVpc") && error.hint.contains("organisation"), "{error:?}");
}

#[test]
fn what_aws_says_is_cleaned_and_the_request_is_named() {
    let error = answered("CreateVpc", "Odd\u{1b}[31mCode", "bad\u{202e}\r\nthing", 400);
    assert_eq!((error.code.as_str(), error.what.as_str()), ("OddCode", "AWS refused CreateVpc: bad  thing"));
    assert!(error.why.contains("r-1"), "{}", error.why);
}

#[test]
fn what_aws_says_is_said_once() {
    let said = "The CIDR '10.20.0.0/20' conflicts with another subnet";
    for code in ["InvalidSubnet.Conflict", "LimitExceeded", "ResourceInUse", "SomethingNew"] {
        let error = answered("CreateSubnet", code, said, 400);
        assert_eq!(format!("{} {}", error.what, error.why).matches(said).count(), 1, "{error:?}");
    }
}

#[test]
fn a_missing_sign_in_is_told_from_a_broken_line() {
    assert_eq!(
        explain::unsent("CreateVpc", "an error occurred while loading credentials: the SSO token expired").class,
        SignIn
    );
    assert_eq!(
        explain::unsent("CreateVpc", "an error occurred while loading credentials: dispatch failure: dns error").class,
        Retry
    );
    assert_eq!(explain::unsent("CreateVpc", "dispatch failure: io error: connection refused").class, Retry);
    assert_eq!(explain::unanswered("CreateVpc", "request has timed out").class, Retry);
}

#[test]
fn operations_are_named() {
    assert_eq!(super::operation("aws_sdk_ec2::operation::create_vpc::CreateVpcError"), "CreateVpc");
}

#[test]
fn missing_fields_are_asked_for_again() {
    assert_eq!(super::needed(Some("vpc-1\u{1b}[31m"), "VPC id").unwrap(), "vpc-1");
    assert_eq!(super::needed(Some(""), "VPC id").unwrap_err().class, Retry);
    assert_eq!(super::needed(None, "VPC id").unwrap_err().class, Retry);
}

#[test]
fn what_somebody_protected_is_named_with_the_way_to_let_it_go() {
    let cases = [
        (
            "DeleteDBInstance",
            "InvalidParameterCombination",
            "Cannot delete protected DB Instance, please disable deletion protection and try again.",
        ),
        (
            "DeleteLoadBalancer",
            "OperationNotPermitted",
            "Load balancer 'arn' cannot be deleted because deletion protection is enabled",
        ),
        (
            "TerminateInstances",
            "OperationNotPermitted",
            "The instance 'i-1' may not be terminated. Modify its 'disableApiTermination' instance attribute and try \
            again.",
        ),
        (
            "StopInstances",
            "OperationNotPermitted",
            "The instance 'i-1' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.",
        ),
    ];
    for (operation, code, message) in cases {
        let error = answered(operation, code, message, 400);
        assert_eq!(error.class, Stop, "{operation}");
        assert!(
            error.what.starts_with("somebody protected the ")
                && error.hint.contains("protection off in the AWS console"),
            "{error:?}"
        );
    }
}

#[test]
fn ones_own_missing_permission_is_told_from_what_another_account_forbids() {
    let said = |by: &str| {
        let text = format!(
            "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: s3:GetBucketTagging on resource: \
             \"arn:aws:s3:::files\" because no {by} policy allows the s3:GetBucketTagging action"
        );
        super::item("GetBucketTagging", Some("AccessDenied"), Some(&text))
    };
    assert!(super::is_own_denial(&said("identity-based")));
    assert!(!super::is_own_denial(&said("resource-based")));
}
