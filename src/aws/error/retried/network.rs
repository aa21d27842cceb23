//! The network, its gateways, routes and firewalls.

use super::Row;

pub(super) const AGAIN: &[Row] = &[
    ("ModifyVpcAttribute", "InvalidVpcID.NotFound", ""),
    ("DeleteVpc", "DependencyViolation", "The vpc 'vpc-1' has dependencies and cannot be deleted."),
    ("DeleteSubnet", "DependencyViolation", ""),
    ("AttachInternetGateway", "InvalidInternetGatewayID.NotFound", ""),
    ("DetachInternetGateway", "DependencyViolation", ""),
    ("DeleteInternetGateway", "DependencyViolation", ""),
    ("AssociateRouteTable", "InvalidRouteTableID.NotFound", ""),
    ("DeleteRouteTable", "DependencyViolation", ""),
    ("CreateRoute", "InvalidParameterException", ""),
    ("CreateRoute", "InvalidRouteTableID.NotFound", ""),
    ("DeleteRoute", "InvalidParameterException", ""),
    ("CreateNatGateway", "InvalidSubnetID.NotFound", ""),
    ("AuthorizeSecurityGroupIngress", "InvalidGroup.NotFound", ""),
    ("AuthorizeSecurityGroupIngress", "ConcurrentMutationLimitExceeded", ""),
    ("DeleteSecurityGroup", "DependencyViolation", ""),
    ("DeleteSecurityGroup", "InvalidGroup.InUse", ""),
];

pub(super) const SETTLED: &[Row] = &[
    ("DeleteVpc", "InvalidVpcID.NotFound", ""),
    ("DeleteSubnet", "InvalidSubnetID.NotFound", ""),
    ("DetachInternetGateway", "Gateway.NotAttached", ""),
    ("DeleteInternetGateway", "InvalidInternetGatewayID.NotFound", ""),
    ("DisassociateRouteTable", "InvalidAssociationID.NotFound", ""),
    ("DeleteRouteTable", "InvalidRouteTableID.NotFound", ""),
    ("DeleteRoute", "InvalidRoute.NotFound", ""),
    ("DeleteNatGateway", "NatGatewayNotFound", ""),
    ("DeleteVpcEndpoints", "InvalidVpcEndpoint.NotFound", ""),
    ("DescribeVpcEndpoints", "InvalidVpcEndpointId.NotFound", ""),
    ("RevokeSecurityGroupIngress", "InvalidSecurityGroupRuleId.NotFound", ""),
    ("RevokeSecurityGroupIngress", "InvalidGroup.NotFound", ""),
    ("DeleteSecurityGroup", "InvalidGroup.NotFound", ""),
];
