//! Groups of servers and load balancers.

use super::Row;

pub(super) const AGAIN: &[Row] = &[
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
    (
        "CreateAutoScalingGroup",
        "ValidationError",
        "Provided Target Groups may not be valid. Please ensure they exist and try again.",
    ),
    (
        "CreateAutoScalingGroup",
        "ValidationError",
        "Access denied when attempting to assume role arn:aws:iam::1:role/aws-service-role/autoscaling.amazonaws.com/\
         AWSServiceRoleForAutoScaling. Validating load balancer configuration failed.",
    ),
    (
        "UpdateAutoScalingGroup",
        "ValidationError",
        "You must use a valid fully-formed launch template. Invalid IAM Instance Profile name",
    ),
    ("DeleteAutoScalingGroup", "ResourceInUse", ""),
    ("DeleteAutoScalingGroup", "ScalingActivityInProgress", ""),
    ("StartInstanceRefresh", "InstanceRefreshInProgress", ""),
    ("CreateLoadBalancer", "InvalidSubnet", "VPC vpc-1 has no internet gateway"),
    ("CreateLoadBalancer", "InvalidSecurityGroup", ""),
    ("CreateListener", "CertificateNotFound", ""),
    ("ModifyListener", "CertificateNotFound", ""),
    ("CreateListener", "UnsupportedCertificate", ""),
    ("DeleteTargetGroup", "ResourceInUse", "Target group is currently in use by a listener or a rule"),
];

pub(super) const SETTLED: &[Row] = &[
    (
        "DeleteAutoScalingGroup",
        "ValidationError",
        "AutoScalingGroup name not found - AutoScalingGroup 'demo' not found",
    ),
    ("DescribeLifecycleHooks", "ValidationError", "AutoScalingGroup 'demo' not found"),
    ("DescribeInstanceRefreshes", "ValidationError", "AutoScalingGroup 'demo' not found"),
    ("DescribeScalingActivities", "ValidationError", "AutoScalingGroup 'demo' not found"),
    ("DescribePolicies", "ValidationError", "Group demo not found"),
    ("DeletePolicy", "ValidationError", "Group demo not found"),
    ("DescribeLoadBalancers", "LoadBalancerNotFound", "One or more load balancers not found"),
    ("DescribeLoadBalancerAttributes", "LoadBalancerNotFound", ""),
    ("DeleteListener", "ListenerNotFound", ""),
    ("DescribeTargetGroups", "TargetGroupNotFound", ""),
];
