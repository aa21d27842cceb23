"""Rules of load balancers and Auto Scaling."""

import re

import strict_extras
from strict_rules_ec2 import architecture
from strict_state import text, texts

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?")


def create_balancer(call, state):
    if not NAME.fullmatch(call.params.get("Name", "")) or call.params["Name"].startswith("internal-"):
        return "ValidationError", "The load balancer name must have 1 to 32 letters, digits and hyphens, none of them at its ends, and not begin with 'internal-'"
    wanted = call.many("Subnets")
    zones = {text(item, "availabilityZone") for item in state.items("ec2", "DescribeSubnets", "subnetSet/item") if text(item, "subnetId") in wanted}
    if len(wanted) < 2 or len(zones) < 2:
        return "ValidationError", "At least two subnets in two different Availability Zones must be specified"
    for item in state.balancers():
        if text(item, "LoadBalancerName") == call.params.get("Name") and not strict_extras.same_balancer(call, item):
            return "DuplicateLoadBalancerName", f"A load balancer with the same name '{call.params.get('Name')}' exists, but with different settings"
    return None


def create_target_group(call, _state):
    if not NAME.fullmatch(call.params.get("Name", "")):
        return "ValidationError", "The target group name must have 1 to 32 letters, digits and hyphens, none of them at its ends"
    return None


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


def create_group(call, state):
    name = call.params.get("AutoScalingGroupName")
    found = state.items("autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroups/member/AutoScalingGroupName")
    if name in [item.text for item in found]:
        return "AlreadyExists", "AutoScalingGroup by this name already exists - A group with the name already exists"
    if call.params.get("LifecycleHookSpecificationList.member.1.LifecycleTransition") != "autoscaling:EC2_INSTANCE_LAUNCHING":
        return "CloudsteadHook", "the first servers start with this call: without a launch hook in it they take part before they are healthy"
    return launchable(call, state)


def delete_group(call, state):
    if call.params.get("ForceDelete") == "true":
        return None
    for item in state.items("autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroups/member"):
        if text(item, "AutoScalingGroupName") == call.params.get("AutoScalingGroupName") and item.find("Instances/member") is not None:
            return "ResourceInUse", "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group."
    return None


def launchable(call, state):
    """The version of the template that the group is to use exists, and a server can be made of it."""
    named = {key: call.params[f"LaunchTemplate.{key}"] for key in ("LaunchTemplateId", "LaunchTemplateName") if f"LaunchTemplate.{key}" in call.params}
    if not named:
        return None
    wanted, problem = call.params.get("LaunchTemplate.Version", "$Default"), "You must use a valid fully-formed launch template. "
    found = state.items("ec2", "DescribeLaunchTemplateVersions", "launchTemplateVersionSet/item", **named)
    found.sort(key=lambda item: int(text(item, "versionNumber")))
    for item in found:
        named_so = {"$Default": text(item, "defaultVersion") == "true", "$Latest": item is found[-1]}
        if text(item, "versionNumber") == wanted or named_so.get(wanted):
            other = architecture(state, text(item, "launchTemplateData/instanceType"), text(item, "launchTemplateData/imageId"))
            return ("ValidationError", problem + other[1]) if other else None
    return "ValidationError", problem + f"Could not find launch template version {wanted} for launch template {named}"


def start_refresh(call, state):
    name = call.params.get("AutoScalingGroupName")
    found = state.items("autoscaling", "DescribeAutoScalingGroups", "AutoScalingGroups/member/AutoScalingGroupName")
    if name not in [item.text for item in found]:
        return "ValidationError", f"AutoScalingGroup name not found - AutoScalingGroup '{name}' not found"
    if strict_extras.refreshing(call, name):
        return "InstanceRefreshInProgress", "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh."
    return None
