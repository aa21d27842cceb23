"""Rules of the network, of servers and of roles."""

import base64
import json
import re

from strict_state import text, texts

IN_USE = "has a dependent object"
WORDS = re.compile(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,255}")


def create_security_group(call, _state):
    if call.params.get("GroupName", "").startswith("sg-"):
        return "InvalidParameterValue", "Value (sg-…) for parameter GroupName is invalid. The name cannot begin with 'sg-'."
    for name in ("GroupName", "GroupDescription"):
        if not WORDS.fullmatch(call.params.get(name, "")):
            return "InvalidParameterValue", f"Value ({call.params.get(name)}) for parameter {name} is invalid. Character sets beyond ASCII are not supported."
    return None


def rule_description(call, _state):
    for name, value in call.params.items():
        if name.startswith("IpPermissions.") and name.endswith(".Description") and not WORDS.fullmatch(value):
            return "InvalidParameterValue", f"Invalid rule description ({value}). Valid descriptions are strings less than 256 characters."
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
    users += [texts(item, "SecurityGroups//SecurityGroupId") for item in state.cache_nodes()]
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


def run_instances(call, state):
    template = any(name.startswith("LaunchTemplate.") for name in call.params)
    if template:
        return None
    return metadata(call, "") or credits(call, "") or disk_key(call, "BlockDeviceMapping.1.Ebs.") or user_data(call, "UserData") or architecture(state, call.params.get("InstanceType", ""), call.params.get("ImageId"))


def launch_template(call, _state):
    prefix = "LaunchTemplateData."
    return metadata(call, prefix) or credits(call, prefix) or disk_key(call, prefix + "BlockDeviceMapping.1.Ebs.") or user_data(call, prefix + "UserData")


def metadata(call, prefix):
    """The script reads its tags there; containers are one hop further away and need the role's keys."""
    wanted = {"HttpTokens": "required", "InstanceMetadataTags": "enabled", "HttpPutResponseHopLimit": "2"}
    for name, value in wanted.items():
        if call.params.get(f"{prefix}MetadataOptions.{name}") != value:
            return "CloudsteadMetadata", f"{call.operation} without {name}={value}"
    return None


def disk_key(call, prefix):
    """Where the account's default key is its own, Auto Scaling may not use it: AWS's is named."""
    if call.params.get(f"{prefix}Encrypted") != "true" or call.params.get(f"{prefix}KmsKeyId") != "alias/aws/ebs":
        return "CloudsteadDiskKey", "a disk that is not encrypted with AWS's own key"
    return None


def create_volume(call, _state):
    return disk_key(call, "")


def credits(call, prefix):
    burstable = call.params.get(f"{prefix}InstanceType", "").startswith("t")
    if burstable and call.params.get(f"{prefix}CreditSpecification.CpuCredits") != "unlimited":
        return "CloudsteadCredits", "a burstable server begins with no credits, and only `unlimited` lets it work without"
    return None


def user_data(call, name):
    if len(base64.b64decode(call.params.get(name, ""))) > 16384:
        return "InvalidUserData.Malformed", "User data is limited to 16384 bytes"
    return None


def architecture(state, instance_type, image):
    """A server of one architecture does not start from an image of the other."""
    wanted = "arm64" if re.match(r"(a1|[a-z]+\d+g)", instance_type) else "x86_64"
    for found in state.items("ec2", "DescribeImages", "imagesSet/item/architecture", ImageId__1=image) if image and instance_type else []:
        if found.text != wanted:
            return "InvalidParameterValue", f"The architecture '{wanted}' of the specified instance type does not match the architecture '{found.text}' of the specified AMI."
    return None


def attach_volume(call, state):
    volumes = state.items("ec2", "DescribeVolumes", "volumeSet/item", VolumeId__1=call.params.get("VolumeId"))
    servers = [item for item in state.instances() if text(item, "instanceId") == call.params.get("InstanceId")]
    zones = {text(item, "availabilityZone") for item in volumes} | {text(item, "placement/availabilityZone") for item in servers}
    return ("InvalidVolume.ZoneMismatch", "The volume is not in the same availability zone as instance") if len(zones) > 1 else None


def associate_table(call, state):
    for item in state.items("ec2", "DescribeRouteTables", "routeTableSet/item"):
        other = text(item, "routeTableId") != call.params.get("RouteTableId")
        if other and call.params.get("SubnetId") in texts(item, "associationSet/item/subnetId"):
            return "Resource.AlreadyAssociated", f"the specified association for route table {text(item, 'routeTableId')} conflicts with an existing association"
    return None


def create_role(call, _state):
    """moto takes any text for a trust policy."""
    try:
        statements = json.loads(call.params.get("AssumeRolePolicyDocument", ""))["Statement"]
        whole = all({"Effect", "Principal", "Action"} <= one.keys() for one in ([statements] if isinstance(statements, dict) else statements))
    except (ValueError, KeyError, TypeError, AttributeError):
        whole = False
    return None if whole else ("MalformedPolicyDocument", "Syntax errors in policy.")
