"""Rules of the real AWS that moto lacks (AWSFACTS sections 1, 2 and 5), and two of our own: everything taggable is tagged in
the call that creates it, and S3 is always told whose bucket is meant. A rule answers None or (code, message[, status])."""

import base64
import os
import re

from strict_state import text, texts

TAGGED = {
    "ec2": {
        "AllocateAddress", "AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress", "CreateInternetGateway",
        "CreateLaunchTemplate", "CreateNatGateway", "CreateRouteTable", "CreateSecurityGroup", "CreateSnapshot",
        "CreateSubnet", "CreateVolume", "CreateVpc", "CreateVpcEndpoint", "RunInstances",
    },
    "rds": {"CreateDBInstance", "CreateDBParameterGroup", "CreateDBSnapshot", "CreateDBSubnetGroup"},
    "elasticloadbalancing": {"CreateListener", "CreateLoadBalancer", "CreateTargetGroup"},
    "autoscaling": {"CreateAutoScalingGroup"},
    "iam": {"CreateInstanceProfile", "CreateRole"},
    "acm": {"RequestCertificate"},
    "logs": {"CreateLogGroup"},
    "budgets": {"CreateBudget"},
}
ACCOUNT = os.environ.get("MOTO_ACCOUNT_ID", "123456789012")
IN_USE = "has a dependent object"
RDS_NAME = re.compile(r"[A-Za-z](?:-?[A-Za-z0-9])*")


def untagged(call, _state):
    if call.operation in TAGGED.get(call.service, ()) and not call.tagged:
        return "CloudsteadUntagged", f"{call.operation} without tags"
    if call.service == "ssm" and call.operation == "PutParameter" and not call.json.get("Overwrite") and not call.tagged:
        return "CloudsteadUntagged", "PutParameter without tags"
    return None


def release_address(call, state):
    allocation = call.params.get("AllocationId")
    for item in state.items("ec2", "DescribeAddresses", "addressesSet/item"):
        # moto forgets to disassociate when a NAT gateway goes, so those are asked about below.
        if text(item, "allocationId") == allocation and text(item, "associationId") and text(item, "instanceId"):
            return "InvalidIPAddress.InUse", f"Address {text(item, 'publicIp')} is in use."
    if any(allocation in texts(item, "natGatewayAddressSet/item/allocationId") for item in state.gateways()):
        return "InvalidIPAddress.InUse", f"Address {allocation} is in use."
    return None


def delete_security_group(call, state):
    group = call.params.get("GroupId")
    problem = "DependencyViolation", f"resource {group} {IN_USE}"
    for item in state.items("ec2", "DescribeSecurityGroups", "securityGroupInfo/item"):
        rules = [item.findall(f"{path}/item/groups/item/groupId") for path in ("ipPermissions", "ipPermissionsEgress")]
        if text(item, "groupId") != group and any(found.text == group for found in sum(rules, [])):
            return problem
    users = [texts(item, "groupSet/item/groupId") for item in state.instances() + state.interfaces()]
    users += [texts(item, "VpcSecurityGroups//VpcSecurityGroupId") for item in state.databases()]
    users += [texts(item, "SecurityGroups/member") for item in state.balancers()]
    return problem if any(group in groups for groups in users) else None


def delete_subnet(call, state):
    subnet = call.params.get("SubnetId")
    users = [text(item, "subnetId") for item in state.instances() + state.interfaces() + state.gateways()]
    for item in state.balancers():
        users += texts(item, "AvailabilityZones/member/SubnetId")
    return ("DependencyViolation", f"The subnet '{subnet}' has dependencies and cannot be deleted.") if subnet in users else None


def delete_vpc(call, state):
    vpc = call.params.get("VpcId")
    problem = "DependencyViolation", f"The vpc '{vpc}' has dependencies and cannot be deleted."
    for item in state.items("ec2", "DescribeInternetGateways", "internetGatewaySet/item"):
        if vpc in texts(item, "attachmentSet/item/vpcId"):
            return problem
    for item in state.items("ec2", "DescribeSecurityGroups", "securityGroupInfo/item"):
        if text(item, "vpcId") == vpc and text(item, "groupName") != "default":
            return problem
    subnets = state.items("ec2", "DescribeSubnets", "subnetSet/item")
    tables = state.items("ec2", "DescribeRouteTables", "routeTableSet/item")
    tables = [item for item in tables if "true" not in texts(item, "associationSet/item/main")]
    endpoints = state.items("ec2", "DescribeVpcEndpoints", "vpcEndpointSet/item")
    endpoints = [item for item in endpoints if text(item, "state") != "deleted"]
    return problem if any(text(item, "vpcId") == vpc for item in subnets + tables + endpoints) else None


def detach_gateway(call, state):
    vpc = call.params.get("VpcId")
    busy = [item for item in state.instances() + state.gateways() if text(item, "vpcId") == vpc and has_address(item)]
    busy += [item for item in state.balancers() if text(item, "VpcId") == vpc]
    if busy:
        return "DependencyViolation", f"Network {vpc} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway."
    return None


def has_address(item):
    return bool(item.findall(".//association/publicIp") or item.findall("natGatewayAddressSet/item/publicIp"))


def run_instances(call, _state):
    template = any(name.startswith("LaunchTemplate.") for name in call.params)
    if not template and call.params.get("MetadataOptions.HttpTokens") != "required":
        return "CloudsteadMetadata", "RunInstances without HttpTokens=required"
    return None if template else credits(call, "") or user_data(call, "UserData")


def launch_template(call, _state):
    if call.params.get("LaunchTemplateData.MetadataOptions.HttpTokens") != "required":
        return "CloudsteadMetadata", "a launch template without HttpTokens=required"
    return credits(call, "LaunchTemplateData.") or user_data(call, "LaunchTemplateData.UserData")


def credits(call, prefix):
    burstable = call.params.get(f"{prefix}InstanceType", "").startswith("t")
    if burstable and call.params.get(f"{prefix}CreditSpecification.CpuCredits") != "unlimited":
        return "CloudsteadCredits", "a burstable server begins with no credits, and only `unlimited` lets it work without"
    return None


def user_data(call, name):
    if len(base64.b64decode(call.params.get(name, ""))) > 16384:
        return "InvalidUserData.Malformed", "User data is limited to 16384 bytes"
    return None


def create_balancer(call, state):
    if len(call.params.get("Name", "")) > 32 or call.params.get("Name", "").startswith("internal-"):
        return "ValidationError", "Load balancer name cannot be longer than '32' characters or begin with 'internal-'"
    wanted = call.many("Subnets")
    zones = {text(item, "availabilityZone") for item in state.items("ec2", "DescribeSubnets", "subnetSet/item") if text(item, "subnetId") in wanted}
    if len(wanted) < 2 or len(zones) < 2:
        return "ValidationError", "At least two subnets in two different Availability Zones must be specified"
    return None


def create_target_group(call, _state):
    too_long = len(call.params.get("Name", "")) > 32
    return ("ValidationError", "Target group name cannot be longer than '32' characters") if too_long else None


def delete_target_group(call, state):
    arn = call.params.get("TargetGroupArn")
    used = any(arn in texts(item, ".//TargetGroupArn") for item in state.listeners())
    return ("ResourceInUse", f"Target group '{arn}' is currently in use by a listener or a rule") if used else None


def create_listener(call, state):
    port = call.params.get("Port")
    for item in state.listeners(call.params.get("LoadBalancerArn")):
        if text(item, "Port") == port:
            return "DuplicateListener", "A listener already exists on this port for this load balancer"
    return certificates_issued(call, state)


def certificates_issued(call, state):
    for name, arn in call.params.items():
        if name.endswith("CertificateArn") and state.certificate(arn).get("Status") != "ISSUED":
            return "UnsupportedCertificate", (
                f"The certificate '{arn}' must have a fully-qualified domain name, a supported signature, and a supported key size."
            )
    return None


def delete_certificate(call, state):
    arn = call.json.get("CertificateArn")
    used = any(arn in texts(item, ".//CertificateArn") for item in state.listeners())
    return ("ResourceInUseException", f"Certificate {arn} in account is in use.") if used else None


def create_group(call, state):
    name = call.params.get("AutoScalingGroupName")
    found = state.items("autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroups/member/AutoScalingGroupName")
    if name in [item.text for item in found]:
        return "AlreadyExists", "AutoScalingGroup by this name already exists - A group with the name already exists"
    return None


def delete_group(call, state):
    if call.params.get("ForceDelete") == "true":
        return None
    for item in state.items("autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroups/member"):
        if text(item, "AutoScalingGroupName") == call.params.get("AutoScalingGroupName") and item.find("Instances/member") is not None:
            return "ResourceInUse", "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group."
    return None


def create_subnet_group(call, state):
    name = call.params.get("DBSubnetGroupName", "")
    found = state.items("rds", "DescribeDBSubnetGroups", "DBSubnetGroups/DBSubnetGroup/DBSubnetGroupName")
    if name.lower() in [(item.text or "").lower() for item in found]:
        return "DBSubnetGroupAlreadyExists", f"The DB subnet group '{name}' already exists."
    return None


def delete_subnet_group(call, state):
    name = call.params.get("DBSubnetGroupName")
    used = any(text(item, "DBSubnetGroup/DBSubnetGroupName") == name for item in state.databases())
    return ("InvalidDBSubnetGroupStateFault", f"Cannot delete the subnet group '{name}' because at least one database instance is still using it.") if used else None


def delete_parameter_group(call, state):
    name = call.params.get("DBParameterGroupName")
    used = any(name in texts(item, "DBParameterGroups//DBParameterGroupName") for item in state.databases())
    return ("InvalidDBParameterGroupState", "One or more database instances are still members of this parameter group") if used else None


def create_database(call, _state):
    name = call.params.get("DBInstanceIdentifier", "")
    if len(name) > 63 or not RDS_NAME.fullmatch(name):
        return "InvalidParameterValue", "The parameter DBInstanceIdentifier is not a valid identifier."
    if not re.fullmatch(r"\d+", call.params.get("EngineVersion", "")):
        return "InvalidParameterCombination", f"Cannot find version {call.params.get('EngineVersion')} for postgres"
    if call.params.get("StorageType") != "gp3" or "Iops" in call.params or "StorageThroughput" in call.params:
        return "InvalidParameterCombination", "gp3 without IOPS and throughput is wanted below 400 GiB"
    if int(call.params.get("AllocatedStorage", 0)) < 20:
        return "InvalidParameterValue", "Invalid storage size for engine name postgres and storage type gp3"
    return None


def put_parameter(call, _state):
    value = call.json.get("Value", "")
    if not value or "{{" in value or len(value.encode()) > 4096:
        return "ValidationException", "1 validation error detected: the value is empty, has {{ }} or is too long"
    return None


def request_certificate(call, _state):
    if len(call.json.get("DomainName", "")) > 64:
        return "ValidationException", "The first domain name can be at most 64 octets"
    if not re.fullmatch(r"\w{1,32}", call.json.get("IdempotencyToken", "")):
        return "ValidationException", "Value at 'idempotencyToken' failed to satisfy constraint: pattern \\w+, at most 32"
    return None


def change_records(call, state):
    """moto only refuses to create what was created equally before."""
    root = state.parse(call.body)
    zone = call.path.split("/hostedzone/")[1].split("/")[0]
    existing = {(text(one, "Name").rstrip("."), text(one, "Type")) for one in state.records(zone)}
    for change in root.findall(".//Change"):
        name, kind = text(change, "ResourceRecordSet/Name").rstrip("."), text(change, "ResourceRecordSet/Type")
        if text(change, "Action") == "CREATE" and (name, kind) in existing:
            return "InvalidChangeBatch", f"[Tried to create resource record set [name='{name}.', type='{kind}'] but it already exists]"
        if text(change, "Action") == "DELETE" and (name, kind) not in existing:
            return "InvalidChangeBatch", f"[Tried to delete resource record set [name='{name}.', type='{kind}'] but it was not found]"
    return None


def s3(call, _state):
    if call.operation not in ("CreateBucket", "ListBuckets") and not call.headers.get("x-amz-expected-bucket-owner"):
        return "CloudsteadOwner", f"{call.operation} without ExpectedBucketOwner"
    if call.headers.get("x-amz-expected-bucket-owner", ACCOUNT) != ACCOUNT:
        return "AccessDenied", "Access Denied", 403
    if call.operation == "CreateBucket" and b"<Tag>" not in call.body:
        return "CloudsteadUntagged", "CreateBucket without tags"
    if call.operation == "CreateBucket" and b"<LocationConstraint>us-east-1<" in call.body:
        return "InvalidLocationConstraint", "The specified location-constraint is not valid"
    return None


RULES = {
    ("ec2", "ReleaseAddress"): [release_address],
    ("ec2", "DeleteSecurityGroup"): [delete_security_group],
    ("ec2", "DeleteSubnet"): [delete_subnet],
    ("ec2", "DeleteVpc"): [delete_vpc],
    ("ec2", "DetachInternetGateway"): [detach_gateway],
    ("ec2", "RunInstances"): [run_instances],
    ("ec2", "CreateLaunchTemplate"): [launch_template],
    ("ec2", "CreateLaunchTemplateVersion"): [launch_template],
    ("elasticloadbalancing", "CreateLoadBalancer"): [create_balancer],
    ("elasticloadbalancing", "CreateTargetGroup"): [create_target_group],
    ("elasticloadbalancing", "DeleteTargetGroup"): [delete_target_group],
    ("elasticloadbalancing", "CreateListener"): [create_listener],
    ("elasticloadbalancing", "ModifyListener"): [certificates_issued],
    ("acm", "DeleteCertificate"): [delete_certificate],
    ("acm", "RequestCertificate"): [request_certificate],
    ("autoscaling", "CreateAutoScalingGroup"): [create_group],
    ("autoscaling", "DeleteAutoScalingGroup"): [delete_group],
    ("rds", "CreateDBSubnetGroup"): [create_subnet_group],
    ("rds", "DeleteDBSubnetGroup"): [delete_subnet_group],
    ("rds", "DeleteDBParameterGroup"): [delete_parameter_group],
    ("rds", "CreateDBInstance"): [create_database],
    ("ssm", "PutParameter"): [put_parameter],
    ("route53", "ChangeResourceRecordSets"): [change_records],
}


def check(call, state):
    """The first rule that the call breaks, or None."""
    rules = [untagged, *RULES.get((call.service, call.operation), [])]
    if call.service == "s3":
        rules.append(s3)
    for rule in rules:
        problem = rule(call, state)
        if problem:
            return problem
    return None
