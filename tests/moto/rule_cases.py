"""Breaks every rule of `strict_rules.py` once: `rule_cases.py PROXY_URL` prints the case, the wanted code and the given one for
each. What a case needs is made in moto itself (the environment's endpoint); only the forbidden call goes through the proxy."""

import base64
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import strict_rules

PROXY = sys.argv[1]
ARM, X86 = "ami-0a0b0c0d0e0f00001", "ami-0a0b0c0d0e0f00002"
OPTIONS = Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}, parameter_validation=False)
SERVICES = ("ec2", "iam", "elbv2", "acm", "autoscaling", "rds", "elasticache", "ssm", "route53", "s3", "logs")
NAMES = {"elbv2": "elasticloadbalancing"}


class Clients:
    def __init__(self, url=None):
        for name in SERVICES:
            setattr(self, name, boto3.client(name, endpoint_url=url, config=OPTIONS))


made, strict = Clients(), Clients(PROXY)
PAIRS = [{"Key": "a", "Value": "b"}]
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]})


def tags(kind):
    return [{"ResourceType": kind, "Tags": PAIRS}]


# Everything that the cases refer to.
ec2 = made.ec2
vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)
subnet, second = (ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"us-east-1{z}")["Subnet"]["SubnetId"] for n, z in enumerate("ab"))
beside = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.9.0/24", AvailabilityZone="us-east-1a")["Subnet"]["SubnetId"]
tables = [ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"] for _ in range(2)]
ec2.associate_route_table(RouteTableId=tables[0], SubnetId=subnet)
group, other, lonely, referred, of_server, of_balancer = (ec2.create_security_group(GroupName=n, Description=n, VpcId=vpc)["GroupId"] for n in "xyzrsb")
ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [{"GroupId": referred}]}])
address = ec2.allocate_address(Domain="vpc")["AllocationId"]
ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)
server = ec2.run_instances(ImageId=ARM, InstanceType="t4g.small", MinCount=1, MaxCount=1, SubnetId=subnet, SecurityGroupIds=[of_server])["Instances"][0]["InstanceId"]
far = ec2.create_volume(Size=1, AvailabilityZone="us-east-1b")["VolumeId"]
template = ec2.create_launch_template(LaunchTemplateName="t", LaunchTemplateData={"ImageId": ARM, "InstanceType": "t4g.small"})["LaunchTemplate"]["LaunchTemplateId"]
ec2.create_launch_template_version(LaunchTemplateId=template, LaunchTemplateData={"ImageId": X86, "InstanceType": "t4g.small"})
balancer = made.elbv2.create_load_balancer(Name="lb", Subnets=[subnet, second], SecurityGroups=[of_balancer])["LoadBalancers"][0]["LoadBalancerArn"]
targets = made.elbv2.create_target_group(Name="tg", Protocol="HTTP", Port=80, VpcId=vpc)["TargetGroups"][0]["TargetGroupArn"]
forward = [{"Type": "forward", "TargetGroupArn": targets}]


def pending():
    """A certificate whose proof is in no zone."""
    return made.acm.request_certificate(DomainName="pending.example.com", ValidationMethod="DNS")["CertificateArn"]


used = pending()
listener = made.elbv2.create_listener(LoadBalancerArn=balancer, Protocol="HTTPS", Port=443, Certificates=[{"CertificateArn": used}], DefaultActions=forward)["Listeners"][0]["ListenerArn"]
use = {"LaunchTemplateId": template, "Version": "1"}
hook = {"LifecycleHookName": "h", "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING"}
scaling = {"MinSize": 1, "MaxSize": 1, "VPCZoneIdentifier": subnet, "Tags": PAIRS, "LifecycleHookSpecificationList": [hook]}
made.autoscaling.create_auto_scaling_group(AutoScalingGroupName="g", LaunchTemplate=use, MinSize=1, MaxSize=1, VPCZoneIdentifier=subnet)
made.rds.create_db_subnet_group(DBSubnetGroupName="s", DBSubnetGroupDescription="s", SubnetIds=[subnet, second])
made.rds.create_db_parameter_group(DBParameterGroupName="p", DBParameterGroupFamily="postgres17", Description="p")
database = {"Engine": "postgres", "EngineVersion": "17", "DBInstanceClass": "db.t4g.micro", "StorageType": "gp3", "AllocatedStorage": 20, "MasterUsername": "u", "MasterUserPassword": "pppppppp", "EngineLifecycleSupport": "open-source-rds-extended-support-disabled"}
made.rds.create_db_instance(DBInstanceIdentifier="d", DBSubnetGroupName="s", DBParameterGroupName="p", VpcSecurityGroupIds=[group], **database)
WRONG_DATABASE = {
    "CloudsteadMinor": [{"EngineVersion": "17.1"}, {"Engine": "mysql", "EngineVersion": "8.4.5"}, {"Engine": "mysql", "EngineVersion": "8"}],
    "CloudsteadExtended": [{"EngineLifecycleSupport": "open-source-rds-extended-support"}],
    "CloudsteadStorage": [{"StorageType": "gp2"}],
    "InvalidParameterCombination": [{"Iops": 3000}, {"StorageThroughput": 125}],
    "InvalidParameterValue": [{"AllocatedStorage": 10}, {"MasterUsername": "admin"}, {"MasterUserPassword": "p@ssword"}, {"DBName": "my-app"}],
}
made.elasticache.create_cache_subnet_group(CacheSubnetGroupName="c", CacheSubnetGroupDescription="c", SubnetIds=[subnet, second])
cache = {"ReplicationGroupDescription": "c", "Engine": "valkey", "EngineVersion": "8.2", "CacheNodeType": "cache.t4g.micro", "CacheSubnetGroupName": "c", "TransitEncryptionEnabled": True, "AtRestEncryptionEnabled": True, "AuthToken": "p" * 32}
of_cache = ec2.create_security_group(GroupName="of-cache", Description="c", VpcId=vpc)["GroupId"]
made.elasticache.create_replication_group(ReplicationGroupId="c", SecurityGroupIds=[of_cache], **cache)
WRONG_CACHE = {
    "InvalidParameterValue": [{"ReplicationGroupId": "two--hyphens"}, {"ReplicationGroupId": "x" * 41}, {"AuthToken": "with_underscore_1"}, {"AuthToken": "short"}],
    "InvalidParameterCombination": [{"EngineVersion": "8"}, {"AutomaticFailoverEnabled": True}],
    "CloudsteadPlain": [{"TransitEncryptionEnabled": False}, {"AtRestEncryptionEnabled": False}],
}
zone = made.route53.create_hosted_zone(Name="example.com", CallerReference="x")["HostedZone"]["Id"]
made.s3.create_bucket(Bucket="some-files")


def record(action, name, kind, value):
    one = {"Action": action, "ResourceRecordSet": {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value}]}}
    return {"HostedZoneId": zone, "ChangeBatch": {"Changes": [one]}}


made.route53.change_resource_record_sets(**record("CREATE", "a.example.com", "A", "192.0.2.1"))
METADATA = {"HttpTokens": "required", "InstanceMetadataTags": "enabled", "HttpPutResponseHopLimit": 2}
run = {"ImageId": ARM, "InstanceType": "t4g.small", "MinCount": 1, "MaxCount": 1, "TagSpecifications": tags("instance"), "MetadataOptions": METADATA, "CreditSpecification": {"CpuCredits": "unlimited"}}
run["BlockDeviceMappings"] = [{"DeviceName": "/dev/sda1", "Ebs": {"Encrypted": True, "KmsKeyId": "alias/aws/ebs"}}]
data = {name: run[name] for name in ("ImageId", "InstanceType", "MetadataOptions", "CreditSpecification", "BlockDeviceMappings")}
WRONG = {"HttpTokens": "optional"}, {"InstanceMetadataTags": "disabled"}, {"HttpPutResponseHopLimit": 1}
big = base64.b64encode(b"#" * 16385).decode()
volume = {"Size": 1, "AvailabilityZone": "us-east-1a", "TagSpecifications": tags("volume"), "ClientToken": "once", "Encrypted": True, "KmsKeyId": "alias/aws/ebs"}
ACM = {"ValidationMethod": "DNS", "Tags": PAIRS}
# Parameters that are only right for a second are made by a function.
# Rule, client, call, parameters, code. A rule of every call or of a service is named by its `*`.
CASES = [
    (("*", "*"), "ec2", "create_vpc", {"CidrBlock": "10.1.0.0/16"}, "CloudsteadUntagged"),
    (("*", "*"), "ssm", "put_parameter", {"Name": "/x", "Type": "String", "Value": "x"}, "CloudsteadUntagged"),
    (("*", "*"), "logs", "create_log_group", {"logGroupName": "x"}, "CloudsteadUntagged"),
    (("s3", "*"), "s3", "put_object", {"Bucket": "some-files", "Key": "k", "Body": b"x"}, "CloudsteadOwner"),
    (("s3", "*"), "s3", "put_object", {"Bucket": "some-files", "Key": "k", "Body": b"x", "ExpectedBucketOwner": "999999999999"}, "AccessDenied"),
    (("s3", "*"), "s3", "create_bucket", {"Bucket": "more-files"}, "CloudsteadUntagged"),
    (("s3", "*"), "s3", "create_bucket", {"Bucket": "more-files", "CreateBucketConfiguration": {"LocationConstraint": "us-east-1", "Tags": PAIRS}}, "InvalidLocationConstraint"),
    (None, "ec2", "release_address", {"AllocationId": address}, "InvalidIPAddress.InUse"),
    # Of a database, of another group's rule, of a server, of a load balancer, of a cache.
    *((None, "ec2", "delete_security_group", {"GroupId": used}, "DependencyViolation") for used in (group, referred, of_server, of_balancer, of_cache)),
    (None, "ec2", "delete_security_group", {"GroupId": lonely}, None),
    (None, "ec2", "create_security_group", {"GroupName": "sg-x", "Description": "x", "VpcId": vpc, "TagSpecifications": tags("security-group")}, "InvalidParameterValue"),
    (None, "ec2", "create_security_group", {"GroupName": "q", "Description": "the app's firewall", "VpcId": vpc, "TagSpecifications": tags("security-group")}, "InvalidParameterValue"),
    *(
        (None, "ec2", call, {"GroupId": other, "TagSpecifications": tags("security-group-rule"), "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 2, "ToPort": 2, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "what?"}]}]}, "InvalidParameterValue")
        for call in ("authorize_security_group_ingress", "authorize_security_group_egress")
    ),
    (None, "ec2", "delete_subnet", {"SubnetId": subnet}, "DependencyViolation"),
    (None, "ec2", "delete_vpc", {"VpcId": vpc}, "DependencyViolation"),
    (None, "ec2", "detach_internet_gateway", {"VpcId": vpc, "InternetGatewayId": gateway}, "DependencyViolation"),
    *((None, "ec2", "run_instances", {**run, "MetadataOptions": {**METADATA, **wrong}}, "CloudsteadMetadata") for wrong in WRONG),
    (None, "ec2", "run_instances", {**run, "CreditSpecification": {"CpuCredits": "standard"}}, "CloudsteadCredits"),
    (None, "ec2", "run_instances", {**run, "BlockDeviceMappings": []}, "CloudsteadDiskKey"),
    (None, "ec2", "create_launch_template", {"LaunchTemplateName": "u", "TagSpecifications": tags("launch-template"), "LaunchTemplateData": {**data, "BlockDeviceMappings": []}}, "CloudsteadDiskKey"),
    (None, "ec2", "create_volume", {**{name: volume[name] for name in volume if name != "KmsKeyId"}, "ClientToken": "keyless"}, "CloudsteadDiskKey"),
    (None, "ec2", "run_instances", {**run, "UserData": "#" * 16385}, "InvalidUserData.Malformed"),
    (None, "ec2", "run_instances", {**run, "ImageId": X86}, "InvalidParameterValue"),
    (None, "ec2", "run_instances", {**run, "InstanceType": "t3.small"}, "InvalidParameterValue"),
    (None, "ec2", "create_launch_template", {"LaunchTemplateName": "u", "TagSpecifications": tags("launch-template"), "LaunchTemplateData": {**data, "MetadataOptions": {}}}, "CloudsteadMetadata"),
    (None, "ec2", "create_launch_template", {"LaunchTemplateName": "u", "TagSpecifications": tags("launch-template"), "LaunchTemplateData": {**data, "CreditSpecification": {}}}, "CloudsteadCredits"),
    (None, "ec2", "create_launch_template_version", {"LaunchTemplateId": template, "LaunchTemplateData": {**data, "UserData": big}}, "InvalidUserData.Malformed"),
    (None, "ec2", "attach_volume", {"VolumeId": far, "InstanceId": server, "Device": "/dev/sdf"}, "InvalidVolume.ZoneMismatch"),
    (None, "ec2", "associate_route_table", {"RouteTableId": tables[1], "SubnetId": subnet}, "Resource.AlreadyAssociated"),
    (None, "iam", "create_role", {"RoleName": "r", "AssumeRolePolicyDocument": "{}", "Tags": PAIRS}, "MalformedPolicyDocument"),
    (None, "elbv2", "create_load_balancer", {"Name": "x" * 33, "Subnets": [subnet, second], "Tags": PAIRS}, "ValidationError"),
    (None, "elbv2", "create_load_balancer", {"Name": "internal-x", "Subnets": [subnet, second], "Tags": PAIRS}, "ValidationError"),
    (None, "elbv2", "create_load_balancer", {"Name": "cut-", "Subnets": [subnet, second], "Tags": PAIRS}, "ValidationError"),
    (None, "elbv2", "create_load_balancer", {"Name": "one", "Subnets": [subnet], "Tags": PAIRS}, "ValidationError"),
    (None, "elbv2", "create_load_balancer", {"Name": "one", "Subnets": [subnet, beside], "Tags": PAIRS}, "ValidationError"),
    (None, "elbv2", "create_load_balancer", {"Name": "lb", "Subnets": [subnet, second], "SecurityGroups": [other], "Tags": PAIRS}, "DuplicateLoadBalancerName"),
    # The same again is a repetition and makes no second one.
    (None, "elbv2", "create_load_balancer", {"Name": "lb", "Subnets": [subnet, second], "SecurityGroups": [of_balancer], "Tags": PAIRS}, None),
    (None, "elbv2", "create_target_group", {"Name": "x" * 33, "Protocol": "HTTP", "Port": 80, "VpcId": vpc, "Tags": PAIRS}, "ValidationError"),
    (None, "elbv2", "create_target_group", {"Name": "cut-", "Protocol": "HTTP", "Port": 80, "VpcId": vpc, "Tags": PAIRS}, "ValidationError"),
    (None, "elbv2", "delete_target_group", {"TargetGroupArn": targets}, "ResourceInUse"),
    (None, "elbv2", "create_listener", {"LoadBalancerArn": balancer, "Protocol": "HTTP", "Port": 443, "DefaultActions": forward, "Tags": PAIRS}, "DuplicateListener"),
    (None, "elbv2", "create_listener", lambda: {"LoadBalancerArn": balancer, "Protocol": "HTTPS", "Port": 444, "Certificates": [{"CertificateArn": pending()}], "DefaultActions": forward, "Tags": PAIRS}, "UnsupportedCertificate"),
    (None, "elbv2", "modify_listener", lambda: {"ListenerArn": listener, "Certificates": [{"CertificateArn": pending()}]}, "UnsupportedCertificate"),
    (None, "acm", "delete_certificate", {"CertificateArn": used}, "ResourceInUseException"),
    (None, "acm", "request_certificate", {"DomainName": "x" * 61 + ".com", "IdempotencyToken": "x", **ACM}, "ValidationException"),
    (None, "acm", "request_certificate", {"DomainName": "example.com", "IdempotencyToken": "not-a-word", **ACM}, "ValidationException"),
    (None, "autoscaling", "create_auto_scaling_group", {"AutoScalingGroupName": "g", "LaunchTemplate": use, **scaling}, "AlreadyExists"),
    (None, "autoscaling", "create_auto_scaling_group", {"AutoScalingGroupName": "h", "LaunchTemplate": {**use, "Version": "2"}, **scaling}, "ValidationError"),
    (None, "autoscaling", "create_auto_scaling_group", {"AutoScalingGroupName": "h", "LaunchTemplate": use, **scaling, "LifecycleHookSpecificationList": []}, "CloudsteadHook"),
    (None, "autoscaling", "update_auto_scaling_group", {"AutoScalingGroupName": "g", "LaunchTemplate": {**use, "Version": "3"}}, "ValidationError"),
    (None, "autoscaling", "start_instance_refresh", {"AutoScalingGroupName": "nobody"}, "ValidationError"),
    (None, "autoscaling", "start_instance_refresh", {"AutoScalingGroupName": "g"}, None),
    (None, "autoscaling", "start_instance_refresh", {"AutoScalingGroupName": "g"}, "InstanceRefreshInProgress"),
    (None, "autoscaling", "delete_auto_scaling_group", {"AutoScalingGroupName": "g"}, "ResourceInUse"),
    (None, "rds", "create_db_subnet_group", {"DBSubnetGroupName": "S", "DBSubnetGroupDescription": "s", "SubnetIds": [subnet, second], "Tags": PAIRS}, "DBSubnetGroupAlreadyExists"),
    (None, "rds", "create_db_subnet_group", {"DBSubnetGroupName": "one-zone", "DBSubnetGroupDescription": "s", "SubnetIds": [subnet, beside], "Tags": PAIRS}, "DBSubnetGroupDoesNotCoverEnoughAZs"),
    (None, "rds", "delete_db_subnet_group", {"DBSubnetGroupName": "s"}, "InvalidDBSubnetGroupStateFault"),
    (None, "rds", "delete_db_parameter_group", {"DBParameterGroupName": "p"}, "InvalidDBParameterGroupState"),
    (None, "rds", "create_db_instance", {"DBInstanceIdentifier": "two--hyphens", "Tags": PAIRS, **database}, "InvalidParameterValue"),
    *((None, "rds", "create_db_instance", {"DBInstanceIdentifier": "e", "Tags": PAIRS, **database, **wrong}, code) for code, all in WRONG_DATABASE.items() for wrong in all),
    (None, "rds", "delete_db_instance", {"DBInstanceIdentifier": "d"}, "InvalidParameterCombination"),
    (None, "elasticache", "create_cache_subnet_group", {"CacheSubnetGroupName": "with_underscore", "CacheSubnetGroupDescription": "c", "SubnetIds": [subnet], "Tags": PAIRS}, "InvalidParameterValue"),
    (None, "elasticache", "create_cache_subnet_group", {"CacheSubnetGroupName": "d", "CacheSubnetGroupDescription": "c", "SubnetIds": [subnet], "Tags": PAIRS}, "ServiceLinkedRoleNotFoundFault"),
    (None, "elasticache", "delete_cache_subnet_group", {"CacheSubnetGroupName": "c"}, "CacheSubnetGroupInUse"),
    *((None, "elasticache", "create_replication_group", {"ReplicationGroupId": "d", "Tags": PAIRS, **cache, **wrong}, code) for code, all in WRONG_CACHE.items() for wrong in all),
    *((None, "ssm", "put_parameter", {"Name": "/x", "Type": "String", "Value": value, "Tags": PAIRS}, "ValidationException") for value in ("{{x}}", "", "x" * 4097)),
    (None, "route53", "change_resource_record_sets", record("CREATE", "a.example.com", "A", "192.0.2.2"), "InvalidChangeBatch"),
    (None, "route53", "change_resource_record_sets", record("DELETE", "b.example.com", "A", "192.0.2.2"), "InvalidChangeBatch"),
    (None, "route53", "change_resource_record_sets", record("UPSERT", "a.example.com", "CNAME", "b.example.com"), "InvalidChangeBatch"),
    # The proxy's own: a token stands for one request.
    (("ec2", "token"), "ec2", "create_volume", volume, None),
    (("ec2", "token"), "ec2", "create_volume", volume, None),
    (("ec2", "token"), "ec2", "create_volume", {**volume, "Size": 2}, "IdempotentParameterMismatch"),
]


def given(service, call, params):
    try:
        getattr(getattr(strict, service), call)(**(params() if callable(params) else params))
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def main():
    covered, results = set(), []
    for rule, service, call, params, wanted in CASES:
        operation = getattr(strict, service).meta.method_to_api_mapping[call]
        covered.add(rule or (NAMES.get(service, service), operation))
        results.append([f"{service} {operation} {wanted}", wanted, given(service, call, params)])
    missing = set(strict_rules.RULES) - covered
    assert not missing, f"no case for {missing}"
    assert len(ec2.describe_volumes(Filters=[{"Name": "size", "Values": ["1"]}])["Volumes"]) == 2, "one volume per token"
    assert len(made.elbv2.describe_load_balancers()["LoadBalancers"]) == 1, "one load balancer per name"
    print(json.dumps(results))


main()
