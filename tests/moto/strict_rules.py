"""Rules of the real AWS that moto lacks (AWSFACTS sections 1, 2 and 5), and of our own, whose codes begin with `Cloudstead`: what
AWS would take and we never ask for, such as a thing without tags. A rule answers None or (code, message[, status])."""

import strict_rules_cache as cache
import strict_rules_data as data
import strict_rules_ec2 as ec2
import strict_rules_fleet as fleet

TAGGED = {
    "ec2": {
        "AllocateAddress", "AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress", "CreateInternetGateway",
        "CreateLaunchTemplate", "CreateNatGateway", "CreateRouteTable", "CreateSecurityGroup", "CreateSnapshot",
        "CreateSubnet", "CreateVolume", "CreateVpc", "CreateVpcEndpoint", "RunInstances",
    },
    "rds": {"CreateDBInstance", "CreateDBParameterGroup", "CreateDBSnapshot", "CreateDBSubnetGroup"},
    "elasticache": {"CreateCacheSubnetGroup", "CreateReplicationGroup"},
    "elasticloadbalancing": {"CreateListener", "CreateLoadBalancer", "CreateTargetGroup"},
    "autoscaling": {"CreateAutoScalingGroup"},
    "iam": {"CreateInstanceProfile", "CreateRole"},
    "acm": {"RequestCertificate"},
    "logs": {"CreateLogGroup"},
    "budgets": {"CreateBudget"},
    "ecr": {"CreateRepository"},
    "codebuild": {"CreateProject"},
}


def untagged(call, _state):
    if call.operation in TAGGED.get(call.service, ()) and not call.tagged:
        return "CloudsteadUntagged", f"{call.operation} without tags"
    if call.service == "ssm" and call.operation == "PutParameter" and not call.json.get("Overwrite") and not call.tagged:
        return "CloudsteadUntagged", "PutParameter without tags"
    return None


RULES = {
    # Every call, every call of a service, one call.
    ("*", "*"): [untagged],
    ("s3", "*"): [data.s3],
    ("ec2", "ReleaseAddress"): [ec2.release_address],
    ("ec2", "DeleteSecurityGroup"): [ec2.delete_security_group],
    ("ec2", "CreateSecurityGroup"): [ec2.create_security_group],
    ("ec2", "AuthorizeSecurityGroupIngress"): [ec2.rule_description],
    ("ec2", "AuthorizeSecurityGroupEgress"): [ec2.rule_description],
    ("ec2", "DeleteSubnet"): [ec2.delete_subnet],
    ("ec2", "DeleteVpc"): [ec2.delete_vpc],
    ("ec2", "DetachInternetGateway"): [ec2.detach_gateway],
    ("ec2", "RunInstances"): [ec2.run_instances],
    ("ec2", "CreateLaunchTemplate"): [ec2.launch_template],
    ("ec2", "CreateLaunchTemplateVersion"): [ec2.launch_template],
    ("ec2", "AttachVolume"): [ec2.attach_volume],
    ("ec2", "CreateVolume"): [ec2.create_volume],
    ("ec2", "AssociateRouteTable"): [ec2.associate_table],
    ("iam", "CreateRole"): [ec2.create_role],
    ("elasticloadbalancing", "CreateLoadBalancer"): [fleet.create_balancer],
    ("elasticloadbalancing", "CreateTargetGroup"): [fleet.create_target_group],
    ("elasticloadbalancing", "DeleteTargetGroup"): [fleet.delete_target_group],
    ("elasticloadbalancing", "CreateListener"): [fleet.create_listener],
    ("elasticloadbalancing", "ModifyListener"): [fleet.certificates_issued],
    ("acm", "DeleteCertificate"): [data.delete_certificate],
    ("acm", "RequestCertificate"): [data.request_certificate],
    ("autoscaling", "CreateAutoScalingGroup"): [fleet.create_group],
    ("autoscaling", "UpdateAutoScalingGroup"): [fleet.launchable],
    ("autoscaling", "StartInstanceRefresh"): [fleet.start_refresh],
    ("autoscaling", "DeleteAutoScalingGroup"): [fleet.delete_group],
    ("rds", "CreateDBSubnetGroup"): [data.create_subnet_group],
    ("rds", "DeleteDBSubnetGroup"): [data.delete_subnet_group],
    ("rds", "DeleteDBParameterGroup"): [data.delete_parameter_group],
    ("rds", "CreateDBInstance"): [data.create_database],
    ("rds", "DeleteDBInstance"): [data.delete_database],
    ("elasticache", "CreateCacheSubnetGroup"): [cache.create_subnet_group],
    ("elasticache", "DeleteCacheSubnetGroup"): [cache.delete_subnet_group],
    ("elasticache", "CreateReplicationGroup"): [cache.create_cache],
    ("ssm", "PutParameter"): [data.put_parameter],
    ("route53", "ChangeResourceRecordSets"): [data.change_records],
}


def check(call, state):
    """The first rule that the call breaks, or None."""
    for key in (("*", "*"), (call.service, "*"), (call.service, call.operation)):
        for rule in RULES.get(key, []):
            problem = rule(call, state)
            if problem:
                return problem
    return None
