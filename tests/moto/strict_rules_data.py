"""Rules of databases, parameters, certificates, DNS and files."""

import os
import re

from strict_state import text, texts

ACCOUNT = os.environ.get("MOTO_ACCOUNT_ID", "123456789012")
RDS_NAME = re.compile(r"[A-Za-z](?:-?[A-Za-z0-9])*")


def delete_certificate(call, state):
    arn = call.json.get("CertificateArn")
    used = any(arn in texts(item, ".//CertificateArn") for item in state.listeners())
    return ("ResourceInUseException", f"Certificate {arn} in account is in use.") if used else None


def create_subnet_group(call, state):
    name = call.params.get("DBSubnetGroupName", "")
    wanted = call.many("SubnetIds")
    zones = {text(item, "availabilityZone") for item in state.items("ec2", "DescribeSubnets", "subnetSet/item") if text(item, "subnetId") in wanted}
    if len(zones) < 2:
        return "DBSubnetGroupDoesNotCoverEnoughAZs", "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement."
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
    # A major version is `17` of PostgreSQL, and `8.4` of MySQL and `11.4` of MariaDB.
    major = r"\d+" if call.params.get("Engine") == "postgres" else r"\d+\.\d+"
    if not re.fullmatch(major, call.params.get("EngineVersion", "")):
        return "CloudsteadMinor", f"only the major version is pinned, not {call.params.get('EngineVersion')}"
    refused = None if call.params.get("Engine") == "mariadb" else "open-source-rds-extended-support-disabled"
    if call.params.get("EngineLifecycleSupport") != refused:
        return "CloudsteadExtended", "extended support costs more per processor than the database and is refused"
    if call.params.get("StorageType") != "gp3":
        return "CloudsteadStorage", "gp3 is cheaper and faster than what is taken without it"
    if "Iops" in call.params or "StorageThroughput" in call.params:
        return "InvalidParameterCombination", "You can't specify IOPS or storage throughput for engine postgres and a storage size less than 400."
    user = call.params.get("MasterUsername", "")
    if not re.fullmatch(r"[A-Za-z]\w{0,15}", user) or user.lower() in ("admin", "rdsadmin") or user.lower().startswith("pg_"):
        return "InvalidParameterValue", f"MasterUsername {user} cannot be used as it is a reserved word used by the engine"
    if not re.fullmatch(r"[!-~]{8,128}", call.params.get("MasterUserPassword", "")) or set(call.params["MasterUserPassword"]) & set("/'\"@"):
        return "InvalidParameterValue", "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used."
    if not re.fullmatch(r"[A-Za-z]\w{0,62}", call.params.get("DBName", "a")):
        return "InvalidParameterValue", "DBName must begin with a letter and contain only alphanumeric characters."
    if int(call.params.get("AllocatedStorage", 0)) < 20:
        return "InvalidParameterValue", "Invalid storage size for engine name postgres and storage type gp3"
    return None


def delete_database(call, _state):
    if call.params.get("SkipFinalSnapshot") != "true" and not call.params.get("FinalDBSnapshotIdentifier"):
        return "InvalidParameterCombination", "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
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
    after = set(existing)
    for change in root.findall(".//Change"):
        name, kind = text(change, "ResourceRecordSet/Name").rstrip("."), text(change, "ResourceRecordSet/Type")
        if text(change, "Action") == "CREATE" and (name, kind) in existing:
            return "InvalidChangeBatch", f"[Tried to create resource record set [name='{name}.', type='{kind}'] but it already exists]"
        if text(change, "Action") == "DELETE" and (name, kind) not in existing:
            return "InvalidChangeBatch", f"[Tried to delete resource record set [name='{name}.', type='{kind}'] but it was not found]"
        (after.discard if text(change, "Action") == "DELETE" else after.add)((name, kind))
    for name, kind in sorted(after - existing):
        others = {other for found, other in after if found == name} - {kind}
        if others if kind == "CNAME" else "CNAME" in others:
            return "InvalidChangeBatch", f"[RRSet of type {kind} with DNS name {name}. is not permitted because a conflicting RRSet with the same DNS name already exists in zone]"
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
