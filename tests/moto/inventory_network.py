"""EC2, load balancers and Auto Scaling."""

import base64
import gzip
import hashlib

from inventory_items import item, pick, plain


def collect(account):
    ec2 = account.client("ec2")
    default = {vpc["VpcId"] for vpc in account.pages(ec2, "describe_vpcs", "Vpcs") if vpc["IsDefault"]}
    found = {**network(account, ec2, default), **addresses(account, ec2), **firewalls(account, ec2, default)}
    return {**found, **servers(account, ec2), **balancers(account), **groups(account)}


def network(account, ec2, default):
    def own(operation, path):
        return [one for one in account.pages(ec2, operation, path) if one.get("VpcId") not in default]

    def vpc(one):
        flags = {
            name: ec2.describe_vpc_attribute(VpcId=one["VpcId"], Attribute=name)[name[0].upper() + name[1:]]["Value"]
            for name in ("enableDnsSupport", "enableDnsHostnames")
        }
        return item(one["VpcId"], name(one), one.get("Tags"), {**pick(one, "CidrBlock"), **flags})

    gateways = [one for one in account.pages(ec2, "describe_internet_gateways", "InternetGateways")]
    gateways = [one for one in gateways if not default & {found.get("VpcId") for found in one["Attachments"]}]
    return {
        "vpc": [vpc(one) for one in own("describe_vpcs", "Vpcs")],
        "subnet": [
            item(one["SubnetId"], name(one), one.get("Tags"), pick(one, "VpcId", "CidrBlock", "AvailabilityZone", "MapPublicIpOnLaunch"))
            for one in own("describe_subnets", "Subnets")
        ],
        "internet-gateway": [
            item(one["InternetGatewayId"], name(one), one.get("Tags"), {"attached": [found.get("VpcId") for found in one["Attachments"]]})
            for one in gateways
        ],
        "route-table": [
            item(one["RouteTableId"], name(one), one.get("Tags"), {
                "VpcId": one["VpcId"],
                "main": any(found.get("Main") for found in one["Associations"]),
                "subnets": sorted(found["SubnetId"] for found in one["Associations"] if found.get("SubnetId")),
                "routes": sorted((pick(route, "DestinationCidrBlock", "DestinationPrefixListId", "GatewayId", "NatGatewayId", "InstanceId") for route in one["Routes"]), key=str),
            })
            for one in own("describe_route_tables", "RouteTables")
        ],
        "s3-endpoint": [
            item(one["VpcEndpointId"], name(one), one.get("Tags"), pick(one, "VpcId", "ServiceName", "VpcEndpointType", "RouteTableIds"))
            for one in own("describe_vpc_endpoints", "VpcEndpoints") if one.get("State") != "deleted"
        ],
    }


def addresses(account, ec2):
    gateways = [one for one in account.pages(ec2, "describe_nat_gateways", "NatGateways") if one["State"] not in ("deleted", "failed")]
    return {
        "elastic-ip": [
            item(one["AllocationId"], name(one), one.get("Tags"), pick(one, "InstanceId"), [one.get("PublicIp"), one.get("AssociationId")])
            for one in ec2.describe_addresses()["Addresses"]
        ],
        "nat-gateway": [
            item(one["NatGatewayId"], name(one), one.get("Tags"), {
                **pick(one, "SubnetId", "VpcId", "State", "ConnectivityType"),
                "addresses": [found.get("AllocationId") for found in one.get("NatGatewayAddresses", [])],
            })
            for one in gateways
        ],
    }


def firewalls(account, ec2, default):
    groups = [one for one in account.pages(ec2, "describe_security_groups", "SecurityGroups") if one.get("VpcId") not in default]
    wanted = {one["GroupId"] for one in groups if one["GroupName"] != "default"}
    rules = [one for one in account.pages(ec2, "describe_security_group_rules", "SecurityGroupRules") if one.get("GroupId") in wanted]
    return {
        "security-group": [
            item(one["GroupId"], one["GroupName"], one.get("Tags"), pick(one, "VpcId", "Description")) for one in groups if one["GroupId"] in wanted
        ],
        "security-group-rule": [
            item(one["SecurityGroupRuleId"], one.get("Description"), one.get("Tags"), {
                **pick(one, "GroupId", "IsEgress", "IpProtocol", "FromPort", "ToPort", "CidrIpv4", "CidrIpv6"),
                "source": one.get("ReferencedGroupInfo", {}).get("GroupId"),
            })
            for one in rules
        ],
    }


def servers(account, ec2):
    instances = [found for one in account.pages(ec2, "describe_instances", "Reservations") for found in one["Instances"]]
    instances = [one for one in instances if one["State"]["Name"] not in ("terminated", "shutting-down")]
    return {
        "instance": [
            item(one["InstanceId"], name(one), one.get("Tags"), {
                **pick(one, "InstanceType", "ImageId", "SubnetId", "KeyName"),
                "state": one["State"]["Name"],
                "groups": sorted({found["GroupId"] for card in [one, *one.get("NetworkInterfaces", [])] for found in card.get("SecurityGroups", card.get("Groups", []))}),
                "tokens": one.get("MetadataOptions", {}).get("HttpTokens"),
                "profile": one.get("IamInstanceProfile", {}).get("Arn"),
                "user-data": digest(ec2.describe_instance_attribute(InstanceId=one["InstanceId"], Attribute="userData").get("UserData", {}).get("Value")),
            }, [one.get("PrivateIpAddress"), one.get("PublicIpAddress")])
            for one in instances
        ],
        "volume": [
            item(one["VolumeId"], name(one), one.get("Tags"), {
                **pick(one, "Size", "VolumeType", "Encrypted", "AvailabilityZone"),
                "attached": [pick(found, "InstanceId", "Device", "DeleteOnTermination") for found in one["Attachments"]],
            })
            for one in account.pages(ec2, "describe_volumes", "Volumes")
        ],
        "snapshot": [
            item(one["SnapshotId"], name(one), one.get("Tags"), pick(one, "VolumeId", "VolumeSize", "Description"))
            for one in account.pages(ec2, "describe_snapshots", "Snapshots", OwnerIds=["self"])
            if not one.get("Description", "").startswith("Auto-created snapshot for AMI")
        ],
        "launch-template": [
            item(one["LaunchTemplateId"], one["LaunchTemplateName"], one.get("Tags"), {
                **pick(one, "DefaultVersionNumber", "LatestVersionNumber"),
                "latest": latest(ec2, one["LaunchTemplateId"]),
            })
            for one in account.pages(ec2, "describe_launch_templates", "LaunchTemplates")
        ],
    }


def latest(ec2, template):
    """What servers are made of from now on."""
    version = ec2.describe_launch_template_versions(LaunchTemplateId=template, Versions=["$Latest"])["LaunchTemplateVersions"][0]
    data = version["LaunchTemplateData"]
    return {**data, "UserData": digest(data.get("UserData"))}


def digest(encoded):
    """Of what a server makes of its user data: the text would fill the comparison."""
    return hashlib.sha256(gzip.decompress(base64.b64decode(encoded))).hexdigest()[:16] if encoded else None


def balancers(account):
    elb = account.client("elbv2")

    def tags(arn):
        return elb.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"]

    balancers, listeners = account.pages(elb, "describe_load_balancers", "LoadBalancers"), []
    for balancer in balancers:
        listeners += account.pages(elb, "describe_listeners", "Listeners", LoadBalancerArn=balancer["LoadBalancerArn"])
    return {
        "load-balancer": [
            item(one["LoadBalancerArn"], one["LoadBalancerName"], tags(one["LoadBalancerArn"]), {
                **pick(one, "Scheme", "Type", "IpAddressType", "VpcId", "SecurityGroups"),
                "state": one["State"]["Code"],
                "subnets": sorted(zone["SubnetId"] for zone in one["AvailabilityZones"]),
                "attributes": plain(elb.describe_load_balancer_attributes(LoadBalancerArn=one["LoadBalancerArn"])["Attributes"]),
            }, [one["DNSName"]])
            for one in balancers
        ],
        "listener": [
            item(one["ListenerArn"], str(one["Port"]), tags(one["ListenerArn"]), {
                **pick(one, "LoadBalancerArn", "Port", "Protocol", "SslPolicy"),
                "certificates": [found["CertificateArn"] for found in one.get("Certificates", [])],
                "actions": [pick(action, "Type", "TargetGroupArn", "RedirectConfig") for action in one["DefaultActions"]],
            })
            for one in listeners
        ],
        "target-group": [
            item(one["TargetGroupArn"], one["TargetGroupName"], tags(one["TargetGroupArn"]), {
                **pick(one, "Protocol", "Port", "VpcId", "TargetType", "HealthCheckPath", "HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds", "HealthyThresholdCount", "UnhealthyThresholdCount"),
                **pick(one.get("Matcher", {}), "HttpCode"),
                "attributes": plain(elb.describe_target_group_attributes(TargetGroupArn=one["TargetGroupArn"])["Attributes"]),
                "targets": sorted(found["Target"]["Id"] for found in elb.describe_target_health(TargetGroupArn=one["TargetGroupArn"])["TargetHealthDescriptions"]),
            })
            for one in account.pages(elb, "describe_target_groups", "TargetGroups")
        ],
    }


def groups(account):
    scaling = account.client("autoscaling")
    return {
        "auto-scaling-group": [
            item(one["AutoScalingGroupName"], one["AutoScalingGroupName"], one.get("Tags"), {
                **pick(one, "MinSize", "MaxSize", "DesiredCapacity", "LaunchTemplate", "TargetGroupARNs", "HealthCheckType", "HealthCheckGracePeriod"),
                "subnets": sorted(one["VPCZoneIdentifier"].split(",")),
                "hooks": [
                    pick(hook, "LifecycleHookName", "LifecycleTransition", "HeartbeatTimeout", "DefaultResult")
                    for hook in scaling.describe_lifecycle_hooks(AutoScalingGroupName=one["AutoScalingGroupName"])["LifecycleHooks"]
                ],
                "instances": sorted(found["InstanceId"] for found in one["Instances"]),
            })
            for one in account.pages(scaling, "describe_auto_scaling_groups", "AutoScalingGroups")
        ],
        "scaling-policy": [
            item(one["PolicyName"], one["PolicyName"], {}, pick(one, "AutoScalingGroupName", "PolicyType", "TargetTrackingConfiguration"))
            for one in account.pages(scaling, "describe_policies", "ScalingPolicies")
        ],
    }


def name(one):
    return plain(one.get("Tags")).get("Name")
