"""Identities, databases, files, parameters, certificates, DNS, logs and budgets. Values of secrets are never listed."""

from botocore.exceptions import ClientError
from inventory_items import item, pick, plain


def collect(account):
    found = {**identities(account), **databases(account), **caches(account), **files(account), **parameters(account)}
    return {**found, **certificates(account), **names(account), **logs(account), **budgets(account)}


def identities(account):
    iam = account.client("iam")
    roles = account.pages(iam, "list_roles", "Roles")
    return {
        "iam-role": [
            item(one["RoleName"], one["RoleName"], iam.list_role_tags(RoleName=one["RoleName"])["Tags"], {
                "Path": one["Path"],
                "trust": one["AssumeRolePolicyDocument"],
                "attached": sorted(found["PolicyArn"] for found in iam.list_attached_role_policies(RoleName=one["RoleName"])["AttachedPolicies"]),
                "inline": {name: iam.get_role_policy(RoleName=one["RoleName"], PolicyName=name)["PolicyDocument"] for name in iam.list_role_policies(RoleName=one["RoleName"])["PolicyNames"]},
            })
            for one in roles
        ],
        "instance-profile": [
            item(one["InstanceProfileName"], one["InstanceProfileName"], one.get("Tags"), {"roles": [role["RoleName"] for role in one["Roles"]]})
            for one in account.pages(iam, "list_instance_profiles", "InstanceProfiles")
        ],
    }


def databases(account):
    rds = account.client("rds")

    def tags(arn):
        return rds.list_tags_for_resource(ResourceName=arn)["TagList"]

    def own(operation, path):
        return [one for one in account.pages(rds, operation, path) if "default" not in (one.get("DBParameterGroupName") or "")]

    return {
        "db-instance": [
            item(one["DBInstanceIdentifier"], one["DBInstanceIdentifier"], tags(one["DBInstanceArn"]), {
                **pick(one, "DBInstanceClass", "Engine", "EngineVersion", "DBInstanceStatus", "AllocatedStorage", "StorageType", "StorageEncrypted", "PubliclyAccessible", "MultiAZ", "BackupRetentionPeriod", "CopyTagsToSnapshot", "AutoMinorVersionUpgrade", "DBName", "MasterUsername"),
                "subnet-group": one.get("DBSubnetGroup", {}).get("DBSubnetGroupName"),
                "groups": sorted(found["VpcSecurityGroupId"] for found in one.get("VpcSecurityGroups", [])),
                "parameter-groups": sorted(found["DBParameterGroupName"] for found in one.get("DBParameterGroups", [])),
            }, [one.get("Endpoint", {}).get("Address")])
            for one in own("describe_db_instances", "DBInstances")
        ],
        "db-subnet-group": [
            item(one["DBSubnetGroupName"], one["DBSubnetGroupName"], tags(one["DBSubnetGroupArn"]), {
                "VpcId": one["VpcId"],
                "subnets": sorted(found["SubnetIdentifier"] for found in one["Subnets"]),
            })
            for one in own("describe_db_subnet_groups", "DBSubnetGroups")
        ],
        "db-parameter-group": [
            item(one["DBParameterGroupName"], one["DBParameterGroupName"], tags(one["DBParameterGroupArn"]), {
                **pick(one, "DBParameterGroupFamily"),
                "parameters": {found["ParameterName"]: found.get("ParameterValue") for found in rds.describe_db_parameters(DBParameterGroupName=one["DBParameterGroupName"]).get("Parameters", []) if found.get("ParameterValue")},
            })
            for one in own("describe_db_parameter_groups", "DBParameterGroups")
        ],
        "db-snapshot": [
            item(one["DBSnapshotIdentifier"], one["DBSnapshotIdentifier"], one.get("TagList"), pick(one, "DBInstanceIdentifier", "AllocatedStorage", "SnapshotType"))
            for one in account.pages(rds, "describe_db_snapshots", "DBSnapshots", SnapshotType="manual")
        ],
    }


def caches(account):
    cache = account.client("elasticache")

    def tags(arn):
        return cache.list_tags_for_resource(ResourceName=arn)["TagList"]

    def node(one):
        found = cache.describe_cache_clusters(CacheClusterId=one["MemberClusters"][0])["CacheClusters"][0]
        return {"EngineVersion": found["EngineVersion"], "groups": sorted(group["SecurityGroupId"] for group in found["SecurityGroups"])}

    return {
        "replication-group": [
            item(one["ReplicationGroupId"], one["ReplicationGroupId"], tags(one["ARN"]), {
                **pick(one, "Status", "CacheNodeType", "Engine", "MultiAZ", "AutomaticFailover", "TransitEncryptionEnabled", "AtRestEncryptionEnabled", "AuthTokenEnabled", "AutoMinorVersionUpgrade"),
                "nodes": len(one["MemberClusters"]),
                **node(one),
            }, [one["NodeGroups"][0].get("PrimaryEndpoint", {}).get("Address")])
            for one in account.pages(cache, "describe_replication_groups", "ReplicationGroups")
        ],
        "cache-subnet-group": [
            item(one["CacheSubnetGroupName"], one["CacheSubnetGroupName"], tags(one["ARN"]), {
                "subnets": sorted(found["SubnetIdentifier"] for found in one["Subnets"]),
            })
            for one in account.pages(cache, "describe_cache_subnet_groups", "CacheSubnetGroups")
        ],
    }


def files(account):
    s3 = account.client("s3")

    def setting(operation, path, bucket):
        try:
            return getattr(s3, operation)(Bucket=bucket).get(path)
        except ClientError:
            return None

    def bucket(name):
        keys = {one["Key"] for one in s3.list_object_versions(Bucket=name).get("Versions", []) if one["IsLatest"]}
        return item(name, name, setting("get_bucket_tagging", "TagSet", name), {
            "versioning": setting("get_bucket_versioning", "Status", name),
            "ownership": setting("get_bucket_ownership_controls", "OwnershipControls", name),
            "public-access-block": setting("get_public_access_block", "PublicAccessBlockConfiguration", name),
            "encryption": setting("get_bucket_encryption", "ServerSideEncryptionConfiguration", name),
            "policy": setting("get_bucket_policy", "Policy", name),
            "lifecycle": setting("get_bucket_lifecycle_configuration", "Rules", name),
            "cors": setting("get_bucket_cors", "CORSRules", name),
            "objects": sorted(keys),
            "releases": {key: s3.get_object(Bucket=name, Key=key)["Body"].read().decode() for key in sorted(keys) if key.startswith("releases/")},
        })

    return {"bucket": [bucket(one["Name"]) for one in s3.list_buckets()["Buckets"]]}


def parameters(account):
    ssm = account.client("ssm")
    return {
        "parameter": [
            item(one["Name"], one["Name"], ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=one["Name"])["TagList"], pick(one, "Type", "Tier", "Version"))
            for one in account.pages(ssm, "describe_parameters", "Parameters")
        ]
    }


def certificates(account):
    acm = account.client("acm")

    def certificate(arn):
        one = acm.describe_certificate(CertificateArn=arn)["Certificate"]
        records = [found.get("ResourceRecord", {}).get("Value") for found in one.get("DomainValidationOptions", [])]
        return item(arn, one["DomainName"], acm.list_tags_for_certificate(CertificateArn=arn)["Tags"], pick(one, "SubjectAlternativeNames", "Status", "KeyAlgorithm"), records)

    return {"certificate": [certificate(one["CertificateArn"]) for one in account.pages(acm, "list_certificates", "CertificateSummaryList")]}


def names(account):
    route53, found = account.client("route53"), []
    for zone in account.pages(route53, "list_hosted_zones", "HostedZones"):
        records = account.pages(route53, "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone["Id"])
        found.append(item(zone["Id"].rsplit("/", 1)[-1], zone["Name"], {}, {
            "private": zone["Config"].get("PrivateZone", False),
            "records": sorted((
                {"name": one["Name"], "type": one["Type"], "values": [value["Value"] for value in one.get("ResourceRecords", [])], **pick(one, "AliasTarget", "TTL")}
                for one in records if one["Type"] not in ("NS", "SOA")
            ), key=str),
        }))
    return {"hosted-zone": found}


def logs(account):
    client = account.client("logs")
    return {
        "log-group": [
            item(one["logGroupName"], one["logGroupName"], client.list_tags_for_resource(resourceArn=one["arn"].removesuffix(":*"))["tags"], pick(one, "retentionInDays"))
            for one in account.pages(client, "describe_log_groups", "logGroups")
        ]
    }


def budgets(account):
    client, number = account.client("budgets"), account.client("sts").get_caller_identity()["Account"]
    found = client.describe_budgets(AccountId=number).get("Budgets", [])

    def budget(one):
        notices = client.describe_notifications_for_budget(AccountId=number, BudgetName=one["BudgetName"]).get("Notifications", [])
        notices = sorted((pick(found, "NotificationType", "ComparisonOperator", "Threshold", "ThresholdType") for found in notices), key=str)
        return item(one["BudgetName"], one["BudgetName"], plain([]), {**pick(one, "BudgetLimit", "TimeUnit", "BudgetType"), "notifications": notices})

    return {"budget": [budget(one) for one in found]}
