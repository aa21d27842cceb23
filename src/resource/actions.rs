//! Permissions that are not tied to one kind.

/// Actions that every run needs: who am I, which deployment resources exist, is there room for more; and to say what of
/// others keeps a network from going, and to remove what AWS services put there, when a person agrees. What the last
/// look after a removal asks whatever the tier is among them. `sts:GetCallerIdentity` is not: AWS allows it to
/// everybody.
pub const COMMON_ACTIONS: &[&str] = &[
    "ec2:DeleteSecurityGroup",
    "ec2:DeleteVpcEndpoints",
    "ec2:DescribeLaunchTemplates",
    "ec2:DescribeNatGateways",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRegions",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeVpcEndpoints",
    "freetier:GetAccountPlanState",
    "servicequotas:GetAWSDefaultServiceQuota",
    "servicequotas:GetServiceQuota",
    "ssm:DescribeParameters",
    "tag:GetResources",
];

/// Those of the services limited by name in the printed policy that name no resource: IAM grants them on `*` only, and
/// a policy that says otherwise refuses them. All other services are granted on `*`.
pub const NAMELESS: &[&str] = &["iam:ListRoles", "ssm:DescribeParameters"];

/// Services whose actions can be limited to resources that carry the deployment's tag.
pub const OWNED_BY_TAG: &[&str] = &["ec2", "rds", "autoscaling", "elasticloadbalancing"];
